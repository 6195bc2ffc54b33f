using System.Text;
using System.Text.Json.Nodes;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.TestIdps;

namespace RunBroker.Tests.Admin;

public sealed class ConnectionsApiTests
{
    private const string Path = "/tenants/acme/connections";

    [Fact, Spec("CO-05"), Spec("CO-06"), Spec("TG-31")]
    public async Task A_name_and_a_protocol_suffice_and_the_urls_for_the_provider_are_there()
    {
        await using var host = await AdminHost.Start();
        var token = await host.Tenant("acme");
        await host.Patch("/tenants/acme", new JsonObject { ["callback_hosts"] = new JsonArray("acme.run.example") });
        var made = await host.Post(Path, new JsonObject { ["name"] = "Okta", ["protocol"] = "oidc" }, token);
        Assert.Equal(201, made.Status);
        var id = made["id"];
        Assert.Equal(
            [$"https://sso.example/federation/oidc/{id}/callback", $"https://acme.run.example/federation/oidc/{id}/callback"],
                Texts(made, "callback_urls"));
        Assert.Equal($"https://sso.example/federation/oidc/{id}/signed-out", Texts(made, "logout_redirect_urls")[0]);
        Assert.Equal($"https://sso.example/federation/oidc/{id}/backchannel-logout", made["backchannel_logout_url"]);
        Assert.False((bool)made.Json["enabled"]!);
        Assert.Null(made.Json["jwks_uri"]);
        Assert.Equal(["issuer_url", "client_id", "client_secret"], made.Json["warnings"]!.AsArray().Select(w => (string)w!["field"]!));
        Assert.All(made.Json["warnings"]!.AsArray(), w => Assert.NotNull(w!["fix"]));
        var slug = made["login_url"]["https://sso.example/login/".Length..];
        Assert.True(slug.Length >= 22);
        Assert.NotEqual(made["login_url"],
            (await host.Post(Path, new JsonObject { ["name"] = "Okta", ["protocol"] = "oidc" }, token))["login_url"]);
    }

    [Theory]
    [InlineData("protocol", "\"ldap\"")]
    [InlineData("name", "null")]
    [InlineData("issuer_url", "\"http://idp.example\"")]
    [InlineData("issuer_url", "\"idp.example\"")]
    [InlineData("issuer_url", "\"https://idp.example?x=1\"")]
    [InlineData("scopes", "\"profile email\"")]
    [InlineData("token_endpoint_auth_method", "\"client_secret_jwt\"")]
    [InlineData("id_token_signed_response_alg", "\"HS256\"")]
    [InlineData("id_token_encrypted_response_alg", "\"RSA1_5\"")]
    [InlineData("allowed_tenant_ids", "[\"common\"]")]
    [InlineData("prompt", "\"none\"")]
    [InlineData("role_rules", "[{\"claim\":\"groups\",\"operator\":\"matches\",\"value\":\"(\",\"role\":\"x\"}]")]
    [InlineData("other_claim_mappings", "[{\"claim\":\"x\",\"tag\":\"source\"}]")]
    [InlineData("enabled", "true")]
    [InlineData("login_url", "\"https://sso.example/login/mine\"")]
    [InlineData("certificate", "\"x\"")]
    public async Task A_good_connection_with_one_thing_malformed_is_refused_for_that_thing(string name, string value)
    {
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var body = new JsonObject { ["name"] = "Okta", ["protocol"] = "oidc", [name] = JsonNode.Parse(value) };
        var answer = await host.Post(Path, body);
        Assert.Equal(422, answer.Status);
        Assert.All(answer.ErrorFields, f => Assert.StartsWith(name, f, StringComparison.Ordinal));
        Assert.Empty((await host.Get(Path)).Json["items"]!.AsArray());
    }

