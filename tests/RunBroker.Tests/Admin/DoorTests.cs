using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using RunBroker.Admin.Api;

namespace RunBroker.Tests.Admin;

/// <summary>Every route of the management API, with each kind of caller. A new route is in here by itself.</summary>
public sealed class DoorTests
{
    [Fact, Spec("P-012")]
    public async Task Every_route_has_a_policy()
    {
        await using var host = await AdminHost.Start();
        Assert.True(host.Endpoints.Length > 40);
        Assert.All(host.Endpoints, e => Assert.NotNull(e.Metadata.GetMetadata<PolicyMetadata>()));
    }

    [Fact, Spec("RFC6750-3"), Spec("P-012")]
    public async Task Without_a_token_every_route_says_401_and_how_to_authenticate()
    {
        await using var host = await AdminHost.Start();
        foreach (var (method, path, _) in await Routes(host))
        {
            var answer = await host.Send(method, path, BodyFor(method), null);
            Assert.Equal((401, "Bearer realm=\"runbroker\""), (answer.Status, answer.Challenge));
            Assert.Equal("application/problem+json", answer.ContentType);
        }
    }

    [Theory, Spec("RFC6750-3"), Spec("P-014")]
    [InlineData("rbt_0000000000.wrong")]
    [InlineData("rbt_")]
    [InlineData("anything")]
    [InlineData("bootstrap-token-with-more-than-32-characterS")]
    public async Task A_wrong_token_is_401_and_said_to_be_invalid(string token)
    {
        await using var host = await AdminHost.Start();
        var answer = await host.Get("/tenants", token);
        Assert.Equal((401, "Bearer realm=\"runbroker\", error=\"invalid_token\""), (answer.Status, answer.Challenge));
    }

    [Fact, Spec("P-010")]
    public async Task Another_tenants_token_gets_the_404_of_what_does_not_exist_on_every_route()
    {
        await using var host = await AdminHost.Start();
        var routes = await Routes(host);
        var stranger = await host.Tenant("stranger");
        var nowhere = await host.Get("/tenants/nowhere", stranger);
        Assert.Equal(404, nowhere.Status);
        foreach (var (method, path, policy) in routes.Where(r =>
            r.Path.Contains("/acme", StringComparison.Ordinal) || (r.Path.Count(c => c == '/') > 1 && r.Policy != ApiPolicy.Operator)))
        {
            var answer = await host.Send(method, path, BodyFor(method), stranger);
            Assert.True(answer.Status == 404, $"{method} {path} ({policy}) answered {answer.Status}");
            Assert.Equal(nowhere.Text, answer.Text);
        }
    }

    [Fact, Spec("P-012")]
    public async Task A_reading_token_changes_nothing()
    {
        await using var host = await AdminHost.Start();
        var routes = await Routes(host);
        var reader = await host.Token("acme", "tenant:read");
        foreach (var (method, path, policy) in routes)
        {
            var answer = await host.Send(method, path, BodyFor(method), reader);
            if (policy == ApiPolicy.Read)
                Assert.True(answer.Status == 200, $"{method} {path} answered {answer.Status} {answer.Text}");
            else
                Assert.True(answer.Status == 403 && answer.Type == "urn:runbroker:problem:insufficient_scope",
                    $"{method} {path} answered {answer.Status}");
        }
    }

    [Fact, Spec("P-012")]
    public async Task A_tenants_writing_token_does_not_reach_what_is_the_operators()
    {
        await using var host = await AdminHost.Start();
        var routes = await Routes(host);
        var writer = await host.Token("acme", "tenant:write");
        foreach (var (method, path, _) in routes.Where(r => r.Policy == ApiPolicy.Operator))
            Assert.Equal(403, (await host.Send(method, path, BodyFor(method), writer)).Status);
    }

    [Fact]
    public async Task An_operator_is_let_in_everywhere()
    {
        await using var host = await AdminHost.Start();
        foreach (var (method, path, _) in (await Routes(host)).OrderBy(r => r.Method == "DELETE" ? 1 : 0))
        {
            var answer = await host.Send(method, path, BodyFor(method), AdminHost.Operator);
            Assert.False(answer.Status is 401 or 403 or >= 500, $"{method} {path} answered {answer.Status} {answer.Text}");
        }
    }

