using System.Text.Json.Nodes;
using RunBroker.Tokens;

namespace RunBroker.Tests.Admin;

/// <summary>The signing keys in the management API: listed, rolled, hastened, replaced, and what is refused.</summary>
[Spec("P-006")]
public sealed class SigningKeysApiTests
{
    private const string Path = "/signing-keys";

    [Fact]
    public async Task They_are_listed_with_their_states_and_dates_and_no_private_member()
    {
        await using var host = await Start();
        var listed = await host.Get(Path);
        Assert.Equal(["ES256 current", "RS256 current"], States(listed));
        Assert.All(listed.Json["items"]!.AsArray(), k =>
            Assert.Equal(["active_at", "alg", "created_at", "kid", "retired_at", "state"], k!.AsObject().Select(m => m.Key).Order(StringComparer.Ordinal)));
        Assert.Equal(host.Service<SigningKeys>().Now.Keys.Select(k => k.Row.Kid).Order(), Kids(listed, "current"));
    }

    [Fact]
    public async Task Without_anything_said_the_next_ones_are_published_and_sign_two_weeks_later()
    {
        await using var host = await Start();
        var now = host.Clock.GetUtcNow().UtcDateTime;
        var rolled = await host.Post(Path + "/roll", null);
        Assert.Equal(["ES256 current", "ES256 next", "RS256 current", "RS256 next"], States(rolled));
        Assert.Equal(rolled.Text, (await host.Get(Path)).Text);
        foreach (var key in rolled.Json["items"]!.AsArray())
        {
            var isNext = (string)key!["state"]! == "next";
            Assert.Equal(isNext ? now + Limits.SigningKeyAhead : now, (DateTime)key["active_at"]!);
            Assert.Equal(isNext ? null : now + Limits.SigningKeyAhead + Limits.SigningKeyGrace, (DateTime?)key["retired_at"]);
        }

        var events = (await host.Get("/events?type=signing_key.rolled")).Json["items"]!.AsArray();
        Assert.Equal(2, events.Count);
        Assert.All(events, e => Assert.Equal((null, "token:bootstrap", true),
            ((string?)e!["tenant_id"], (string?)e["actor"], Kids(rolled, "next").Contains((string)e["target_id"]!))));
    }

