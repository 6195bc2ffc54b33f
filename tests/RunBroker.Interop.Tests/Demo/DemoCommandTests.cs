using System.Net;
using System.Net.Sockets;
using RunBroker.Interop.Tests.Harness;
using RunBroker.Tests.Processes;

namespace RunBroker.Interop.Tests.Demo;

/// <summary>The demo as a command: its options, its ports, its data, and what its apps refuse.</summary>
public sealed class DemoCommandTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_kept_folder_keeps_people_over_runs()
    {
        var folder = Directory.CreateTempSubdirectory("runbroker-demo-test-").FullName;
        try
        {
            var persons = new List<string>();
            var portBase = FreePort.Take(); // the same again: at another address the provider would be another one to the broker
            for (var run = 0; run < 2; run++)
            {
                await using var demo = await DemoProcess.Start(portBase, folder);
                var walk = new Walk(await chromium.NewPage(), demo);
                await walk.SignInToFieldServiceAsMaria();
                persons.Add(await walk.Claim("ID token", "sub"));
                await walk.Page.Context.CloseAsync();
                Assert.Equal(0, await demo.End());
            }

            Assert.Equal(persons[0], persons[1]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_taken_port_is_replaced_and_the_temporary_folder_is_gone_at_the_end()
    {
        var portBase = FreePort.Take();
        using var taken = new TcpListener(IPAddress.Loopback, portBase);
        taken.Start();
        await using var demo = await DemoProcess.Start(portBase);
        var folder = demo.Log.Split('\n').Single(l => l.StartsWith("Data: ", StringComparison.Ordinal))["Data: ".Length..].Split(' ')[0];

        Assert.NotEqual(portBase, new Uri(demo.Guide).Port);
        Assert.EndsWith("\nready", demo.Log, StringComparison.Ordinal);
        Assert.True(Directory.Exists(folder));
        using var http = Wire.Client();
        Assert.Contains("See RunBroker at work", await http.GetStringAsync(new Uri(demo.Guide), Stop), StringComparison.Ordinal);
        Assert.Equal(0, await demo.End());
        Assert.False(Directory.Exists(folder));
    }

    [Theory]
    [InlineData("--port-base", "80")]
    [InlineData("--port-base")]
    [InlineData("--what", "x")]
    public async Task An_unknown_option_is_answered_with_the_usage(params string[] arguments)
    {
        await using var child = await DemoProcess.Run(arguments);
        await child.WaitForLine(line => line.StartsWith("usage: ", StringComparison.Ordinal));
        Assert.Equal(2, await child.Ended());
    }

    [Fact]
    [Spec("AU-17")]
    public async Task A_target_outside_of_the_app_is_refused_and_one_within_is_reached_after_the_sign_in()
    {
        await using var demo = await DemoProcess.Start(FreePort.Take());
        using var http = Wire.Client();
        foreach (var target in (string[])["https://evil.example/", "//evil.example", "/\\evil.example", "/%09/evil.example", "evil", ""])
        {
            using var refused = await http.GetAsync(new Uri($"{demo.Reports}/sso?targetUrl={(target.Contains('%', StringComparison.Ordinal) ? target : Uri.EscapeDataString(target))}"), Stop);
            Assert.Equal((target, HttpStatusCode.BadRequest), (target, refused.StatusCode));
            Assert.Null(refused.Headers.Location);
        }

        var walk = new Walk(await chromium.NewPage(), demo);
        await walk.Page.GotoAsync(demo.Reports + "/sso?targetUrl=%2Freports%2F42");
        await walk.Press("Sign in as João");
        await walk.Arrives(demo.Reports + "/reports/42");
        walk.Forget();
        await walk.Page.GotoAsync(demo.Reports + "/sso?targetUrl=%2Freports%2F42");
        await walk.Sees("Report 42");
        Assert.False(walk.WasAt(demo.Broker)); // signed in already
        await walk.Page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_callback_of_another_browser_or_with_another_issuer_signs_nobody_in()
    {
        await using var demo = await DemoProcess.Start(FreePort.Take());
        var victim = await chromium.NewPage();
        using var http = Wire.Client();
        using var begun = await http.GetAsync(new Uri(demo.FieldService + "/sign-in"), Stop);
        var state = System.Web.HttpUtility.ParseQueryString(begun.Headers.Location?.Query ?? "")["state"];

        var answer = await victim.GotoAsync($"{demo.FieldService}/callback?state={state}&code=x&iss={Uri.EscapeDataString(demo.Broker)}");

        Assert.NotNull(state);
        Assert.Equal(400, answer?.Status);
        await new Walk(victim, demo).SeesText("This sign-in was not begun here");
        await victim.Context.CloseAsync();
    }
}
