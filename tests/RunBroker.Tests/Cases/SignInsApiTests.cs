using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using RunBroker.Operations;
using RunBroker.Storage;
using RunBroker.Storage.Secrets;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Upstream;
using RunBroker.Tests.Upstream.Saml;

namespace RunBroker.Tests.Cases;

/// <summary>Case files over the management API: words, messages, what is masked, and who lifted the mask.</summary>
public sealed class SignInsApiTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private const string Secret = "upstream-secret-0123456789";

    [Theory, Spec("contract-6")]
    [InlineData("pt-BR,en;q=0.5", "O provedor recusou o nosso client secret")]
    [InlineData("en", "The provider refused our client secret")]
    [InlineData("fr", "The provider refused our client secret")]
    public async Task A_failed_sign_in_says_what_happened_and_who_must_fix_it_in_the_readers_language(string language, string title)
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.Break(TestOpFaults.TokenError("invalid_client"));
        await stage.Go();

        var error = (await One(stage, language))["error"]!;

        Assert.Equal(("upstream.ClientRefused", title, "tenant_it"), ((string)error["code"]!, (string)error["title"]!, (string)error["who"]!));
        Assert.NotEmpty((string)error["explanation"]!);
        Assert.NotEmpty((string)error["fix"]!);
        Assert.NotEmpty((string)error["where"]!);
    }

    [Fact, Spec("contract-6")]
    public async Task Of_a_connection_whose_provider_is_known_it_names_the_place_in_its_console()
    {
        var stage = await Stage.On(shared.Scene, s => s with { IssuerUrl = "https://acme.okta.com/nothing" });
        await stage.Db.Write(tx => SignInStore.SaveCase(tx, new()
        {
            Id = "sin_made" + stage.Tenant.Slug,
            CaseId = CaseId.New(),
            TenantId = stage.Tenant.Id,
            ConnectionId = stage.Connection.Id,
            State = "failed",
            Error = "upstream.ClientRefused",
            Steps = "[]",
        }), CancellationToken.None);
        Assert.Equal("Okta: Applications → Applications → (app) → General → Client Credentials", (string)(await One(stage))["error"]!["where"]!);
    }

    [Fact, Spec("contract-6"), Spec("P-003")]
    public async Task A_sign_in_has_all_that_was_said_and_no_secret_of_it()
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.ForgetRequests();
        stage.Op.Break(TestOpFaults.WithoutClaim("given_name"));
        var (_, tokens) = await stage.SignIn();

        var file = await One(stage);

        Assert.Equal(
            ["sent authorize_request", "received callback", "sent token_request", "received token_response", "received id_token", "sent userinfo_request", "received userinfo"],
            file["messages"]!.AsArray().Select(m => $"{m!["direction"]} {m["kind"]}"));
        var text = file.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        var token = stage.Op.RequestsTo("/token").Single().Form;
        var authorize = stage.Op.RequestsTo("/authorize").First().Query;
        foreach (var secret in new[] { token["code"], token["code_verifier"], authorize["state"], authorize["nonce"], Secret, tokens.IdToken, tokens.AccessToken })
            Assert.DoesNotContain(secret!, text, StringComparison.Ordinal);
        foreach (var personal in new[] { "alice@acme.example", "Liddell" })
            Assert.DoesNotContain(personal, text, StringComparison.Ordinal);
        Assert.Contains("a•••@acme.example", text, StringComparison.Ordinal);
        Assert.Contains(file["messages"]!.AsArray(), m => m!["redacted"]!.AsArray().Any(r => (string)r! == "code_verifier"));
    }

    [Fact, Spec("P-003")]
    public async Task In_the_database_it_is_sealed()
    {
        var stage = await Stage.On(shared.Scene);
        await stage.SignIn();
        var row = (await stage.Db.Read(async tx => await SignInStore.FindCase(tx, (await SignInStore.PageCases(tx, stage.Tenant.Id, null, 1)).Single().Id), CancellationToken.None))!;
        Assert.InRange(row.Record!.Length, 200, 33 * 1024);
        Assert.DoesNotContain("alice", Encoding.Latin1.GetString(row.Record), StringComparison.Ordinal);
        Assert.DoesNotContain("alice", row.Steps, StringComparison.Ordinal);
        Assert.Null((await stage.LastCase()).Record);
    }

    [Fact, Spec("contract-6")]
    public async Task What_is_personal_is_shown_to_who_asks_for_it_once_and_that_is_written_down()
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.Break(TestOpFaults.WithoutClaim("given_name"), TestOpFaults.Member(OpPlace.UserInfo, "given_name", null));
        await stage.Go();
        var id = (string)(await One(stage))["id"]!;

        var shown = await shared.Scene.Manage("POST", $"/tenants/{stage.Tenant.Slug}/sign-ins/{id}/reveal");

        Assert.Equal(200, shown.Status);
        Assert.Contains("alice@acme.example", shown.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, shown.Body, StringComparison.Ordinal);
        var audited = Assert.Single(await stage.Events("sign_in.revealed"));
        Assert.Equal(("token:bootstrap", id), (audited.Actor, audited.TargetId));
        Assert.DoesNotContain("alice@acme.example", (await One(stage)).ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(404, (await shared.Scene.Manage("POST", $"/tenants/acme/sign-ins/{id}/reveal")).Status);
    }

    [Fact, Spec("contract-6")]
    public async Task The_checks_that_held_have_wanted_and_got_and_the_mapping_is_traced()
    {
        var stage = await Stage.On(shared.Scene, s => s with { OtherClaimMappings = [new("groups", "groups")] });
        await stage.SignIn();

        var file = await One(stage);

        var steps = file["steps"]!.AsArray().ToList();
        foreach (var check in new[] { "check.state", "check.signature", "check.issuer", "check.audience", "check.time", "check.nonce" })
        {
            var step = Assert.Single(steps, s => (string)s!["name"]! == check)!;
            Assert.Equal("passed", (string)step["outcome"]!);
            Assert.NotNull((string?)step["wanted"]);
            Assert.NotNull((string?)step["got"]);
        }

        Assert.Contains("app's own tenant", (string)Step(steps, "tenant")["detail"]!, StringComparison.Ordinal);
        Assert.Contains("one enabled connection", (string)Step(steps, "connection")["detail"]!, StringComparison.Ordinal);
        var email = Assert.Single(steps, s => (string?)s!["target"] == "email")!;
        Assert.Equal(("email", "Read", "a•••@acme.example"), ((string)email["wanted"]!, (string)email["got"]!, (string)email["value"]!));
        Assert.Contains(steps, s => (string?)s!["target"] == "tag:groups");
        Assert.Contains(steps, s => (string?)s!["target"] == "role:member" && (string)s["got"]! == "DefaultRole");
        Assert.Contains("name", file["unused_claims"]!.AsArray().Select(c => (string)c!));
        Assert.DoesNotContain("email", file["unused_claims"]!.AsArray().Select(c => (string)c!));
    }

    [Fact, Spec("contract-6")]
    public async Task The_check_that_failed_comes_after_those_that_held_and_none_after_it()
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.Break(TestOpFaults.AudienceOther);
        await stage.Go();

        var steps = (await One(stage))["steps"]!.AsArray().ToList();

        Assert.Contains(steps, s => (string)s!["name"]! == "check.issuer");
        Assert.DoesNotContain(steps, s => (string)s!["name"]! is "check.audience" or "check.time" or "check.nonce");
        Assert.Equal("failed", (string)steps[^1]!["outcome"]!);
        Assert.Equal("somebody-else", (string)steps[^1]!["got"]!);
    }

    [Fact, Spec("contract-6")]
    public async Task Tokens_refreshes_and_the_end_of_the_session_come_after_it()
    {
        var stage = await Stage.On(shared.Scene);
        var (_, tokens) = await stage.SignIn();
        shared.Scene.Clock.Advance(TimeSpan.FromMinutes(5));
        var again = await stage.App.Refresh(tokens.RefreshToken);
        Assert.Equal(200, again.Status);
        var file = await One(stage);
        Assert.Null((string?)file["logout_id"]);
        Assert.Equal(["tokens", "refresh"], file["steps"]!.AsArray().Select(s => (string)s!["name"]!).TakeLast(2));
        await shared.Scene.Manage("DELETE", $"/tenants/{stage.Tenant.Slug}/sessions/{file["session_id"]}");

        file = await One(stage);

        Assert.Equal("session_ended", (string)file["steps"]!.AsArray()[^1]!["name"]!);
        Assert.Equal(200, (await shared.Scene.Manage("GET", $"/tenants/{stage.Tenant.Slug}/logouts/{file["logout_id"]}")).Status);
    }

    [Fact, Spec("contract-6")]
    public async Task A_list_is_narrowed_by_state_connection_user_cause_and_number()
    {
        var stage = await Stage.On(shared.Scene);
        var (claims, _) = await stage.SignIn();
        stage.Op.Break(TestOpFaults.AudienceOther);
        var other = stage.InAnotherBrowser();
        await other.Go();
        var failed = await stage.LastCase();

        Assert.Equal(2, await Count(""));
        Assert.Equal(1, await Count("?state=failed"));
        Assert.Equal(1, await Count("?state=succeeded"));
        Assert.Equal(2, await Count($"?connection_id={stage.Connection.Id}"));
        Assert.Equal(0, await Count("?connection_id=con_another"));
        Assert.Equal(1, await Count($"?user_id={claims["sub"]}"));
        Assert.Equal(1, await Count("?error=upstream.WrongAudience"));
        Assert.Equal(0, await Count("?error=upstream.WrongIssuer"));
        Assert.Equal(1, await Count($"?case_id={failed.CaseId.ToLowerInvariant()}"));
        Assert.Equal(0, await Count("?case_id=SI-0000-0000"));
        Assert.Equal(0, await Count("?state=%00"));

        async Task<int> Count(string query) =>
            (await shared.Scene.Manage("GET", $"/tenants/{stage.Tenant.Slug}/sign-ins{query}")).Json["items"]!.AsArray().Count;
    }

    [Fact, Spec("S-085")]
    public async Task An_encrypted_assertion_is_shown_when_it_held_and_nothing_of_it_when_it_did_not()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        stage.Idp.Encrypts = c => new(c);
        await stage.SignIn();
        var good = await One(stage);
        Assert.Equal(["authn_request", "response", "assertion"], good["messages"]!.AsArray().Select(m => (string)m!["kind"]!));
        Assert.Contains("CipherValue", good["messages"]!.AsArray()[1]!["redacted"]!.AsArray().Select(r => (string)r!));
        Assert.DoesNotContain("maria@acme.example", good.ToJsonString(), StringComparison.Ordinal);
        foreach (var check in new[] { "check.signature", "check.encryption", "check.audience", "check.replay" })
            Assert.Contains(good["steps"]!.AsArray(), s => (string)s!["name"]! == check && (string)s["outcome"]! == "passed");

        stage.Idp.Encrypts = _ => new(TestSamlKey.OfRsa().Der);
        var other = stage.InAnotherBrowser();
        await other.Go();
        var bad = await One(stage);
        Assert.Equal("upstream.DecryptionFailed", (string)bad["error"]!["code"]!);
        Assert.Equal(["authn_request", "response"], bad["messages"]!.AsArray().Select(m => (string)m!["kind"]!));
        Assert.Equal("The encrypted answer could not be opened", (string)bad["error"]!["title"]!);
    }

    [Fact, Spec("S-085")]
    public async Task A_signature_that_may_be_what_hides_in_the_encrypted_part_is_said_not_to_be_checked()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        stage.Idp.Encrypts = c => new(c);
        stage.Idp.Break(d => d with { Key = TestSamlKey.OfRsa() });
        await stage.Go();
        var bad = await One(stage);
        Assert.Equal("upstream.DecryptionFailed", (string)bad["error"]!["code"]!);
        var signature = Assert.Single(bad["steps"]!.AsArray(), s => (string)s!["name"]! == "check.signature")!;
        Assert.Equal(("noted", "not checked"), ((string)signature["outcome"]!, (string)signature["detail"]!));
        Assert.Contains("signing certificate", (string)bad["error"]!["fix"]!, StringComparison.Ordinal);
    }

    [Fact, Spec("contract-3")]
    public async Task Case_files_are_kept_as_long_as_is_set()
    {
        await using var scene = await Scene.Start();
        await scene.SignIn();
        var worker = scene.Broker.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<CleanupWorker>().Single();
        scene.Clock.Advance(TimeSpan.FromDays(29));
        await worker.Run(CancellationToken.None);
        Assert.NotNull(await scene.LastCase());
        scene.Clock.Advance(TimeSpan.FromDays(2));
        await worker.Run(CancellationToken.None);
        Assert.Empty(await scene.Db.Read(tx => SignInStore.PageCases(tx, scene.Tenant.Id, null, 1), CancellationToken.None));
    }

    private static JsonNode Step(List<JsonNode?> steps, string name) => Assert.Single(steps, s => (string)s!["name"]! == name)!;

    /// <summary>The newest case, as the API answers it.</summary>
    private static async Task<JsonObject> One(TenantStage stage, string language = "en")
    {
        var row = await stage.LastCase();
        var answer = await Wire.Get($"{stage.Scene.Broker.Url}/api/v1/tenants/{stage.Tenant.Slug}/sign-ins/{row.CaseId}",
            Wire.Bearer(TestBroker.BootstrapToken), ("Accept-Language", language));
        Assert.True(answer.Status == 200, answer.Body);
        return answer.Json;
    }
}
