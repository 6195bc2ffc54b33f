using System.Text.Json.Nodes;
using RunBroker.Storage;

namespace RunBroker.Tests.Admin;

/// <summary>Setup links in the management API: what may be asked for, what is answered once, and what stays secret.</summary>
public sealed class SetupLinksApiTests
{
    private const string Path = "/tenants/acme/setup-links";

    [Fact, Spec("AU-38")]
    public async Task A_link_is_answered_once_with_five_days_and_ten_openings_unless_less_is_said()
    {
        await using var host = await AdminHost.Start();
        var token = await host.Tenant("acme");
        var made = await host.Post(Path, Intents("sso"), token);
        Assert.Equal(201, made.Status);
        Assert.StartsWith("https://sso.example/setup-steps/stl_", made["url"], StringComparison.Ordinal);
        Assert.Equal(("open", 10, 0, "2026-11-26T12:00:00Z"), (made["state"], (int)made.Json["max_opens"]!, (int)made.Json["opens"]!, made["expires_at"]));
        Assert.StartsWith("token:", made["created_by"], StringComparison.Ordinal);

        var read = await host.Get($"{Path}/{made["id"]}", token);
        Assert.Null(read.Json["url"]);
        Assert.DoesNotContain(made["url"]![^43..], (await host.Get(Path, token)).Text, StringComparison.Ordinal);
        Assert.Equal(made["id"], (string?)(await host.Get(Path, token)).Json["items"]![0]!["id"]);
        var row = (await host.Db.Read(tx => SetupLinkStore.Shown(tx, made["id"]!), TestContext.Current.CancellationToken))!;
        Assert.Equal(32, row.SecretHash.Length);

        var less = await host.Post(Path, With("domain", ("max_opens", 1), ("expires_at", "2026-11-21T13:00:00Z"), ("recipient_note", "Ask Ana")), token);
        Assert.Equal((201, 1, "2026-11-21T13:00:00Z", "Ask Ana"), (less.Status, (int)less.Json["max_opens"]!, less["expires_at"], less["recipient_note"]));
    }

    [Theory, Spec("AU-38")]
    [InlineData("""{"intents":[]}""", "intents")]
    [InlineData("""{}""", "intents")]
    [InlineData("""{"intents":["everything"]}""", "intents")]
    [InlineData("""{"intents":["sso","sso"]}""", "intents")]
    [InlineData("""{"intents":["enable"]}""", "intents")]
    [InlineData("""{"intents":["domain","enable"]}""", "intents")]
    [InlineData("""{"intents":["sso","certificate"]}""", "intents")]
    [InlineData("""{"intents":["certificate"]}""", "connection_id")]
    [InlineData("""{"intents":["sso"],"connection_id":"con_of_nobody"}""", "connection_id")]
    [InlineData("""{"intents":["sso"],"max_opens":0}""", "max_opens")]
    [InlineData("""{"intents":["sso"],"max_opens":11}""", "max_opens")]
    [InlineData("""{"intents":["sso"],"expires_at":"2026-11-26T12:00:01Z"}""", "expires_at")]
    [InlineData("""{"intents":["sso"],"expires_at":"2026-11-21T12:00:00Z"}""", "expires_at")]
    [InlineData("""{"intents":["sso"],"expires_at":"tomorrow"}""", "expires_at")]
    [InlineData("""{"intents":["sso"],"url":"https://evil.example"}""", "url")]
    [InlineData("""{"intents":["sso"],"state":"handed_over"}""", "state")]
    [InlineData("""{"intents":["sso"],"tenant":"bolt"}""", "tenant")]
    public async Task What_cannot_be_asked_for_is_refused_by_its_name(string body, string field)
    {
        await using var host = await AdminHost.Start();
        var token = await host.Tenant("acme");
        var refused = await host.Post(Path, JsonNode.Parse(body), token);
        Assert.Equal((422, field), (refused.Status, refused.ErrorFields.First()));
        Assert.Empty((await host.Get(Path, token)).Json["items"]!.AsArray());
    }

