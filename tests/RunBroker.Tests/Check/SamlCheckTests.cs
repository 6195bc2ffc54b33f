using System.Text.Json.Nodes;
using RunBroker.Storage;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Upstream;
using RunBroker.Tests.Upstream.Saml;

namespace RunBroker.Tests.Check;

/// <summary>SAML answers: pasted, then posted for real; both ways say the same.</summary>
public sealed class SamlCheckTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private static readonly Lazy<TestSamlKey> Stranger = new(() => TestSamlKey.OfRsa());

    private static readonly Dictionary<string, (string Check, Func<ResponseDraft, ResponseDraft> Edit)> Breakages = new()
    {
        ["WrongAudience"] = ("check.audience", d => d with { Audiences = ["https://somebody.else"] }),
        ["Expired"] = ("check.time", d => d with { NotOnOrAfter = d.ResponseIssuedAt!.Value.AddMinutes(-8) }),
        ["NotYetValid"] = ("check.time", d => d with { NotBefore = d.ResponseIssuedAt!.Value.AddMinutes(8) }),
        ["ConfirmationExpired"] = ("check.time", d => d with { ConfirmationNotOnOrAfter = d.ResponseIssuedAt!.Value.AddMinutes(-8) }),
        ["MissingConditions"] = ("check.time", d => d with { HasConditions = false }),
        ["WrongIssuer"] = ("check.issuer", d => d with { AssertionIssuer = "https://somebody.else" }),
        ["WrongDestination"] = ("check.address", d => d with { Destination = "https://somebody.else/acs" }),
        ["WrongRecipient"] = ("check.address", d => d with { Recipient = "https://somebody.else/acs" }),
        ["WrongInResponseTo"] = ("check.in_response_to", d => d with { ConfirmationInResponseTo = "_another" }),
        ["NotSigned"] = ("check.signature", d => d with { AssertionSignature = null }),
        ["BadSignature"] = ("check.signature", d => d with { Key = Stranger.Value }),
        ["AuthnFailed"] = ("check.provider_answer", d => d with { Status = [SamlUris.Responder, SamlUris.AuthnFailed], HasAssertion = false }),
        ["TransientSubject"] = ("check.subject", d => d with { NameId = new("t-1", SamlUris.Transient) }),
        ["MissingAuthnStatement"] = ("check.authentication", d => d with { HasAuthnStatement = false }),
        ["TooOld"] = ("check.authentication", d => d with { AssertionIssuedAt = d.AssertionIssuedAt!.Value.AddHours(-1) }),
        ["Doctype"] = ("check.message", d => d with { EditText = xml => "<!DOCTYPE r>" + xml }),
        ["DecryptionFailed"] = ("check.encryption", d => d.Sign(assertion: true, response: true) with { Encryption = new(Stranger.Value.Certificate.RawData) }),
    };

    public static TheoryData<string> Names => [.. Breakages.Keys];

    [Theory, MemberData(nameof(Names)), Spec("contract-6")]
    public async Task A_broken_answer_is_refused_for_the_reason_that_the_endpoint_gives(string reason)
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var (check, edit) = Breakages[reason];
        stage.Idp.Break(edit);
        var held = await stage.Held();

        var pasted = await stage.Check(held["SAMLResponse"]!, new() { ["in_response_to"] = stage.Idp.LastAuthnRequest.Id });

        pasted.IsRefusedAt($"upstream.{reason}", check);
        await stage.Answer(held);
        var real = await stage.LastCase();
        Assert.Equal(pasted.Code(), real.Error);
        var step = TenantStage.Steps(real).Last(s => s.Outcome == "failed");
        Assert.Equal((step.Spec, step.Wanted, step.Got), ((string?)pasted.Row(check)["spec"], (string?)pasted.Row(check)["wanted"], (string?)pasted.Row(check)["got"]));
        // The same checks are said to have held: none more.
        Assert.Equal(TenantStage.Steps(real).Where(s => s.Outcome == "passed" && s.Name.StartsWith("check.", StringComparison.Ordinal)).Select(s => s.Name).Order(),
            pasted["checks"]!.AsArray().Where(c => (string)c!["result"]! == "held").Select(c => (string)c!["name"]!).Order());
    }

    [Fact, Spec("contract-6")]
    public async Task A_good_one_shows_the_user_that_would_result()
    {
        await using var stage = await SamlStage.On(shared.Scene, s => s with
        {
            OtherClaimMappings = [new("groups", "team"), new("nothing", "badge")],
            RoleRules = [new("groups", "contains", "admins", "boss"), new("groups", "contains", "nobody", "never")],
        });
        var held = await stage.Held();

        var pasted = await stage.Check(held["SAMLResponse"]!, new() { ["in_response_to"] = stage.Idp.LastAuthnRequest.Id });

        Assert.True(pasted.Verdict() == "held", pasted.ToJsonString());
        Assert.Equal("saml_response", (string)pasted["kind"]!);
        Assert.All(pasted["checks"]!.AsArray(), c => Assert.Equal("held", (string)c!["result"]!));
        var user = pasted["user"]!;
        Assert.Equal(("maria@acme.example", "Maria", "Souza"), ((string)user["email"]!, (string)user["first_name"]!, (string)user["last_name"]!));
        Assert.Equal("""["boss"]""", user["roles"]!.ToJsonString());
        Assert.Equal(["source", "team"], user["tags"]!.AsArray().Select(t => (string)t!["key"]!));
        Assert.Contains(user["dropped"]!.AsArray(), d => (string)d!["target"]! == "tag:badge" && (string)d["step"]! == "Absent");
        Assert.Null(user["existing_user_id"]);
        var text = pasted["messages"]!.AsArray().Single()!;
        Assert.Equal("response", (string)text["kind"]!);
        Assert.Contains("maria@acme.example", (string)text["decoded"]!, StringComparison.Ordinal);
        Assert.Contains("SignatureValue", text["redacted"]!.AsArray().Select(r => (string)r!));

        // It was only looked at: the sign-in goes on, and becomes just that user.
        await stage.Answer(held);
        var made = Assert.Single(await stage.Users());
        Assert.Equal(("boss", "maria@acme.example"), (made.Role, made.Email));
        var again = await stage.Check(held["SAMLResponse"]!);
        Assert.Equal(made.Id, (string)again["user"]!["existing_user_id"]!);
    }

    [Fact, Spec("contract-6")]
    public async Task What_nobody_said_of_the_request_is_not_checked_and_never_held()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var held = await stage.Held();
        var pasted = await stage.Check(held["SAMLResponse"]!);
        Assert.Equal(("held", "not_checked"), (pasted.Verdict(), pasted.ResultOf("check.in_response_to")));
        Assert.Contains(stage.Idp.LastAuthnRequest.Id, (string)pasted.Row("check.in_response_to")["why"]!, StringComparison.Ordinal);

        var another = await stage.Check(held["SAMLResponse"]!, new() { ["in_response_to"] = "_of-another-sign-in" });
        another.IsRefusedAt("upstream.WrongInResponseTo", "check.in_response_to");
    }

    [Fact, Spec("contract-6")]
    public async Task The_case_of_the_sign_in_says_what_was_asked()
    {
        await using var stage = await SamlStage.On(shared.Scene, s => s with { ForceAuthn = true });
        stage.Idp.Break(d => d with { AuthnInstant = d.AuthnInstant!.Value.AddHours(-1) });
        var held = await stage.Held();
        await stage.Answer(held);
        var real = await stage.LastCase();
        Assert.Equal("upstream.AuthenticationTooOld", real.Error);

        var pasted = await stage.Check(held["SAMLResponse"]!, new() { ["sign_in"] = real.CaseId.ToLowerInvariant() });

        pasted.IsRefusedAt("upstream.AuthenticationTooOld", "check.authentication");
        Assert.Equal("held", pasted.ResultOf("check.in_response_to"));
        // Without it nobody knows that a new sign-in was asked for.
        Assert.Equal("held", (await stage.Check(held["SAMLResponse"]!)).Verdict());
        await using var other = await SamlStage.On(shared.Scene);
        Assert.Equal(422, (await other.Paste(new() { ["input"] = "x", ["as_if"] = new JsonObject { ["sign_in"] = real.Id } })).Status);
    }

    [Fact, Spec("contract-6")]
    public async Task An_old_answer_holds_at_its_own_time_and_not_now()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var (held, then) = (await stage.Held(), stage.Scene.Clock.GetUtcNow());
        var later = then.AddDays(3);
        (await stage.Check(held["SAMLResponse"]!, at: later)).IsRefusedAt("upstream.ConfirmationExpired", "check.time");
        var pasted = await stage.Check(held["SAMLResponse"]!, at: then);
        Assert.Equal("held", pasted.Verdict());
        Assert.Equal(then, DateTimeOffset.Parse((string)pasted["at"]!, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromMilliseconds(1));
    }

    [Fact, Spec("S-073")]
    public async Task One_that_was_taken_already_says_so()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var held = await stage.Held();
        await stage.Answer(held);
        var pasted = await stage.Check(held["SAMLResponse"]!);
        Assert.Equal(("held", "not_checked"), (pasted.Verdict(), pasted.ResultOf("check.replay")));
        Assert.Contains("Replayed", (string)pasted.Row("check.replay")["why"]!, StringComparison.Ordinal);
    }

    [Fact, Spec("S-066")]
    public async Task One_that_nobody_asked_for_is_judged_by_whether_the_connection_takes_those()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        stage.Idp.SignsResponses = true;
        stage.Browser.StopAt = stage.AcsUrl;
        var page = await stage.Browser.Get(stage.Idp.StartUrl(stage.EntityId));
        stage.Browser.StopAt = null;
        (await stage.Check(page.Posted["SAMLResponse"]!)).IsRefusedAt("upstream.Unsolicited", "check.in_response_to");
        await stage.Change(s => s with { AllowIdpInitiated = true });
        var taken = await stage.Check(page.Posted["SAMLResponse"]!);
        Assert.Equal("held", taken.Verdict());
        Assert.Contains(taken.Notes(), n => n.Contains("default app", StringComparison.Ordinal));
    }

    [Fact, Spec("TG-24")]
    public async Task A_person_without_an_address_is_refused_as_in_a_sign_in()
    {
        await using var stage = await SamlStage.On(shared.Scene, s => s with { ClaimMappings = new() { Email = "no-such", FirstName = "firstName" } });
        var held = await stage.Held();
        var pasted = await stage.Check(held["SAMLResponse"]!);
        pasted.IsRefusedAt("mapping.Missing.email", "check.user");
        await stage.Answer(held);
        Assert.Equal("mapping.Missing.email", (await stage.LastCase()).Error);
    }

    [Fact, Spec("contract-6")]
    public async Task A_disabled_connection_and_one_that_is_not_ready_are_told_apart()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var held = await stage.Held();
        await stage.Scene.Change(stage.Connection, c => c with { Enabled = false });
        var off = await stage.Check(held["SAMLResponse"]!);
        Assert.Equal("held", off.Verdict());
        Assert.Contains(off.Notes(), n => n.Contains("disabled", StringComparison.Ordinal));
        await stage.Change(s => s with { SsoUrl = null });
        (await stage.Check(held["SAMLResponse"]!)).IsRefusedAt("metadata.Missing", "check.ready");
    }

    [Fact, Spec("S-036")]
    public async Task A_key_that_is_not_known_makes_nobody_fetch_anything()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        stage.Idp.Break(d => d with { Key = Stranger.Value });
        var held = await stage.Held();
        await stage.Change(s => s with { MetadataUrl = stage.Idp.MetadataUrl, IdpEntityId = null, SsoUrl = null, SloUrl = null, Certificates = [] });
        await stage.Db.Write(tx => SamlMetadataStore.Put(tx, new()
        {
            TenantId = stage.Tenant.Id,
            ConnectionId = stage.Connection.Id,
            Source = "url",
            Document = System.Text.Encoding.UTF8.GetBytes(stage.Idp.MetadataXml),
        }), CancellationToken.None);
        var asked = stage.Idp.RequestsTo("/metadata").Length;
        var pasted = await stage.Check(held["SAMLResponse"]!);
        Assert.Equal("upstream.BadSignature", pasted.Code());
        Assert.Equal(asked, stage.Idp.RequestsTo("/metadata").Length);
        Assert.Contains(pasted.Notes(), n => n.Contains("was not fetched", StringComparison.Ordinal));
    }
}