    [Fact, Spec("TG-14")]
    public async Task Enabling_one_disables_the_other_and_says_so()
    {
        await using var op = await TestOp.Start();
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var (first, second) = (await Finished(host, op), await Finished(host, op));
        var one = await host.Post($"{Path}/{first}/enable", null);
        Assert.Equal((200, true), (one.Status, (bool)one.Json["enabled"]!));
        Assert.Empty(one.Json["disabled"]!.AsArray());
        Assert.NotNull(one.Json["status"]!["metadata_refreshed_at"]);
        var two = await host.Post($"{Path}/{second}/enable", null);
        Assert.Equal(first, (string)two.Json["disabled"]!.AsArray().Single()!);
        Assert.False((bool)(await host.Get($"{Path}/{first}")).Json["enabled"]!);

        await host.Patch("/tenants/acme", new JsonObject { ["connection_policy"] = "multiple" });
        Assert.Empty((await host.Post($"{Path}/{first}/enable", null)).Json["disabled"]!.AsArray());
        Assert.True((bool)(await host.Get($"{Path}/{second}")).Json["enabled"]!);
    }

    [Fact, Spec("TG-14"), Spec("P-017")]
    public async Task Of_many_enabled_at_once_one_stays_enabled()
    {
        await using var op = await TestOp.Start();
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var ids = new List<string>();
        for (var i = 0; i < 6; i++)
            ids.Add(await Finished(host, op));
        var answers = await Task.WhenAll(ids.Select(id => host.Post($"{Path}/{id}/enable", null)));
        Assert.All(answers, a => Assert.Equal(200, a.Status));
        Assert.Single((await host.Get(Path)).Json["items"]!.AsArray(), c => (bool)c!["enabled"]!);
    }

    [Theory, Spec("TG-15"), Spec("P-017")]
    [InlineData("free")]
    [InlineData("starter")]
    [InlineData("growth")]
    public async Task Without_the_plan_nothing_is_enabled(string plan)
    {
        await using var op = await TestOp.Start();
        await using var host = await AdminHost.Start();
        await host.Tenant("acme", plan);
        var refused = await host.Post($"{Path}/{await Finished(host, op)}/enable", null);
        Assert.Equal((403, "urn:runbroker:problem:plan"), (refused.Status, refused.Type));
    }

    [Fact]
    public async Task What_stands_against_enabling_is_named_with_wanted_got_and_fix()
    {
        await using var op = await TestOp.Start();
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var id = await Finished(host, op);
        op.EditDiscovery = d => d["issuer"] = "https://evil.example";
        var refused = await host.Post($"{Path}/{id}/enable", null);
        Assert.Equal((422, "urn:runbroker:problem:connection_not_ready"), (refused.Status, refused.Type));
        var problem = refused.Json["problems"]!.AsArray().Single()!;
        Assert.Equal(("issuer_url", "IssuerMismatch", op.Issuer, "https://evil.example"),
            ((string)problem["field"]!, (string)problem["code"]!, (string)problem["wanted"]!, (string)problem["got"]!));
        Assert.Contains("issuer_url", refused.ErrorFields);

        op.EditDiscovery = null;
        op.EditJwks = keys => keys["keys"] = new JsonArray();
        Assert.Equal("jwks_uri", (await host.Post($"{Path}/{id}/enable", null)).ErrorFields.Single());
        await op.DisposeAsync();
        var unreachable = await host.Post($"{Path}/{id}/refresh", null);
        Assert.Equal(("issuer_url", "Unreachable", "ConnectFailed"), (
            (string)unreachable.Json["warnings"]![0]!["field"]!, (string)unreachable.Json["warnings"]![0]!["code"]!,
                (string)unreachable.Json["warnings"]![0]!["got"]!));
    }