    [Fact]
    public async Task A_published_next_key_is_hastened_and_the_same_call_again_changes_nothing()
    {
        await using var host = await Start();
        var next = Kids(await host.Post(Path + "/roll", null), "next");
        Assert.Equal((await host.Get(Path)).Text, (await host.Post(Path + "/roll", null)).Text);
        var earlier = await host.Post(Path + "/roll", new JsonObject { ["active_after_seconds"] = 0, ["retire_after_seconds"] = 60 });
        Assert.Equal(["ES256 current", "ES256 previous", "RS256 current", "RS256 previous"], States(earlier));
        Assert.Equal(next, Kids(earlier, "current"));
        host.Clock.Advance(TimeSpan.FromSeconds(60));
        await host.Service<SigningKeys>().Load(TestContext.Current.CancellationToken);
        Assert.Equal(next, Kids(await host.Get(Path), "current"));
        Assert.Equal(["ES256 current", "RS256 current"], States(await host.Get(Path)));
        Assert.Equal(4, (await host.Get("/events?type=signing_key.rolled")).Json["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task One_algorithm_rolls_and_the_other_stays()
    {
        await using var host = await Start();
        var rolled = await host.Post(Path + "/roll", new JsonObject { ["alg"] = "ES256", ["active_after_seconds"] = 0 });
        Assert.Equal(["ES256 current", "ES256 previous", "RS256 current"], States(rolled));
    }

    [Fact]
    public async Task In_an_emergency_new_ones_replace_all_and_a_published_next_one_too()
    {
        await using var host = await Start();
        var rolled = await host.Post(Path + "/roll", null);
        string[] known = [.. Kids(rolled, "current"), .. Kids(rolled, "next")];
        var replaced = await host.Post(Path + "/roll", new JsonObject { ["active_after_seconds"] = 0, ["retire_after_seconds"] = 0 });
        Assert.Equal(["ES256 current", "RS256 current"], States(replaced));
        Assert.Empty(Kids(replaced, "current").Intersect(known));
        var told = (await host.Get("/events?type=signing_key.rolled")).Json["items"]!.AsArray().Select(e => e!["data"]!).ToArray();
        Assert.Equal(known.Order(), told.Where(d => d["removed"] is not null).SelectMany(d => d["removed"]!.AsArray().Select(k => (string)k!)).Order());
        Assert.Equal(2, told.Count(d => d["removed"] is null));
    }

    [Fact]
    public async Task A_call_does_not_delay_the_switch_that_comes_by_itself()
    {
        await using var host = await Start();
        var end = host.Clock.GetUtcNow() + Limits.SigningKeyLife;
        host.Clock.Advance(TimeSpan.FromDays(75));
        var rolled = await host.Post(Path + "/roll", new JsonObject { ["active_after_seconds"] = 20 * 86_400 });
        Assert.Equal(2, rolled.Json["items"]!.AsArray().Count(k => (string)k!["state"]! == "next" && (DateTime)k["active_at"]! == end.UtcDateTime));
    }

    [Fact]
    public async Task They_do_not_pile_up_and_a_stolen_one_can_be_replaced_all_the_same()
    {
        await using var host = await Start();
        Task<Answer> Roll(int retire) => host.Post(Path + "/roll",
            new JsonObject { ["alg"] = "ES256", ["active_after_seconds"] = 0, ["retire_after_seconds"] = retire });
        for (var i = 1; i < Limits.SigningKeysOfOneAlgorithm; i++)
            Assert.Equal(200, (await Roll(86_400)).Status);
        var refused = await Roll(86_400);
        Assert.Equal((409, "urn:runbroker:problem:too_many_keys"), (refused.Status, refused.Type));
        // What one algorithm cannot have, the other does not get either.
        Assert.Equal(409, (await host.Post(Path + "/roll", new JsonObject { ["active_after_seconds"] = 0 })).Status);
        Assert.Equal(Limits.SigningKeysOfOneAlgorithm + 1, States(await host.Get(Path)).Count());
        Assert.Equal(["ES256 current", "RS256 current"], States(await Roll(0)));
    }

    [Theory]
    [InlineData("alg", "\"HS256\""), InlineData("alg", "7"), InlineData("alg", "[\"RS256\"]")]
    [InlineData("active_after_seconds", "-1"), InlineData("active_after_seconds", "7776001"), InlineData("active_after_seconds", "\"0\"")]
    [InlineData("active_after_seconds", "1.5"), InlineData("retire_after_seconds", "-1"), InlineData("retire_after_seconds", "99999999999")]
    [InlineData("retire_after_seconds", "true"), InlineData("kid", "\"x\""), InlineData("use", "\"signing\"")]
    public async Task What_makes_no_sense_is_refused_by_its_name_and_nothing_is_done(string field, string value)
    {
        await using var host = await Start();
        var answer = await host.Post(Path + "/roll", new JsonObject { [field] = JsonNode.Parse(value) });
        Assert.Equal((422, "urn:runbroker:problem:invalid", field), (answer.Status, answer.Type, answer.ErrorFields.Single()));
        Assert.Equal(["ES256 current", "RS256 current"], States(await host.Get(Path)));
    }

    [Fact, Spec("P-012")]
    public async Task They_are_the_operators_alone()
    {
        await using var host = await Start();
        var writer = await host.Tenant("acme");
        foreach (var answer in new[] { await host.Get(Path, writer), await host.Post(Path + "/roll", null, writer) })
            Assert.Equal((403, "urn:runbroker:problem:insufficient_scope"), (answer.Status, answer.Type));
        Assert.Equal(401, (await host.Post(Path + "/roll", null, null)).Status);
        Assert.Equal(["ES256 current", "RS256 current"], States(await host.Get(Path)));
    }

    [Fact]
    public async Task A_repeated_call_with_its_key_is_done_once()
    {
        await using var host = await Start();
        var now = new JsonObject { ["active_after_seconds"] = 0 };
        var first = await host.Post(Path + "/roll", now, AdminHost.Operator, ("Idempotency-Key", "a"));
        var again = await host.Post(Path + "/roll", now.DeepClone(), AdminHost.Operator, ("Idempotency-Key", "a"));
        Assert.Equal((200, first.Text), (again.Status, again.Text));
        Assert.Equal(4, States(await host.Get(Path)).Count());
    }

    private static async Task<AdminHost> Start()
    {
        var host = await AdminHost.Start();
        await host.Service<SigningKeys>().Start(TestContext.Current.CancellationToken);
        return host;
    }

    private static IEnumerable<string> States(Answer answer) =>
        answer.Json["items"]!.AsArray().Select(k => $"{k!["alg"]} {k["state"]}").Order(StringComparer.Ordinal);

    private static string[] Kids(Answer answer, string state) =>
        [.. answer.Json["items"]!.AsArray().Where(k => (string)k!["state"]! == state).Select(k => (string)k!["kid"]!).Order()];
}
