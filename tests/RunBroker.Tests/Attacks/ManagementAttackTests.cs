using System.Text.Json.Nodes;
using RunBroker.Admin;
using RunBroker.Operations;
using RunBroker.Storage;
using RunBroker.Tests.Admin;

namespace RunBroker.Tests.Attacks;

/// <summary>A tenant's own token, and the link of the first start, in hands that want more.</summary>
public sealed class ManagementAttackTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    [Spec("P-015")]
    public async Task A_tenants_token_cannot_give_itself_what_is_the_operators()
    {
        await using var host = await AdminHost.Start();
        var (acme, evil) = (await host.Tenant("acme"), await host.Tenant("evil", plan: "free"));
        var theirs = (await host.Post("/clients", App(), acme))["client_id"];
        var own = (await host.Post("/clients", App(), evil))["client_id"];

        (string Method, string Path, string Body)[] tries =
        [
            ("PATCH", "/tenants/evil", """{"plan":"scale"}"""), ("PATCH", "/tenants/evil", """{"connection_policy":"multiple"}"""),
            ("PATCH", "/tenants/evil", """{"callback_hosts":["sso.acme.example"]}"""), ("PATCH", "/tenants/evil", $$"""{"default_client_id":"{{theirs}}"}"""),
            ("PATCH", "/tenants/evil", """{"session":{"absolute_lifetime_seconds":31536000}}"""), ("PATCH", "/tenants/acme", """{"name":"mine"}"""),
            ("POST", "/tenants", """{"slug":"evil2","name":"x"}"""), ("POST", "/tokens", """{"scopes":["operator"]}"""),
            ("POST", "/tokens", """{"scopes":["tenant:write"],"tenant":"evil"}"""),
            ("POST", "/tenants/evil/domains", """{"domain":"acme.example","verified":true}"""),
            ("PATCH", $"/clients/{own}", """{"scope":"openid tenant:write"}"""), ("PATCH", $"/clients/{own}", """{"tenant":"acme"}"""),
            ("PATCH", $"/clients/{own}", """{"tenant":null}"""), ("PATCH", $"/clients/{own}", """{"allowed_tenants":["acme"]}"""),
            ("PATCH", $"/clients/{own}", """{"danger_token_endpoint_audience":true}"""), ("PATCH", $"/clients/{theirs}", """{"client_name":"mine"}"""),
            ("PATCH", $"/clients/{own}", """{"redirect_uris":["https://app.example/é"]}"""),
            ("PATCH", $"/clients/{own}", """{"post_logout_redirect_uris":["https://app.example/\u202e"]}"""),
            ("PATCH", $"/clients/{own}", """{"initiate_login_uri":"https://app.example/ü"}"""),
        ];
        var through = new List<string>();
        foreach (var (method, path, body) in tries)
        {
            var answer = await host.Send(method, path, JsonNode.Parse(body), evil);
            if (answer.Status is not (403 or 404 or 422))
                through.Add($"{method} {path} {body}: {answer.Status}");
        }

        Assert.Empty(through);
        Assert.Equal(404, (await host.Post($"/clients/{theirs}/rotate-secret", null, evil)).Status);
        Assert.Equal(404, (await host.Delete($"/clients/{theirs}", evil)).Status);
        Assert.Equal("free", (await host.Get("/tenants/evil"))["plan"]);
    }

    [Fact]
    [Spec("P-010")]
    public async Task The_same_idempotency_key_of_another_tenant_gives_no_answer_of_this_one()
    {
        await using var host = await AdminHost.Start();
        var (acme, evil) = (await host.Tenant("acme"), await host.Tenant("evil"));
        var first = await host.Post("/clients", App(), acme, ("Idempotency-Key", "one"));
        var second = await host.Post("/clients", App(), evil, ("Idempotency-Key", "one"));
        Assert.Equal((201, 201), (first.Status, second.Status));
        Assert.NotEqual(first["client_id"], second["client_id"]);
        Assert.NotEqual(first["client_secret"], second["client_secret"]);
        Assert.Equal("evil", second["tenant"]);
    }

    [Fact]
    [Spec("P-024")]
    public async Task The_link_of_the_first_start_is_void_once_an_operator_came_another_way()
    {
        await using var host = await AdminHost.Start(bootstrap: null);
        var link = new Uri((await host.Service<Setup>().Begin(Stop))!).AbsolutePath;
        Assert.Equal(200, (await host.Get("/" + link, null)).Status);
        var (row, _) = ManagementTokens.Create([ManagementCaller.OperatorScope], null, host.Clock.GetUtcNow(), null);
        await host.Db.Write(tx => ApiTokenStore.Insert(tx, row), Stop);

        Assert.Equal(410, (await host.Get("/" + link, null)).Status);
        Assert.Equal(410, (await host.SendForm(link, "token=" + link["/setup/".Length..])).Status);
        Assert.Equal(1, await host.Db.Read(ApiTokenStore.Count, Stop));
    }

    [Fact]
    [Spec("P-014")]
    public async Task A_revoked_token_is_dead_at_the_next_request()
    {
        await using var host = await AdminHost.Start();
        var token = await host.Tenant("acme");
        Assert.Equal(200, (await host.Get("/tenants/acme", token)).Status);
        Assert.Equal(204, (await host.Delete("/tokens/" + token.Split('.')[0])).Status);
        Assert.Equal(401, (await host.Get("/tenants/acme", token)).Status);
    }

    [Fact]
    [Spec("O-065")]
    public async Task Deep_huge_and_doubled_JSON_is_refused()
    {
        await using var host = await AdminHost.Start();
        foreach (var body in (string[])
            [new string('[', 50_000), "{\"a\":" + new string('[', 10_000), "{\"slug\":\"a\",\"slug\":\"b\"}", "{\"name\":\"\\ud800\"}", "{\"name\":\"\\u0000\"}", "null", ""])
            Assert.Equal(422, await host.SendRaw("POST", "/tenants", body, "application/json"));
        Assert.Equal(413, await host.SendRaw("POST", "/tenants", "{\"name\":\"" + new string('x', 400_000) + "\"}", "application/json"));
    }

    private static JsonObject App() => new() { ["client_name"] = "App", ["redirect_uris"] = new JsonArray("https://app.example/callback") };
}
