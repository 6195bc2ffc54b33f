using System.Text.Json.Nodes;
using RunBroker.Admin;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Upstream;
using RunBroker.Tests.Upstream.Saml;

namespace RunBroker.Tests.Check;

/// <summary>Before a rule is saved: who would gain or lose what, by the last sign-ins that are kept.</summary>
public sealed class MappingPreviewTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Fact, Spec("contract-6")]
    public async Task A_changed_rule_names_who_gains_and_who_loses_a_role()
    {
        var stage = await Started(s => s with { RoleRules = [new("groups", "contains", "staff", "worker")] });
        var (ada, bea) = (await stage.SignsIn("Ada", "staff", "admins"), await stage.SignsIn("Bea", "staff"));

        var shown = await stage.Preview(new() { ["role_rules"] = new JsonArray(Rule("groups", "admins", "boss")) });

        Assert.Equal((2, 0, 2, 2, 0), (Number(shown, "users"), Number(shown, "unchanged"), Number(shown, "gaining"), Number(shown, "losing"), Number(shown, "locked_out")));
        var (a, b) = (User(shown, ada), User(shown, bea));
        Assert.Equal(("role boss", "role worker"), (Items(a, "gains"), Items(a, "loses")));
        Assert.Equal(("role member", "role worker"), (Items(b, "gains"), Items(b, "loses")));
        Assert.Equal(ada.Email, (string)a["email"]!);
        // It was only shown.
        Assert.Equal("worker", (await stage.Users()).Single(u => u.Id == ada.Id).Role);
        Assert.Single(StoredJson.Oidc((await stage.Stored()).Settings).RoleRules, r => r.Role == "worker");
        // And comes true.
        await stage.Change(s => s with { RoleRules = [new("groups", "contains", "admins", "boss")] });
        await stage.InAnotherBrowser().SignIn();
        Assert.Equal("member", (await stage.Users()).Single(u => u.Id == bea.Id).Role);
    }

    [Fact, Spec("contract-6")]
    public async Task Tags_and_fields_are_named_and_no_value_of_theirs()
    {
        var stage = await Started(s => s with { OtherClaimMappings = [new("groups", "team"), new("given_name", "nick")] });
        var ada = await stage.SignsIn("Ada", "very-secret-group");

        var shown = await stage.Preview(new()
        {
            ["other_claim_mappings"] = new JsonArray(new JsonObject { ["claim"] = "family_name", ["tag"] = "nick" }, new JsonObject { ["claim"] = "email", ["tag"] = "mail" }),
            ["claim_mappings"] = new JsonObject { ["first_name"] = "family_name", ["last_name"] = "no-such" },
        });

        var user = User(shown, ada);
        Assert.Equal(("tag mail", "tag team, field last_name", "tag nick, field first_name"), (Items(user, "gains"), Items(user, "loses"), Items(user, "changes")));
        Assert.DoesNotContain("very-secret-group", shown.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("New", shown.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact, Spec("TG-24")]
    public async Task Who_could_no_longer_sign_in_stands_first_and_an_admin_before_all()
    {
        var stage = await Started();
        var (ada, bea) = (await stage.SignsIn("Ada", "staff"), await stage.SignsIn("Bea", "staff"));
        await stage.Scene.Grant(stage.Tenant, bea.Id);

        var shown = await stage.Preview(new() { ["claim_mappings"] = new JsonObject { ["email"] = "work_mail" } });

        Assert.Equal((2, 1), (Number(shown, "locked_out"), Number(shown, "admins_locked_out")));
        var users = shown["changed"]!.AsArray();
        Assert.Equal([bea.Id, ada.Id], users.Select(u => (string)u!["user_id"]!));
        Assert.Equal((true, "email", "work_mail", "Absent"),
            ((bool)users[0]!["is_admin"]!, (string)users[0]!["missing"]!["field"]!, (string)users[0]!["missing"]!["claim"]!, (string)users[0]!["missing"]!["why"]!));
        Assert.Equal("sign_in ", Items(users[0]!, "loses"));
    }

    [Fact, Spec("TG-29")]
    public async Task Whom_the_access_rules_would_no_longer_let_in_is_locked_out_too()
    {
        var stage = await Started(s => s with { OtherClaimMappings = [new("groups", "team")] },
            tenant: t => t with { AccessRules = """[{"effect":"allow","targets":[{"type":"tag_key","tag":"team"}]}]""" });
        var ada = await stage.SignsIn("Ada", "staff");
        var shown = await stage.Preview(new() { ["other_claim_mappings"] = new JsonArray() });
        Assert.Equal("tag team, access ", Items(User(shown, ada), "loses"));
        Assert.Equal(1, Number(shown, "locked_out"));
    }

    [Fact, Spec("contract-6")]
    public async Task The_tenants_default_role_can_be_tried_as_well()
    {
        var stage = await Started();
        var ada = await stage.SignsIn("Ada");
        var shown = await stage.Preview(new() { ["default_role"] = "guest" });
        Assert.Equal(("role guest", "role member"), (Items(User(shown, ada), "gains"), Items(User(shown, ada), "loses")));
    }

    [Fact, Spec("contract-6")]
    public async Task Of_whom_nothing_is_kept_is_counted_and_not_guessed()
    {
        var stage = await Started();
        await stage.SignsIn("Ada");
        var bea = await stage.SignsIn("Bea");
        await stage.SignsIn("Cea", [.. Enumerable.Range(0, 300).Select(i => $"a-group-with-a-rather-long-name-{i}")]);
        await stage.Db.Write(tx => tx.Execute("delete from sign_in where user_id = @id", new { id = bea.Id }), CancellationToken.None);

        var shown = await stage.Preview(new() { ["role_rules"] = new JsonArray(Rule("groups", "x", "y")) });

        Assert.Equal((1, 1), (Number(shown, "users"), Number(shown, "unchanged")));
        Assert.Equal(["claims_cut 1", "no_sign_in_kept 1"], shown["unknown"]!.AsArray().Select(u => $"{u!["reason"]} {u["users"]}").Order());
    }

    [Fact, Spec("contract-6")]
    public async Task A_sign_in_by_a_session_has_no_claims_and_hides_none_that_has()
    {
        var stage = await Started();
        var ada = await stage.SignsIn("Ada", "admins");
        await stage.SignIn();
        var shown = await stage.Preview(new() { ["role_rules"] = new JsonArray(Rule("groups", "admins", "boss")) });
        Assert.Equal("role boss", Items(User(shown, ada), "gains"));
    }

    [Fact, Spec("contract-6")]
    public async Task A_SAML_mapping_is_tried_in_the_same_way()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        await stage.SignIn();
        var shown = await Ask(stage, new() { ["role_rules"] = new JsonArray(Rule("groups", "admins", "boss")) });
        Assert.Equal((200, "role boss"), (shown.Status, Items(shown.Json["changed"]![0]!, "gains")));
    }

    [Fact, Spec("contract-6")]
    public async Task A_draft_is_checked_as_when_it_is_saved_and_holds_nothing_else()
    {
        var stage = await Started();
        Assert.Equal(422, (await Ask(stage, new() { ["role_rules"] = new JsonArray(Rule("groups", "x", "")) })).Status);
        Assert.Equal(422, (await Ask(stage, new() { ["client_secret"] = "x" })).Status);
        Assert.Equal(200, (await Ask(stage, [])).Status);
    }

    [Fact, Spec("P-010")]
    public async Task Another_tenants_connection_is_not_there()
    {
        var (stage, other) = (await Started(), await Started());
        await other.SignsIn("Ada");
        Assert.Equal(404, (await Ask(stage with { Connection = other.Connection }, [])).Status);
    }

    private async Task<Stage> Started(Func<OidcSettings, OidcSettings>? settings = null, Func<Tenant, Tenant>? tenant = null) =>
        await Stage.On(shared.Scene, settings, tenant: tenant);

    internal static Task<AppAnswer> Ask(TenantStage stage, JsonObject patch) => Wire.PostJson(
        $"{stage.Scene.Broker.Url}/api/v1/tenants/{stage.Tenant.Slug}/connections/{stage.Connection.Id}/preview", patch.ToJsonString(), Wire.Bearer(TestBroker.BootstrapToken));

    private static JsonObject Rule(string claim, string value, string role) =>
        new() { ["claim"] = claim, ["operator"] = "contains", ["value"] = value, ["role"] = role };

    private static int Number(JsonObject shown, string name) => (int)shown[name]!;

    private static JsonNode User(JsonObject shown, User user) => shown["changed"]!.AsArray().Single(u => (string)u!["user_id"]! == user.Id)!;

    private static string Items(JsonNode user, string list) => string.Join(", ", user[list]!.AsArray().Select(i => $"{i!["what"]} {i["name"]}"));
}

