using System.Globalization;
using System.Text.Json;
using RunBroker.Tests.Processes;

namespace RunBroker.Interop.Tests.Harness;

/// <summary>One of the programs in <c>peers/</c>, on a port of its own; what it keeps is in its memory and ends with it.</summary>
public sealed class NodePeer : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    private readonly ChildProcess process;

    private NodePeer(ChildProcess process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }

    public string Log => process.Log;

    /// <summary>An address to name in settings of others before the peer itself is started there.</summary>
    public static Uri TakeAddress() => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Take()}"));

    /// <summary>Answers when the peer listens.</summary>
    /// <param name="script">A file of <c>peers/</c>.</param>
    /// <param name="address">Where it is to listen, from <see cref="TakeAddress"/>.</param>
    /// <param name="settings">What the head of the script names.</param>
    public static async Task<NodePeer> Start(string script, Uri address, object settings)
    {
        var folder = Path.Combine(Repository.Root, "tests", "RunBroker.Interop.Tests", "peers");
        var process = await ChildProcess.Start(["node", Path.Combine(folder, script)], new Dictionary<string, string>
        {
            ["PORT"] = address.Port.ToString(CultureInfo.InvariantCulture),
            ["BASE"] = address.GetLeftPart(UriPartial.Authority),
            ["SETTINGS"] = JsonSerializer.Serialize(settings, Json),
        }, folder);
        await process.WaitForLine(line => line.StartsWith("ready ", StringComparison.Ordinal));
        return new NodePeer(process, address);
    }

    /// <summary>An address of this peer, such as <c>At("/login?prompt=none")</c>.</summary>
    public Uri At(string pathAndQuery) => new(Address, pathAndQuery);

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
