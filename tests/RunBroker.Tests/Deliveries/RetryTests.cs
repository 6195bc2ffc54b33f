using System.Globalization;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Upstream;
using RunBroker.Webhooks;

namespace RunBroker.Tests.Deliveries;

/// <summary>An app that cannot be told now is told later, for a day.</summary>
public sealed class RetryTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private static readonly TimeSpan AMillisecond = TimeSpan.FromMilliseconds(1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
    private Scene Scene => shared.Scene;

    [Fact]
    [Spec("OIDCBC-2.8"), Spec("O-103")]
    public async Task Pauses_grow_with_jitter_and_after_a_day_the_leg_has_failed_and_the_admin_is_told()
    {
        await using var receiver = await TestWebhookReceiver.Start();
        await using var stage = await DeliveryStage.On(Scene, edit: (app, _) => app.Answer = SocketApp.Status(503));
        var hook = $$"""{"url":"{{receiver.Url}}","events":["logout.delivery_failed"]}""";
        var hooks = $"{Scene.Broker.Url}/api/v1/tenants/{stage.Tenant.Slug}/webhooks";
        Assert.Equal(201, (await Wire.PostJson(hooks, hook, Wire.Bearer(TestBroker.BootstrapToken))).Status);
        var began = Scene.Clock.GetUtcNow();
        var session = await stage.Ended();
        var (heard, pauses) = (new List<Heard> { await stage.App.Next() }, new List<double>());
        var leg = await stage.Leg(session, l => l.Attempts == 1);
        while (leg.State == LegStates.Pending)
        {
            Assert.Equal("status 503", leg.LastError);
            var (next, now) = ((await stage.Message(leg)).NextAt, Scene.Clock.GetUtcNow());
            var planned = RetrySchedule.Pauses[heard.Count - 1];
            Assert.InRange(next - now, planned, planned * 1.1 + AMillisecond);
            pauses.Add((next - now) / planned);
            stage.Wait(next - now - AMillisecond);
            Assert.Equal(heard.Count, stage.App.Heard.Length);
            stage.Wait(AMillisecond);
            heard.Add(await stage.App.Next());
            leg = await stage.Leg(session, l => l.Attempts == heard.Count);
        }

        Assert.Equal((LegStates.Failed, 11, "status 503"), (leg.State, leg.Attempts, leg.LastError));
        Assert.InRange(Scene.Clock.GetUtcNow() - began, TimeSpan.FromHours(20), TimeSpan.FromHours(24));
        Assert.True(pauses.Distinct().Count() > 5, "no jitter");
        Assert.Single(heard.Select(h => h.Jti).Distinct());
        Assert.Equal(11, heard.Select(h => (long)h.Claims["iat"]!).Distinct().Count());
        Assert.All(heard, h => Assert.Equal(120, (long)h.Claims["exp"]! - (long)h.Claims["iat"]!));

        var told = await receiver.Next(TimeSpan.FromSeconds(20));
        Assert.Contains($"\"client_id\":\"{stage.App.ClientId}\"", told.Body, StringComparison.Ordinal);
        Assert.Contains("\"attempts\":11,\"last_error\":\"status 503\"", told.Body, StringComparison.Ordinal);
        Assert.Single(await Scene.Db.Read(tx => EventStore.Page(tx, stage.Tenant.Id, WebhookEvents.LogoutDeliveryFailed, null, 9), Stop));
        stage.Wait(TimeSpan.FromDays(2));
        Assert.Equal(OutboxStates(leg, await stage.Message(leg)), ("failed", 11));
        Assert.Equal(11, stage.App.Heard.Length);
        Assert.Single(receiver.Requests);
    }

    public static TheoryData<string, double, double> Asked => new()
    {
        // what the app says, and within what it is asked again
        { "120", 120, 132 },
        { "date", 600, 661 },
        { "0", 5, 5.6 },
        { "-5", 5, 5.6 },
        { "soon", 5, 5.6 },
        { "past", 5, 5.6 },
        { "99999999999999999999", 5, 5.6 },
        { "31536000", 25200, 27721 },
        { "next year", 25200, 27721 },
    };

    [Theory, MemberData(nameof(Asked))]
    [Spec("RFC9110-10.2.3")]
    public async Task Retry_After_is_honoured_within_reason(string asked, double least, double most)
    {
        // Times are stored in milliseconds.
        var now = DateTimeOffset.FromUnixTimeMilliseconds(Scene.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        string On(TimeSpan ahead) => (now + ahead + TimeSpan.FromSeconds(1)).ToString("R", CultureInfo.InvariantCulture);
        var header = asked switch
        {
            "date" => On(TimeSpan.FromMinutes(10)),
            "past" => On(TimeSpan.FromMinutes(-10)),
            "next year" => On(TimeSpan.FromDays(365)),
            _ => asked,
        };
        foreach (var status in (int[])[503, 429, 404])
        {
            await using var stage = await DeliveryStage.On(Scene, edit: (app, _) => app.Answer = SocketApp.Status(status, $"Retry-After: {header}\r\n"));
            var leg = await stage.Leg(await stage.Ended(), l => l.Attempts == 1);
            Assert.InRange(((await stage.Message(leg)).NextAt - now).TotalSeconds, least, most);
        }
    }

    [Fact]
    public async Task A_failed_leg_is_told_again_by_hand_for_a_whole_new_round_and_a_delivered_one_is_not()
    {
        await using var stage = await DeliveryStage.On(Scene, 2);
        var (bad, good) = (stage.Apps[0], stage.Apps[1]);
        bad.Answer = SocketApp.Status(500);
        var session = await stage.Ended();
        await stage.Leg(session, l => l.Attempts == 1, bad);
        stage.Wait(TimeSpan.FromHours(24));
        Assert.Equal((LegStates.Failed, 2), States(await stage.Leg(session, l => l.State == LegStates.Failed, bad)));
        Assert.Equal((LegStates.Delivered, 1), States(await stage.Leg(session, l => l.State == LegStates.Delivered, good)));
        var path = $"{Scene.Broker.Url}/api/v1/tenants/{stage.Tenant.Slug}/logouts/{(await stage.Receipt(session))!.Id}/retry";

        await using var stranger = await DeliveryStage.On(Scene, 0);
        Assert.Equal(403, (await Wire.PostJson(path, "{}", await stage.Token("tenant:read"))).Status);
        Assert.Equal(404, (await Wire.PostJson(path, "{}", await stranger.Token("tenant:write"))).Status);
        Assert.Equal(401, (await Wire.PostJson(path, "{}")).Status);
        Assert.Equal(2, bad.Heard.Length);

        // Still down: that is no reason to give up, since the admin has just begun anew.
        var writer = await stage.Token("tenant:write");
        Assert.Equal(200, (await Wire.PostJson(path, "{}", writer)).Status);
        Assert.Equal((LegStates.Pending, 1), States(await stage.Leg(session, l => l.Attempts > 0, bad)));
        bad.Answer = SocketApp.Status(200);
        Assert.Equal(200, (await Wire.PostJson(path, "{}", writer)).Status);
        Assert.Equal((LegStates.Delivered, 1), States(await stage.Leg(session, l => l.State == LegStates.Delivered, bad)));
        Assert.Equal(4, bad.Heard.Length);
        Assert.Single(bad.Heard.Select(h => h.Jti).Distinct());

        Assert.Equal(200, (await Wire.PostJson(path, "{}", writer)).Status);
        stage.Wait(TimeSpan.FromMinutes(1));
        await stage.Leg(await stage.Ended(), l => l.State == LegStates.Delivered, bad);
        Assert.Equal((5, 2), (bad.Heard.Length, good.Heard.Length));
        Assert.Equal(404, (await Wire.PostJson(path.Replace("lgo_", "lgo_x", StringComparison.Ordinal), "{}", writer)).Status);
    }

    [Fact]
    public async Task A_message_that_cannot_even_be_made_is_given_up_like_any_other()
    {
        await using var stage = await DeliveryStage.On(Scene);
        const string Broken = "update client set metadata = replace(metadata, 'RS256', 'XX256') where client_id = @ClientId";
        await Scene.Db.Write(tx => tx.Execute(Broken, new { stage.App.ClientId }), Stop);
        var session = await stage.Ended();
        var leg = await stage.Leg(session, l => l.Attempts == 1);
        Assert.Equal((LegStates.Pending, "a fault of the broker: its log has it"), (leg.State, leg.LastError));
        stage.Wait(TimeSpan.FromHours(24));
        Assert.Equal((LegStates.Failed, 2), States(await stage.Leg(session, l => l.State == LegStates.Failed)));
        Assert.Empty(stage.App.Heard);
    }

    private static (string State, int Attempts) States(LogoutLeg leg) => (leg.State, leg.Attempts);

    private static (string State, int Attempts) OutboxStates(LogoutLeg leg, OutboxMessage message) =>
        leg.Id == message.Id ? (message.State, message.Attempts) : ("", 0);
}
