using System.Text.Json.Nodes;
using RunBroker.Storage;

namespace RunBroker.Tests.Admin;

public sealed class UsersApiTests
{
    private const string Path = "/tenants/acme/users";

    [Fact]
    public async Task Users_are_found_by_tag_and_by_email_and_shown_with_their_identities()
    {
        await using var host = await AdminHost.Start();
        var (user, _, _) = await SignedIn(host);
        Assert.Equal(user, Only(await host.Get(Path + "?tag=source:sso&email=maria@acme.example")));
        Assert.Empty((await host.Get(Path + "?tag=source:manual")).Json["items"]!.AsArray());
        Assert.Empty((await host.Get(Path + "?email=other@acme.example")).Json["items"]!.AsArray());
        Assert.Equal("tag", (await host.Get(Path + "?tag=source")).ErrorFields.Single());
        var shown = await host.Get($"{Path}/{user}");
        Assert.Equal(("sub-1", "sso"), ((string)shown.Json["identities"]![0]!["subject"]!, (string)shown.Json["tags"]!["source"]!));
    }

    [Theory, Spec("CO-10")]
    [InlineData("""{"role":"owner"}""", "role")]
    [InlineData("""{"roles":["owner"]}""", "roles")]
    [InlineData("""{"email":"x@acme.example"}""", "email")]
    [InlineData("""{"tags":{"company":"Other"}}""", "tags.company")]
    [InlineData("""{"tags":{"company":null}}""", "tags.company")]
    [InlineData("""{"tags":{"source":"manual"}}""", "tags.source")]
    [InlineData("""{"tags":{"x":5}}""", "tags")]
    [InlineData("""{"identities":[]}""", "identities")]
    [InlineData("""{"tenant_id":"ten_x"}""", "tenant_id")]
    public async Task What_the_provider_says_is_not_edited_by_hand(string patch, string field)
    {
        await using var host = await AdminHost.Start();
        var (user, _, _) = await SignedIn(host);
        var refused = await host.Patch($"{Path}/{user}", JsonNode.Parse(patch));
        Assert.Equal(422, refused.Status);
        Assert.Contains(field, refused.ErrorFields);
        Assert.Equal("\"v1\"", (await host.Get($"{Path}/{user}")).Etag);
    }

    [Fact]
    public async Task Tags_of_ones_own_are_added_and_removed_and_at_most_thirty()
    {
        await using var host = await AdminHost.Start();
        var (user, _, _) = await SignedIn(host);
        var changed = await host.Patch($"{Path}/{user}", new JsonObject { ["tags"] = new JsonObject { ["floor"] = "3" } });
        Assert.Equal((200, "3", "Acme"),
            (changed.Status, (string)changed.Json["tags"]!["floor"]!, (string)changed.Json["tags"]!["company"]!));
        Assert.Equal(user, Only(await host.Get(Path + "?tag=floor:3")));
        var removed = await host.Patch($"{Path}/{user}", new JsonObject { ["tags"] = new JsonObject { ["floor"] = null } });
        Assert.Null(removed.Json["tags"]!["floor"]);
        var many = new JsonObject(Enumerable.Range(0, 29).Select(i => KeyValuePair.Create<string, JsonNode?>($"t{i}", "x")));
        Assert.Equal("tags", (await host.Patch($"{Path}/{user}", new JsonObject { ["tags"] = many })).ErrorFields.Single());
    }

    [Fact]
    public async Task After_a_disconnect_the_role_is_the_admins_again()
    {
        await using var host = await AdminHost.Start();
        var (user, _, connection) = await SignedIn(host);
        await host.Delete($"/tenants/acme/connections/{connection}");
        var changed = await host.Patch($"{Path}/{user}", new JsonObject { ["role"] = "owner" });
        Assert.Equal((200, "owner", "owner"), (changed.Status, changed["role"], (string)changed.Json["roles"]!.AsArray().Single()!));
    }

