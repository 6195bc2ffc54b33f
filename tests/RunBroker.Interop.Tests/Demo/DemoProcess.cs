using System.Globalization;
using RunBroker.Tests.Processes;

namespace RunBroker.Interop.Tests.Demo;

/// <summary>The demo as built, as a newcomer starts it; its addresses are read from what it prints.</summary>
public sealed class DemoProcess : IAsyncLifetime
{
    private ChildProcess? process;

    public string Guide => Address("Demo steps");
    public string Broker => Address("RunBroker");
    public string FieldService => Address("Field Service");
    public string Reports => Address("Reports");
    public string FleetMap => Address("Fleet Map");
    public string AcmeIdp => Address("Acme's provider");
    public string GlobexIdp => Address("Globex's provider");
    public string ServiceDesk => Address("Service Desk");
    public string InitechIdp => Address("Initech's provider");

    public string Log => Running.Log;

    private ChildProcess Running => process ?? throw new InvalidOperationException("not started");

    public async ValueTask InitializeAsync() => await Begin(FreePort.Take());

    /// <param name="data">Folder to keep; null: the demo's own temporary one.</param>
    public static async Task<DemoProcess> Start(int portBase, string? data = null)
    {
        var demo = new DemoProcess();
        await demo.Begin(portBase, data);
        return demo;
    }

    public static Task<ChildProcess> Run(params IEnumerable<string> arguments) => ChildProcess.Start(
        // SIGINT would be ignored by a child of a shell's background job; SIGTERM ends it in the same way.
        ["dotnet", Path.Combine(AppContext.BaseDirectory, "RunBroker.Demo.dll"), .. arguments], stopSignal: "TERM");

    public Task<int> End() => Running.End("TERM");

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
    }

    private async Task Begin(int portBase, string? data = null)
    {
        process = await Run([.. data is null ? [] : (string[])["--data", data], "--port-base", portBase.ToString(CultureInfo.InvariantCulture)]);
        await process.WaitForLine(line => line == "ready");
    }

    private string Address(string name) =>
        Log.Split('\n').Select(line => line.Trim()).First(line => line.StartsWith(name + " ", StringComparison.Ordinal) && line.Contains("http://", StringComparison.Ordinal))[name.Length..].Trim();
}