internal static class PreviewSteps
{
    /// <summary>A new person, who signs in in a browser of their own.</summary>
    public static async Task<User> SignsIn(this Stage stage, string first, params string[] groups)
    {
        var person = stage.Newcomer(first, groups);
        var (claims, _) = await stage.InAnotherBrowser().SignIn();
        return (await stage.User((string)claims["sub"]!)) ?? throw new InvalidOperationException(person.Login);
    }

    public static async Task<JsonObject> Preview(this Stage stage, JsonObject patch)
    {
        var answer = await MappingPreviewTests.Ask(stage, patch);
        Assert.True(answer.Status == 200, $"{answer.Status} {answer.Body}");
        return answer.Json;
    }

    public static async Task<Connection> Stored(this Stage stage) =>
        (await stage.Db.Read(tx => ConnectionStore.Find(tx, stage.Tenant.Id, stage.Connection.Id), CancellationToken.None))!;

    public static Task Change(this Stage stage, Func<OidcSettings, OidcSettings> edit) =>
        stage.Scene.Change(stage.Connection, c => c with { Settings = StoredJson.Write(edit(StoredJson.Oidc(c.Settings))) });

    public static Task Grant(this Scene scene, Tenant tenant, string user) => scene.Db.Write(tx => AdminWebStore.SetGrant(tx, new AdminGrant
    {
        UserId = user,
        TenantId = tenant.Id,
        Role = AdminRoles.TenantAdmin,
        GrantedBy = "token:bootstrap",
        CreatedAt = scene.Clock.GetUtcNow(),
    }), CancellationToken.None);
}