    [Fact, Spec("P-001"), Spec("P-003")]
    public async Task Secrets_are_in_no_answer_no_log_and_nowhere_in_the_database()
    {
        await using var op = await TestOp.Start();
        await using var host = await AdminHost.Start();
        var token = await host.Tenant("acme");
        const string Secret = "the-upstream-secret-of-acme-0123456789";
        var id = await Finished(host, op, Secret);
        var client = (await host.Post("/clients", Samples.Client(), token, ("Idempotency-Key", "k1")))["client_secret"];
        var webhook = (await host.Post("/tenants/acme/webhooks", Samples.Webhook("https://hooks.example/x")))["secret"];
        await host.Patch($"{Path}/{id}", new JsonObject { ["name"] = "New" });
        await host.Post($"{Path}/{id}/enable", null);
        foreach (var path in new[] { $"{Path}/{id}", Path, "/events", "/clients", "/tenants/acme/webhooks", "/tokens" })
            Assert.DoesNotContain(Secret, (await host.Get(path)).Text, StringComparison.Ordinal);
        Assert.True((bool)(await host.Get($"{Path}/{id}")).Json["client_secret_set"]!);

        var row = await Row(host, id);
        var box = host.Service<SecretBox>();
        Assert.Equal(Secret,
            Encoding.UTF8.GetString(box.Open(row.ClientSecret, new(row.TenantId.Value, "connection", id, "client_secret"))!));
        Assert.Null(box.Open(row.ClientSecret, new("ten_other", "connection", id, "client_secret")));
        Assert.Null(box.Open(row.ClientSecret, new(row.TenantId.Value, "connection", "con_other", "client_secret")));
        string[] live = [Secret, client, webhook, token, token.Split('.')[1], AdminHost.Operator];
        foreach (var file in Directory.GetFiles(System.IO.Path.GetDirectoryName(host.DatabaseFile)!, "runbroker.db*"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy, TestContext.Current.CancellationToken);
            var text = Encoding.Latin1.GetString(copy.ToArray());
            Assert.All(live, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        }

        Assert.All(host.Logs, line => Assert.All(live, secret => Assert.DoesNotContain(secret, line, StringComparison.Ordinal)));
    }

    [Theory, Spec("O-094")]
    [InlineData("""{"issuer_url":"https://other.example"}""", false)]
    [InlineData("""{"issuer_url":"https://other.example","client_secret":"again"}""", true)]
    [InlineData("""{"client_secret":null}""", false)]
    [InlineData("""{"client_id":"other"}""", true)]
    public async Task A_stored_secret_never_goes_to_another_provider_than_it_was_entered_for(string patch, bool kept)
    {
        await using var op = await TestOp.Start();
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var id = await Finished(host, op);
        var changed = await host.Patch($"{Path}/{id}", JsonNode.Parse(patch));
        Assert.Equal((200, kept), (changed.Status, (bool)changed.Json["client_secret_set"]!));
        Assert.Equal(kept, (await Row(host, id)).ClientSecret is not null);
    }

    [Fact]
    public async Task Keys_are_made_when_they_are_needed_and_sealed()
    {
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var made = await host.Post(Path, new JsonObject
        {
            ["name"] = "Okta",
            ["protocol"] = "oidc",
            ["token_endpoint_auth_method"] = "private_key_jwt",
            ["id_token_encrypted_response_alg"] = "ECDH-ES",
        });
        Assert.Equal($"https://sso.example/federation/oidc/{made["id"]}/jwks", made["jwks_uri"]);
        var before = await Row(host, made["id"]);
        Assert.True(before is { SigningKey: not null, DecryptionKey: not null });
        Assert.NotNull(host.Service<SecretBox>().Open(before.SigningKey!,
            new(before.TenantId.Value, "connection", before.Id, "signing_key")));
        await host.Patch($"{Path}/{made["id"]}", new JsonObject { ["id_token_encrypted_response_alg"] = "RSA-OAEP", ["name"] = "New" });
        var after = await Row(host, made["id"]);
        Assert.Equal(before.SigningKey, after.SigningKey);
        Assert.NotEqual(before.DecryptionKey, after.DecryptionKey);
    }

    [Fact, Spec("CO-12"), Spec("CO-13"), Spec("CO-14")]
    public async Task Disconnecting_signs_everyone_out_makes_them_viewers_and_keeps_a_snapshot_without_secrets()
    {
        await using var op = await TestOp.Start();
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var id = await Finished(host, op);
        await host.Post($"{Path}/{id}/enable", null);
        var (user, session, _) = await Samples.SignedIn(host, "acme", id);
        Assert.Equal(204, (await host.Delete($"{Path}/{id}")).Status);

        Assert.Equal(404, (await host.Get($"{Path}/{id}")).Status);
        Assert.Equal(404, (await host.Get($"/tenants/acme/sessions/{session}")).Status);
        var after = await host.Get($"/tenants/acme/users/{user}");
        Assert.Equal(("viewer", "viewer"), (after["role"], (string)after.Json["roles"]!.AsArray().Single()!));
        Assert.Empty(after.Json["identities"]!.AsArray());
        var tenant = await Samples.TenantOf(host, "acme");
        Assert.False((await host.Db.Read(tx =>
            IdentityStore.OfUser(tx, tenant, user), TestContext.Current.CancellationToken)).Single().Active);
        Assert.Equal("disconnected",
            (await host.Db.Read(tx => SessionStore.Find(tx, tenant, session), TestContext.Current.CancellationToken))!.EndCause);
        var events = (await host.Get("/tenants/acme/events")).Json["items"]!.AsArray().Select(e => (string)e!["type"]!).ToList();
        Assert.All(new[] { "connection.deleted", "session.ended", "user.role_changed" }, type => Assert.Single(events, type));
    }

    [Fact]
    public async Task A_disabled_connection_is_archived_hidden_and_restored_and_an_enabled_one_is_not()
    {
        await using var op = await TestOp.Start();
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var id = await Finished(host, op);
        await host.Post($"{Path}/{id}/enable", null);
        var (_, session, _) = await Samples.SignedIn(host, "acme", id);
        Assert.Equal(409, (await host.Post($"{Path}/{id}/archive", null)).Status);
        Assert.False((bool)(await host.Post($"{Path}/{id}/disable", null)).Json["enabled"]!);
        Assert.Equal(404, (await host.Get($"/tenants/acme/sessions/{session}")).Status);
        Assert.NotNull((await host.Post($"{Path}/{id}/archive", null)).Json["archived_at"]);
        Assert.Empty((await host.Get(Path)).Json["items"]!.AsArray());
        Assert.Equal(id, (string)(await host.Get(Path + "?archived=true")).Json["items"]!.AsArray().Single()!["id"]!);
        Assert.Equal("urn:runbroker:problem:archived", (await host.Post($"{Path}/{id}/enable", null)).Type);
        await host.Post($"{Path}/{id}/restore", null);
        Assert.Equal(200, (await host.Post($"{Path}/{id}/enable", null)).Status);
    }

    [Fact, Spec("RFC9110-13.1.1")]
    public async Task A_stale_version_changes_nothing()
    {
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var made = await host.Post(Path, new JsonObject { ["name"] = "Okta", ["protocol"] = "oidc" });
        Assert.Equal(200,
            (await host.Patch($"{Path}/{made["id"]}", new JsonObject { ["name"] = "B" }, AdminHost.Operator,
                ("If-Match", made.Etag!))).Status);
        Assert.Equal(412,
            (await host.Patch($"{Path}/{made["id"]}", new JsonObject { ["name"] = "C" }, AdminHost.Operator,
                ("If-Match", made.Etag!))).Status);
        Assert.Equal(412, (await host.Delete($"{Path}/{made["id"]}", AdminHost.Operator, ("If-Match", made.Etag!))).Status);
        Assert.Equal("B", (await host.Get($"{Path}/{made["id"]}"))["name"]);
    }

    /// <summary>A connection that can be enabled.</summary>
    internal static async Task<string> Finished(AdminHost host, TestOp op, string secret = "s3cret")
    {
        var made = await host.Post(Path, new JsonObject
        {
            ["name"] = "Okta",
            ["protocol"] = "oidc",
            ["issuer_url"] = op.Issuer,
            ["client_id"] = "rb",
            ["client_secret"] = secret,
        });
        Assert.Equal(201, made.Status);
        return made["id"];
    }

    private static async Task<Connection> Row(AdminHost host, string id) =>
        (await host.Db.Read(tx => ConnectionStore.FindByUrl(tx, id), TestContext.Current.CancellationToken))!;

    private static List<string> Texts(Answer answer, string name) => [.. answer.Json[name]!.AsArray().Select(t => (string)t!)];
}