    [Fact]
    public async Task Deactivating_ends_the_sessions_and_is_told()
    {
        await using var host = await AdminHost.Start();
        var (user, session, _) = await SignedIn(host);
        Assert.Equal(200, (await host.Get($"/tenants/acme/sessions/{session}")).Status);
        Assert.False((bool)(await host.Patch($"{Path}/{user}", new JsonObject { ["active"] = false })).Json["active"]!);
        Assert.Equal(404, (await host.Get($"/tenants/acme/sessions/{session}")).Status);
        var types = (await host.Get("/tenants/acme/events")).Json["items"]!.AsArray().Select(e => (string)e!["type"]!).ToList();
        Assert.Contains("user.deactivated", types);
        Assert.Contains("session.ended", types);
    }

    [Fact, Spec("TG-28")]
    public async Task A_protected_user_is_not_deleted_and_its_tag_says_why()
    {
        await using var host = await AdminHost.Start();
        var (user, session, _) = await SignedIn(host, protect: true);
        var refused = await host.Delete($"{Path}/{user}");
        Assert.Equal((409, "Ask finance first."), (refused.Status, refused["detail"]));
        Assert.Equal(200, (await host.Get($"/tenants/acme/sessions/{session}")).Status);
        await host.Patch($"{Path}/{user}", new JsonObject { ["tags"] = new JsonObject { ["_delete_protection_"] = null } });
        Assert.Equal(204, (await host.Delete($"{Path}/{user}")).Status);
        Assert.Equal(404, (await host.Get($"{Path}/{user}")).Status);
        Assert.Equal(404, (await host.Get($"/tenants/acme/sessions/{session}")).Status);
    }

    [Fact]
    public async Task Sessions_are_listed_with_their_apps_and_ended()
    {
        await using var host = await AdminHost.Start();
        var (user, session, _) = await SignedIn(host);
        foreach (var path in new[] { "/tenants/acme/sessions", $"{Path}/{user}/sessions" })
        {
            var listed = (await host.Get(path)).Json["items"]!.AsArray().Single()!;
            Assert.Equal((session, "app_1"), ((string)listed["id"]!, (string)listed["participants"]![0]!["client_id"]!));
        }

        Assert.Equal(404, (await host.Get($"{Path}/usr_unknown/sessions")).Status);
        Assert.Equal(204, (await host.Delete($"/tenants/acme/sessions/{session}")).Status);
        Assert.Equal(404, (await host.Delete($"/tenants/acme/sessions/{session}")).Status);
        var tenant = await Samples.TenantOf(host, "acme");
        Assert.Equal("admin",
            (await host.Db.Read(tx => SessionStore.Find(tx, tenant, session), TestContext.Current.CancellationToken))!.EndCause);
    }

    [Fact]
    public async Task A_sign_in_is_found_by_the_number_on_the_persons_page()
    {
        await using var host = await AdminHost.Start();
        await SignedIn(host);
        var listed = (await host.Get("/tenants/acme/sign-ins")).Json["items"]!.AsArray().Single()!;
        var typed = ((string)listed["case_id"]!).ToLowerInvariant();
        var one = await host.Get($"/tenants/acme/sign-ins/{typed}");
        Assert.Equal(("failed", "upstream.WrongAudience", "OIDCC-3.1.3.7"),
            (one["state"], (string)one.Json["error"]!["code"]!, (string)one.Json["steps"]![0]!["spec"]!));
    }

    private static async Task<(string User, string Session, string Connection)> SignedIn(AdminHost host, bool protect = false)
    {
        await host.Tenant("acme");
        var connection = (await host.Post("/tenants/acme/connections", new JsonObject { ["name"] = "C", ["protocol"] = "oidc" }))["id"];
        var (user, session, _) = await Samples.SignedIn(host, "acme", connection, protect);
        return (user, session, connection);
    }

    private static string Only(Answer list) => (string)list.Json["items"]!.AsArray().Single()!["id"]!;
}
