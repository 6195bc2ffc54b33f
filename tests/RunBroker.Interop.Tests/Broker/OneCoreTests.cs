using System.Net.Sockets;
using System.Text;
using RunBroker.Interop.Tests.Harness;

namespace RunBroker.Interop.Tests.Broker;

/// <summary>A node with one core hears of all sockets by one thread: nobody may hold it.</summary>
public sealed class OneCoreTests
{
    private const int Slow = 20;

    [Fact]
    public async Task Those_who_send_half_of_a_form_hold_up_nobody_and_are_answered_in_the_end()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var scene = await Scene.Start();
        Assert.Contains("one_core", scene.Broker.Log, StringComparison.Ordinal);
        var (app, second) = (await scene.AddApp(), await scene.AddApp(confidential: false));
        using var browser = new ScriptedBrowser(People.Alice);
        SignedIn.Read(await browser.Visit(app.At("/login")), scene);
        var form = "grant_type=authorization_code&code=none&redirect_uri=none&client_id=none";
        var slow = new List<TcpClient>();
        try
        {
            for (var i = 0; i < Slow; i++)
            {
                var client = new TcpClient();
                slow.Add(client);
                await client.ConnectAsync(scene.Broker.Address.Host, scene.Broker.Address.Port, stop);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                    $"POST /connect/token HTTP/1.1\r\nHost: {scene.Broker.Address.Authority}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {form.Length}\r\n\r\n{form[..20]}"), stop);
            }

            SignedIn.Read(await browser.Visit(second.At("/login")), scene);
            Assert.NotEmpty(await scene.Management.List($"tenants/{Scene.Tenant}/users"));

            foreach (var client in slow)
            {
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(form[20..]), stop);
                var answer = new byte[512];
                var count = await client.GetStream().ReadAtLeastAsync(answer, 12, cancellationToken: stop);
                Assert.StartsWith("HTTP/1.1 401", Encoding.ASCII.GetString(answer, 0, count), StringComparison.Ordinal);
            }
        }
        finally
        {
            slow.ForEach(static client => client.Dispose());
        }
    }
}
