using System.Text.Json.Nodes;
using RunBroker.Storage;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Upstream;
using RunBroker.Tests.Upstream.Saml;

namespace RunBroker.Tests.TestSignIns;

/// <summary>A connection that people use is edited beside it: draft, test, promotion, and the way back.</summary>
public sealed class VersionTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private const string WrongMapping = """{"claim_mappings":{"email":"no_such_claim"}}""";

    [Fact, Spec("TG-13")]
    public async Task People_sign_in_by_what_is_live_while_the_draft_is_tested_by_its_own_settings()
    {
        var stage = await Stage.On(shared.Scene);
        var draft = await stage.Api("PATCH", "?draft=true", """{"role_rules":[{"claim":"groups","operator":"contains","value":"staff","role":"crew"}]}""");
        Assert.Equal(("crew", true), ((string?)draft["role_rules"]![0]!["role"], (bool)draft["enabled"]!));

        await stage.SignIn();
        Assert.Equal("member", Assert.Single(await stage.Users()).Role);
        var (_, test) = await stage.InAnotherBrowser().RunTest(draft: true);
        Assert.Equal("succeeded", (string?)test["state"]);
        Assert.Equal("crew", (string?)test["report"]!["user"]!["role"]);
        Assert.Equal((long)draft["draft"]!, (long)test["draft"]!);
        Assert.False((bool)test["current"]!);
        Assert.Equal("member", Assert.Single(await stage.Users()).Role);

        var live = await stage.Api("POST", "/promote");
        Assert.Null(live["draft"]);
        Assert.True((bool)(await stage.TestNow(test))["current"]!);
        await stage.InAnotherBrowser().SignIn();
        Assert.Equal("crew", Assert.Single(await stage.Users()).Role);
        Assert.Equal(["connection.draft_saved", "connection.promoted"],
            (await stage.Events("connection.promoted")).Concat(await stage.Events("connection.draft_saved")).Select(e => e.Type).Order());

        live = await stage.Api("POST", "/rollback");
        Assert.Empty(live["role_rules"]!.AsArray());
        await stage.InAnotherBrowser().SignIn();
        Assert.Equal("member", Assert.Single(await stage.Users()).Role);
        Assert.Single(await stage.Events("connection.rolled_back"));
    }

    [Fact, Spec("TG-13")]
    public async Task A_failed_test_of_a_draft_costs_what_is_live_nothing()
    {
        var stage = await Stage.On(shared.Scene);
        await stage.Api("PATCH", "?draft=true", """{"issuer_url":"http://127.0.0.1:9/","client_secret":"another-secret-0123456789"}""");
        var (_, test) = await stage.RunTest(draft: true);
        Assert.Equal("failed", (string?)test["state"]);
        await stage.InAnotherBrowser().SignIn();
        Assert.Null((await stage.Row()).LastFailureAt);
    }

    [Fact, Spec("TG-13")]
    public async Task A_promotion_after_which_nobody_could_sign_in_is_refused()
    {
        var stage = await Stage.On(shared.Scene);
        var before = await stage.Row();
        await stage.Api("PATCH", "?draft=true", """{"issuer_url":"http://127.0.0.1:9/","client_secret":"another-secret-0123456789"}""");
        var refused = await stage.Api("POST", "/promote", status: 422);
        Assert.Equal("urn:runbroker:problem:connection_in_use", (string?)refused["type"]);
        Assert.NotEmpty(refused["problems"]!.AsArray());
        Assert.Equivalent(before, await stage.Row(), strict: true);
        await stage.Api("DELETE", "/draft", status: 204);
        Assert.Equal("urn:runbroker:problem:no_draft", (string?)(await stage.Api("POST", "/promote", status: 409))["type"]);
        await stage.Api("DELETE", "/draft", status: 404);
    }

    [Fact, Spec("O-094")]
    public async Task Going_back_restores_the_client_secret_that_belongs_to_the_settings()
    {
        var stage = await Stage.On(shared.Scene);
        var secret = (await stage.Row()).ClientSecret;
        await stage.Api("PATCH", "", """{"client_secret":"another-secret-0123456789"}""");
        Assert.NotEqual(secret, (await stage.Row()).ClientSecret);
        var versions = (await stage.Api("GET", "/versions"))["items"]!.AsArray();
        Assert.Equal(["live", "previous"], versions.Select(v => (string)v!["state"]!));
        var change = Assert.Single(versions[1]!["changes"]!.AsArray())!;
        Assert.Equal(("client_secret", true, (string?)null), ((string?)change["field"], (bool)change["secret"]!, (string?)change["here"]));
        Assert.DoesNotContain("another-secret", versions.ToJsonString(), StringComparison.Ordinal);

        await stage.Api("POST", "/rollback");
        Assert.Equal(secret, (await stage.Row()).ClientSecret);
        await stage.SignIn();
        await stage.Api("POST", "/rollback");
        Assert.NotEqual(secret, (await stage.Row()).ClientSecret);
    }

    [Fact, Spec("TG-13")]
    public async Task A_draft_says_field_by_field_what_differs_and_is_none_when_nothing_does()
    {
        var stage = await Stage.On(shared.Scene);
        await stage.Api("PATCH", "?draft=true", """{"name":"Other","claim_mappings":{"email":"mail"},"scopes":"openid email"}""");
        var changes = (await stage.Api("GET", "/versions"))["items"]![0]!["changes"]!.AsArray();
        Assert.Equal(["claim_mappings.email", "name", "scopes"], changes.Select(c => (string)c!["field"]!));
        Assert.Equal(("email", "mail"), ((string?)changes[0]!["live"], (string?)changes[0]!["here"]));
        var row = await stage.Row();
        await stage.Api("PATCH", "?draft=true", $$$"""{"name":"{{{row.Name}}}","claim_mappings":{"email":"email"},"scopes":"openid profile email"}""");
        Assert.DoesNotContain((await stage.Api("GET", "/versions"))["items"]!.AsArray(), v => (string)v!["state"]! == "draft");
        Assert.Equivalent(row, await stage.Row(), strict: true);
    }

    [Fact, Spec("P-019")]
    public async Task Whoever_saves_or_promotes_what_they_have_not_seen_is_told()
    {
        var stage = await Stage.On(shared.Scene);
        var first = await stage.Api("PATCH", "?draft=true", WrongMapping);
        await stage.Api("PATCH", "?draft=true", """{"name":"Later"}""");
        var stale = await Wire.SendJson("PATCH", stage.ConnectionUrl("?draft=true"), """{"name":"Lost"}""",
            Wire.Bearer(TestBroker.BootstrapToken), ("If-Match", $"\"v{(long)first["draft"]!}\""));
        Assert.Equal(412, stale.Status);
        await stage.Api("POST", "/promote", $$"""{"number":{{(long)first["draft"]!}}}""", 412);
        Assert.Equal("Later", (string?)(await stage.Api("GET", "/versions"))["items"]![0]!["name"]);
    }

    [Fact, Spec("TG-13")]
    public async Task A_test_of_a_draft_that_was_saved_anew_meanwhile_ends_in_nothing()
    {
        var stage = await Stage.On(shared.Scene);
        await stage.Api("PATCH", "?draft=true", """{"name":"One"}""");
        var test = await stage.StartTest(draft: true);
        var callback = (await stage.TestUpToTheAnswer((string)test["url"]!)).Url.AbsoluteUri;
        await stage.Api("PATCH", "?draft=true", """{"name":"Two"}""");
        await stage.Browser.Get(callback);
        Assert.Equal("failed", (string?)(await stage.TestNow(test))["state"]);
        await stage.NothingHappened();
    }

    [Fact, Spec("TG-13")]
    public async Task The_last_twenty_are_kept_and_a_disconnect_leaves_none()
    {
        var stage = await Stage.On(shared.Scene);
        for (var i = 0; i < 23; i++)
        {
            shared.Scene.Clock.Advance(TimeSpan.FromSeconds(1));
            await stage.Api("PATCH", "", new JsonObject { ["name"] = $"Name {i}" }.ToJsonString());
        }

        var versions = (await stage.Api("GET", "/versions"))["items"]!.AsArray();
        Assert.Equal(21, versions.Count);
        Assert.Equal("Name 22", (string?)versions[0]!["name"]);
        Assert.Equal("Name 2", (string?)versions[^1]!["name"]);
        await stage.Api("POST", "/rollback", $$"""{"number":{{(long)versions[^1]!["number"]!}}}""");
        Assert.Equal("Name 2", (await stage.Row()).Name);
        await stage.Api("DELETE", "", status: 204);
        Assert.Empty(await stage.Db.Read(tx => ConnectionVersionStore.Of(tx, stage.Tenant.Id, stage.Connection.Id), CancellationToken.None));
    }

    [Fact, Spec("S-123")]
    public async Task A_draft_of_a_SAML_connection_is_tested_by_its_own_provider_and_certificates()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        await using var other = await RunBroker.TestIdps.TestSamlIdp.Start(new() { HostName = "localhost", AcceptAnySp = true, Clock = shared.Scene.Clock });
        other.Users.Add(RunBroker.TestIdps.TestUser.Person("olga", "Olga", "Other", "olga@acme.example"));
        other.SignInAs = "olga";
        await stage.Api("PATCH", "?draft=true", new JsonObject { ["metadata_url"] = other.MetadataUrl, ["idp_entity_id"] = null }.ToJsonString());

        var (_, test) = await stage.RunTest(draft: true);
        Assert.True((string?)test["state"] == "succeeded", test.ToJsonString());
        Assert.Equal("o•••@acme.example", (string?)test["report"]!["user"]!["email"]);
        await stage.InAnotherBrowser().SignIn();
        Assert.Equal("maria@acme.example", Assert.Single(await stage.Users()).Email);

        await stage.Api("POST", "/promote");
        await stage.InAnotherBrowser().SignIn();
        Assert.Equal(2, (await stage.Users()).Length);
        var back = await stage.Api("POST", "/rollback");
        Assert.Equal("fields", (string?)back["metadata_source"]);
        await stage.InAnotherBrowser().SignIn();
        Assert.Equal(2, (await stage.Users()).Length);
    }

    [Fact, Spec("S-125")]
    public async Task Going_back_does_not_undo_what_the_metadata_brought_since()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        await stage.Api("PATCH", "", new JsonObject { ["metadata_url"] = stage.Idp.MetadataUrl }.ToJsonString());
        await stage.Api("PATCH", "", """{"name":"Renamed"}""");
        var kept = await stage.Db.Read(tx => SamlMetadataStore.Find(tx, stage.Tenant.Id, stage.Connection.Id), CancellationToken.None);
        // As a refresh since would have written it.
        var newer = kept! with { Document = [.. kept.Document!, (byte)'\n'], FetchedAt = shared.Scene.Clock.GetUtcNow() };
        Assert.True(await stage.Db.Write(tx => SamlMetadataStore.Update(tx, newer), CancellationToken.None));

        await stage.Api("POST", "/rollback");
        var after = await stage.Db.Read(tx => SamlMetadataStore.Find(tx, stage.Tenant.Id, stage.Connection.Id), CancellationToken.None);
        Assert.Equal(newer.Document, after!.Document);
        await stage.SignIn();
        await stage.Api("POST", "/rollback");
        Assert.Equal("Renamed", (await stage.Row()).Name);
    }
}