    [Fact, Spec("AU-38")]
    public async Task It_goes_on_with_a_connection_that_is_not_in_use_and_of_this_tenant()
    {
        await using var host = await AdminHost.Start();
        var (acme, bolt) = (await host.Tenant("acme"), await host.Tenant("bolt"));
        var own = (await host.Post("/tenants/acme/connections", new JsonObject { ["name"] = "C", ["protocol"] = "oidc" }, acme))["id"]!;
        var theirs = (await host.Post("/tenants/bolt/connections", new JsonObject { ["name"] = "C", ["protocol"] = "oidc" }, bolt))["id"]!;
        Assert.Equal(422, (await host.Post(Path, With("sso", ("connection_id", theirs)), acme)).Status);
        Assert.Equal(201, (await host.Post(Path, With("sso", ("connection_id", own)), acme)).Status);
        Assert.Equal(422, (await host.Post(Path, With("certificate", ("connection_id", own)), acme)).Status);
        Assert.Equal(422, (await host.Post(Path, With("domain", ("connection_id", own)), acme)).Status);
        var id = new TenantId((string)(await host.Get("/tenants/acme")).Json["id"]!);
        await host.Db.Write(async tx => await ConnectionStore.Update(tx, (await ConnectionStore.Find(tx, id, own))! with { Enabled = true, Version = 2 }, 1), TestContext.Current.CancellationToken);
        var refused = await host.Post(Path, With("sso", ("connection_id", own)), acme);
        Assert.Contains("is enabled", refused.Text, StringComparison.Ordinal);
    }

    [Fact, Spec("AU-38"), Spec("P-010")]
    public async Task It_is_revoked_at_once_by_its_own_tenant_only_and_stays_in_the_list()
    {
        await using var host = await AdminHost.Start();
        var (acme, bolt) = (await host.Tenant("acme"), await host.Tenant("bolt"));
        var made = await host.Post(Path, Intents("sso"), acme);
        Assert.Equal(404, (await host.Delete($"{Path}/{made["id"]}", bolt)).Status);
        Assert.Equal(404, (await host.Delete($"/tenants/bolt/setup-links/{made["id"]}", bolt)).Status);
        Assert.Equal(204, (await host.Delete($"{Path}/{made["id"]}", acme)).Status);
        Assert.Equal(204, (await host.Delete($"{Path}/{made["id"]}", acme)).Status);
        Assert.Equal("revoked", (await host.Get($"{Path}/{made["id"]}", acme))["state"]);
        Assert.Equal(["setup_link.created", "setup_link.revoked"], await Told(host));
    }

    [Fact]
    public async Task It_expires_and_the_newest_come_first()
    {
        await using var host = await AdminHost.Start();
        var token = await host.Tenant("acme");
        var first = (await host.Post(Path, Intents("sso"), token))["id"];
        host.Clock.Advance(TimeSpan.FromDays(1));
        var second = (await host.Post(Path, Intents("domain"), token))["id"];
        host.Clock.Advance(TimeSpan.FromDays(4));
        var page = (await host.Get(Path + "?limit=1", token)).Json;
        Assert.Equal((second, "open"), ((string?)page["items"]![0]!["id"], (string?)page["items"]![0]!["state"]));
        page = (await host.Get($"{Path}?limit=1&cursor={page["next_cursor"]}", token)).Json;
        Assert.Equal((first, "expired", null), ((string?)page["items"]![0]!["id"], (string?)page["items"]![0]!["state"], page["next_cursor"]));
    }

    [Fact, Spec("P-012")]
    public async Task A_reading_token_reads_and_makes_none()
    {
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var reader = await host.Token("acme", "tenant:read");
        Assert.Equal(200, (await host.Get(Path, reader)).Status);
        Assert.Equal(403, (await host.Post(Path, Intents("sso"), reader)).Status);
    }

    private static async Task<IEnumerable<string>> Told(AdminHost host) =>
        (await host.Get("/tenants/acme/events")).Json["items"]!.AsArray().Select(e => (string)e!["type"]!)
            .Where(t => t.StartsWith("setup_link.", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static JsonObject Intents(params string[] intents) => new() { ["intents"] = new JsonArray([.. intents.Select(i => JsonValue.Create(i))]) };

    private static JsonObject With(string intent, params (string Name, JsonNode? Value)[] more)
    {
        var sent = Intents(intent);
        foreach (var (name, value) in more)
            sent[name] = value;
        return sent;
    }
}
