using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Http;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.Deliveries;

/// <summary>What an app answers, and what the receipt says of it.</summary>
[Spec("OIDCBC-2.8")]
public sealed class AnswerTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private Scene Scene => shared.Scene;

    public static TheoryData<string, string> Refusals => new()
    {
        {
            SocketApp.Status(400, "Content-Type: application/json\r\n", """{"error":"invalid_request","error_description":"x"}"""),
            "status 400: invalid_request"
        },
        { SocketApp.Status(400, "", """{"error":"invalid_request"}"""), "status 400: invalid_request" },
        { SocketApp.Status(400, "", """{"error":"<b>root:x:0:0</b>"}"""), "status 400" },
        { SocketApp.Status(400, "", """["invalid_request"]"""), "status 400" },
        { SocketApp.Status(400, "", """{"error":7}"""), "status 400" },
        { SocketApp.Status(400, "", """{"error":"\ud800"}"""), "status 400" },
        { SocketApp.Status(400, "", "{\"error\":\"\u00ff\"}"), "status 400" },
        { SocketApp.Status(400, "", "not JSON"), "status 400" },
        { SocketApp.Status(401), "status 401" },
        { SocketApp.Status(404), "status 404" },
        { SocketApp.Status(410), "status 410" },
        { SocketApp.Status(500, "", """{"error":"invalid_request"}"""), "status 500" },
        { SocketApp.Status(503), "status 503" },
        { SocketApp.Status(777), "status 777" },
        { SocketApp.Status(302, "Location: https://elsewhere.example/\r\n"), "RedirectNotAllowed: " },
        { SocketApp.Status(307, "Location: /logout\r\n"), "RedirectNotAllowed: " },
        { "HTTP/1.1 2", "Aborted: " },
        { "SSH-2.0-OpenSSH\r\n", "Aborted: " },
        { SocketApp.Hang, "TimedOut: " },
    };

    [Theory, MemberData(nameof(Refusals))]
    public async Task Anything_but_success_is_tried_again_and_said_plainly(string answer, string error)
    {
        await using var stage = await DeliveryStage.On(Scene, edit: (app, _) => app.Answer = answer);
        var session = await stage.Ended();
        var leg = await stage.Leg(session, l => l.Attempts == 1);
        Says(error, leg.LastError);
        Assert.Equal(LegStates.Pending, leg.State);

        stage.App.Answer = SocketApp.Status(200);
        stage.Wait(TimeSpan.FromMinutes(1));
        leg = await stage.Leg(session, l => l.State == LegStates.Delivered);
        Assert.Equal((LegStates.Delivered, 2, null), (leg.State, leg.Attempts, leg.LastError));
        Assert.Equal(stage.App.Heard[0].Jti, stage.App.Heard[1].Jti);
    }

    public static TheoryData<string> Successes =>
    [
        SocketApp.Status(200),
        SocketApp.Status(204),
        SocketApp.Status(299, "Content-Type: text/html\r\n", "<h1>Signed out</h1>"),
        SocketApp.Status(200, "Content-Encoding: gzip\r\n", "x"),
        SocketApp.Status(200, "", new string('x', 2_000_000)),
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nnot ten",
    ];

    /// <summary>The status is the answer: of its body nothing is needed.</summary>
    [Theory, MemberData(nameof(Successes))]
    public async Task Success_is_any_2xx_whatever_comes_with_it(string answer)
    {
        await using var stage = await DeliveryStage.On(Scene, edit: (app, _) => app.Answer = answer);
        var leg = await stage.Leg(await stage.Ended(), l => l.Attempts == 1);
        Assert.Equal((LegStates.Delivered, null), (leg.State, leg.LastError));
    }

    [Theory]
    [InlineData("https://127.0.0.1:{plain}/", "TlsFailed: ")]
    [InlineData("http://127.0.0.1:1/x", "ConnectFailed: ")]
    [InlineData("http://169.254.169.254/latest", "AddressNotAllowed: ")]
    public async Task An_address_that_cannot_be_reached_is_said_plainly(string address, string error)
    {
        await using var plain = new RawTalker("no TLS here");
        await using var stage = await DeliveryStage.On(Scene, edit: (app, _) =>
            app.LogoutUri = address.Replace("{plain}", $"{plain.Port}", StringComparison.Ordinal));
        var leg = await stage.Leg(await stage.Ended(), l => l.Attempts == 1);
        Says(error, leg.LastError);
        Assert.Equal(LegStates.Pending, leg.State);
    }

    [Fact]
    public async Task A_host_that_is_not_asked_for_a_while_costs_no_attempt()
    {
        await using var stage = await DeliveryStage.On(Scene);
        await stage.App.DisposeAsync();
        for (var failure = 0; failure < 3; failure++)
            await stage.Leg(await stage.Ended(), l => l.Attempts == 1);
        var session = await stage.Ended();
        var leg = await stage.Leg(session, l => l.LastError is not null);
        Assert.Equal((LegStates.Pending, 0), (leg.State, leg.Attempts));
        Says("HostDown: ", leg.LastError);
        stage.Wait(TimeSpan.FromHours(24));
        Assert.Equal(LegStates.Failed, (await stage.Leg(session, l => l.State != LegStates.Pending)).State);
    }

    [Theory]
    [InlineData("DELETE", null)]
    [InlineData("PATCH", """{"backchannel_logout_uri":null}""")]
    public async Task An_app_that_is_removed_meanwhile_is_gone(string method, string? body)
    {
        await using var stage = await DeliveryStage.On(Scene, edit: (app, _) => app.Answer = SocketApp.Status(503));
        var session = await stage.Ended();
        await stage.Leg(session, l => l.Attempts == 1);
        var url = $"{Scene.Broker.Url}/api/v1/clients/{stage.App.ClientId}";
        var admin = Wire.Bearer(TestBroker.BootstrapToken);
        var answer = body is null ? await Wire.Send(method, url, null, admin) : await Wire.SendJson(method, url, body, admin);
        Assert.True(answer.Status is 200 or 204, answer.Body);

        stage.Wait(TimeSpan.FromMinutes(1));

        var leg = await stage.Leg(session, l => l.State != LegStates.Pending);
        Assert.Equal((LegStates.Gone, "the app is no longer registered for it"), (leg.State, leg.LastError));
        Assert.Single(stage.App.Heard);
        Assert.Equal("gone", (await stage.Message(leg)).State);
        Assert.Empty(await Scene.Db.Read(
            tx => EventStore.Page(tx, stage.Tenant.Id, "logout.delivery_failed", null, 9), TestContext.Current.CancellationToken));
    }

    private static void Says(string wanted, string? got)
    {
        if (wanted.EndsWith(": ", StringComparison.Ordinal))
            Assert.StartsWith(wanted, got, StringComparison.Ordinal);
        else
            Assert.Equal(wanted, got);
    }
}
