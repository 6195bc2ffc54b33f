using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using RunBroker.Storage;

namespace RunBroker.Tests.Admin;

public sealed class ClientsApiTests
{
    [Fact, Spec("RFC7591-2"), Spec("P-002")]
    public async Task An_app_is_made_with_a_secret_that_is_answered_once_and_stored_as_a_hash()
    {
        await using var host = await AdminHost.Start();
        var token = await host.Tenant("acme");
        var made = await host.Post("/clients", Samples.Client(), token);
        Assert.Equal((201, "acme", "client_secret_basic"), (made.Status, made["tenant"], made["token_endpoint_auth_method"]));
        var secret = made["client_secret"];
        Assert.Equal(43, secret.Length);
        var read = await host.Get($"/clients/{made["client_id"]}", token);
        Assert.Null(read.Json["client_secret"]);
        Assert.DoesNotContain(secret, read.Text, StringComparison.Ordinal);
        var row = (await host.Db.Read(tx => ClientStore.Find(tx, made["client_id"]), TestContext.Current.CancellationToken))!;
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(secret)), row.Secrets.Single().SecretHash);
        Assert.True((bool)made.Json["sso"]!);
        Assert.True((bool)made.Json["require_pkce"]!);
    }

    [Fact, Spec("RFC7591-2")]
    public async Task Members_nobody_knows_are_ignored_on_apps_and_nowhere_else()
    {
        await using var host = await AdminHost.Start();
        var body = Samples.Client();
        body["logo_uri"] = "https://app.example/logo";
        var made = await host.Post("/clients", body);
        Assert.Equal(201, made.Status);
        Assert.Null(made.Json["logo_uri"]);
    }

    [Theory, Spec("O-002"), Spec("RFC7591-2")]
    [InlineData("redirect_uris", "[]")]
    [InlineData("redirect_uris", "[\"/relative\"]")]
    [InlineData("redirect_uris", "[\"http://app.example/cb\"]")]
    [InlineData("redirect_uris", "[\"https://app.example/cb#x\"]")]
    [InlineData("redirect_uris", "[\"https://user@app.example/cb\"]")]
    [InlineData("redirect_uris", "[\"https://app.example/cb?code=1\"]")]
    [InlineData("redirect_uris", "[\"https://app.example/cb?a=1&state=2\"]")]
    [InlineData("redirect_uris", "[\"https://app.example/cb?error=1\"]")]
    [InlineData("redirect_uris", "[\"https://app.example/cb?iss=1\"]")]
    [InlineData("redirect_uris", "[\"https://app.example/cb?response=1\"]")]
    [InlineData("redirect_uris", "[\"https://*.example/cb\"]")]
    [InlineData("redirect_uris", "[\"javascript:alert(1)\"]")]
    [InlineData("redirect_uris", "[\"com.example.app:/cb\"]")]
    [InlineData("post_logout_redirect_uris", "[\"http://app.example/bye\"]")]
    [InlineData("backchannel_logout_uri", "\"ftp://app.example\"")]
    [InlineData("token_endpoint_auth_method", "\"client_secret_jwt\"")]
    [InlineData("grant_types", "[\"implicit\"]")]
    [InlineData("grant_types", "[\"refresh_token\"]")]
    [InlineData("id_token_signed_response_alg", "\"none\"")]
    [InlineData("id_token_signed_response_alg", "\"HS256\"")]
    [InlineData("scope", "\"openid  email\"")]
    [InlineData("allowed_origins", "[\"https://app.example/\"]")]
    [InlineData("access_token_lifetime_seconds", "1")]
    [InlineData("jwks", "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}")]
    [InlineData("jwks_uri", "\"http://app.example/jwks\"")]
    [InlineData("client_id", "\"mine\"")]
    [InlineData("client_secret", "\"chosen by hand, so it is guessable\"")]
    public async Task A_good_app_with_one_thing_broken_is_refused_for_that_thing(string name, string value)
    {
        await using var host = await AdminHost.Start();
        var body = Samples.Client();
        body[name] = JsonNode.Parse(value);
        var answer = await host.Post("/clients", body);
        Assert.Equal(422, answer.Status);
        Assert.All(answer.ErrorFields, f => Assert.StartsWith(name, f, StringComparison.Ordinal));
        Assert.Empty((await host.Get("/clients")).Json["items"]!.AsArray());
    }

    [Theory]
    [InlineData("""{"require_pkce":false}""", "require_pkce")]
    [InlineData("""{"grant_types":["authorization_code","client_credentials"]}""", "grant_types")]
    [InlineData("""{"introspect":true}""", "introspect")]
    [InlineData("""{"scope":"openid operator"}""", "scope")]
    public async Task A_public_app_may_not_have_what_needs_a_secret(string more, string field)
    {
        await using var host = await AdminHost.Start();
        var body = Samples.Client();
        body["token_endpoint_auth_method"] = "none";
        foreach (var (name, value) in JsonNode.Parse(more)!.AsObject())
            body[name] = value!.DeepClone();
        Assert.Equal(field, (await host.Post("/clients", body)).ErrorFields.Single());
    }

    [Fact, Spec("RFC8252-7.1")]
    public async Task A_public_app_may_have_a_scheme_of_its_own_and_gets_no_secret()
    {
        await using var host = await AdminHost.Start();
        var body = Samples.Client();
        body["token_endpoint_auth_method"] = "none";
        body["redirect_uris"] = new JsonArray("com.example.app:/cb", "http://127.0.0.1/cb");
        var made = await host.Post("/clients", body);
        Assert.Equal(201, made.Status);
        Assert.Null(made.Json["client_secret"]);
        Assert.Equal(409, (await host.Post($"/clients/{made["client_id"]}/rotate-secret", null)).Status);
    }

    [Fact]
    public async Task Keys_are_given_in_one_way_and_private_key_jwt_needs_them()
    {
        await using var host = await AdminHost.Start();
        var body = Samples.Client();
        body["token_endpoint_auth_method"] = "private_key_jwt";
        Assert.Equal("jwks", (await host.Post("/clients", body)).ErrorFields.Single());
        body["jwks_uri"] = "https://app.example/jwks";
        Assert.Equal(201, (await host.Post("/clients", body)).Status);
        body["jwks"] = JsonNode.Parse("""
            {"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}
            """);
        Assert.Equal("jwks", (await host.Post("/clients", body)).ErrorFields.Single());
        body.Remove("jwks_uri");
        Assert.Equal(201, (await host.Post("/clients", body)).Status);
    }

    [Fact, Spec("P-002")]
    public async Task After_a_rotation_the_old_secret_lives_for_the_time_asked_and_at_most_two_are_alive()
    {
        await using var host = await AdminHost.Start();
        var id = (await host.Post("/clients", Samples.Client()))["client_id"];
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await host.Post($"/clients/{id}/rotate-secret", new JsonObject { ["old_secret_lifetime_seconds"] = 60 });
        Assert.Equal(200, second.Status);
        Assert.Equal([60d, null], await Ends());
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await host.Post($"/clients/{id}/rotate-secret", null)).Status);
        Assert.Equal([0d, TimeSpan.FromDays(7).TotalSeconds, null], await Ends());

        async Task<double?[]> Ends()
        {
            var now = host.Clock.GetUtcNow();
            var row = await host.Db.Read(tx => ClientStore.Find(tx, id), TestContext.Current.CancellationToken);
            return [.. row!.Secrets.OrderBy(s => s.CreatedAt).Select(s => (s.ExpiresAt - now)?.TotalSeconds)];
        }
    }

    [Fact, Spec("P-012"), Spec("P-015")]
    public async Task A_tenant_gives_no_app_more_than_it_has_itself()
    {
        await using var host = await AdminHost.Start();
        var token = await host.Tenant("acme");
        await host.Tenant("bolt");
        foreach (var (name, value) in new (string, JsonNode?)[]
        {
            ("scope", "openid tenant:write"), ("scope", "openid operator"), ("tenant", null), ("tenant", "bolt"), ("tenant", "nowhere"),
            ("danger_token_endpoint_audience", true), ("allowed_tenants", new JsonArray("bolt")),
        })
        {
            var body = Samples.Client();
            body[name] = value;
            var answer = await host.Post("/clients", body, token);
            Assert.True(answer.Status is 403 or 422, $"{name}={value}: {answer.Status}");
            if (name != "scope" || answer.Status != 422)
                Assert.Equal("urn:runbroker:problem:operator_only", answer.Type);
        }

        Assert.Empty((await host.Get("/clients")).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task An_operator_gives_management_scopes_within_the_apps_tenant()
    {
        await using var host = await AdminHost.Start();
        var token = await host.Tenant("acme");
        var body = Samples.Client();
        body["tenant"] = "acme";
        body["scope"] = "openid operator";
        Assert.Equal("scope", (await host.Post("/clients", body)).ErrorFields.Single());
        body["scope"] = "openid tenant:write";
        var made = await host.Post("/clients", body);
        Assert.Equal(201, made.Status);
        // The tenant may edit it, and what the operator gave stays.
        Assert.Equal("openid tenant:write",
            (await host.Patch($"/clients/{made["client_id"]}", new JsonObject { ["client_name"] = "New" }, token))["scope"]);
        Assert.Equal(200, (await host.Patch($"/clients/{made["client_id"]}", new JsonObject { ["scope"] = "openid" }, token)).Status);
        Assert.Equal(403,
            (await host.Patch($"/clients/{made["client_id"]}", new JsonObject { ["scope"] = "openid tenant:write" }, token)).Status);
    }

    [Fact]
    public async Task A_shared_app_names_its_tenants_and_is_the_operators()
    {
        await using var host = await AdminHost.Start();
        var token = await host.Tenant("acme");
        var body = Samples.Client();
        body["allowed_tenants"] = new JsonArray("acme");
        var made = await host.Post("/clients", body);
        Assert.Equal("acme", (string)made.Json["allowed_tenants"]!.AsArray().Single()!);
        Assert.Equal(404, (await host.Get($"/clients/{made["client_id"]}", token)).Status);
        Assert.Empty((await host.Get("/clients", token)).Json["items"]!.AsArray());
        // It may be a tenant's default app all the same, and no longer once it is gone.
        Assert.Equal(200, (await host.Patch("/tenants/acme", new JsonObject { ["default_client_id"] = made["client_id"] }, token)).Status);
        Assert.Equal(204, (await host.Delete($"/clients/{made["client_id"]}")).Status);
        Assert.Null((await host.Get("/tenants/acme")).Json["default_client_id"]);
    }
}