    [Fact, Spec("P-014")]
    public async Task An_expired_or_revoked_token_is_worth_nothing()
    {
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var short_ = await host.Post("/tokens", new JsonObject
        {
            ["scopes"] = new JsonArray("tenant:read"),
            ["tenant"] = "acme",
            ["expires_at"] = "2026-11-21T13:00:00Z",
        });
        var revoked = await host.Post("/tokens", new JsonObject { ["scopes"] = new JsonArray("operator") });
        Assert.Equal(200, (await host.Get("/tenants/acme", short_["token"])).Status);
        Assert.Equal(200, (await host.Get("/tenants/acme", revoked["token"])).Status);
        Assert.NotNull((await host.Get($"/tokens/{short_["id"]}")).Json["last_used_at"]);

        Assert.Equal(204, (await host.Delete($"/tokens/{revoked["id"]}")).Status);
        host.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(401, (await host.Get("/tenants/acme", short_["token"])).Status);
        Assert.Equal(401, (await host.Get("/tenants/acme", revoked["token"])).Status);
    }

    [Theory]
    [InlineData("operator", "acme")]
    [InlineData("tenant:read", null)]
    [InlineData("admin", null)]
    public async Task A_token_with_scopes_that_do_not_go_together_is_not_made(string scope, string? tenant)
    {
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var answer = await host.Post("/tokens", new JsonObject { ["scopes"] = new JsonArray(scope), ["tenant"] = tenant });
        Assert.Equal((422, "scopes"), (answer.Status, answer.ErrorFields.Single()));
    }

    private static JsonObject? BodyFor(string method) => method is "POST" or "PATCH" ? [] : null;

    /// <summary>All routes, with the ids of things that belong to the tenant acme.</summary>
    private static async Task<List<(string Method, string Path, ApiPolicy Policy)>> Routes(AdminHost host)
    {
        var acme = await host.Tenant("acme");
        var things = new Dictionary<string, string>(StringComparer.Ordinal);
        things["connections"] = (await host.Post("/tenants/acme/connections",
            new JsonObject { ["name"] = "C", ["protocol"] = "oidc" }))["id"];
        things["clients"] = (await host.Post("/clients", Samples.Client(), acme))["client_id"];
        things["domains"] = (await host.Post("/tenants/acme/domains", new JsonObject { ["domain"] = "acme.example" }))["domain"];
        things["tokens"] = (await host.Post("/tokens",
            new JsonObject { ["scopes"] = new JsonArray("tenant:read"), ["tenant"] = "acme" }))["id"];
        things["setup-links"] = (await host.Post("/tenants/acme/setup-links", new JsonObject { ["intents"] = new JsonArray("sso") }))["id"];
        things["webhooks"] = (await host.Post("/tenants/acme/webhooks", Samples.Webhook("https://hooks.example/x")))["id"];
        await host.Patch($"/tenants/acme/connections/{things["connections"]}", new JsonObject { ["name"] = "D" });
        things["tests"] = (await host.Post($"/tenants/acme/connections/{things["connections"]}/test", null))["id"];
        things["deliveries"] = (string)(await host.Get($"/tenants/acme/webhooks/{things["webhooks"]}/deliveries")).Json["items"]![0]!["id"]!;
        (things["users"], things["sessions"], things["sign-ins"]) = await Samples.SignedIn(host, "acme", things["connections"]);
        things["admins"] = things["users"];
        await host.Post("/tenants/acme/admins", new JsonObject { ["user_id"] = things["users"], ["role"] = "tenant_auditor" });
        // Receipts are signed.
        await host.Service<RunBroker.Tokens.SigningKeys>().Start(TestContext.Current.CancellationToken);
        things["logouts"] = await Samples.Ended(host, "acme", things["users"], things["connections"]);
        return [.. host.Endpoints.Select(e => (
            e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0], Filled(e, things)["/api/v1".Length..],
                e.Metadata.GetMetadata<PolicyMetadata>()!.Policy))];
    }

    private static string Filled(RouteEndpoint endpoint, Dictionary<string, string> things)
    {
        var parts = endpoint.RoutePattern.RawText!.Split('/');
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].StartsWith('{'))
                parts[i] = parts[i] == "{slug}" ? "acme" : things[endpoint.RoutePattern.RawText.Split('/')[i - 1]];
        }

        return string.Join('/', parts);
    }
}
