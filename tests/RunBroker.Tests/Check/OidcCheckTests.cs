using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Upstream;
using static RunBroker.TestIdps.TestOpFaults;

namespace RunBroker.Tests.Check;

/// <summary>ID tokens, callbacks and logout tokens: pasted, and in a real flow; both ways say the same.</summary>
public sealed class OidcCheckTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private static readonly Dictionary<string, (string Check, TestOpFault[] Faults)> Breakages = new()
    {
        ["AlgorithmNotAllowed"] = ("check.signature", [AlgHs256WithPublicKey]),
        ["UnknownKey"] = ("check.signature", [KeyIdUnknown]),
        ["BadSignature"] = ("check.signature", [SignatureBroken]),
        ["WrongTokenKind"] = ("check.signature", [IdToken(t => t.Header["typ"] = "at+jwt")]),
        ["Undecryptable"] = ("check.signature", [Member(OpPlace.Token, "id_token", "e30.e30.e30.e30.e30")]),
        ["WrongIssuer"] = ("check.issuer", [IssuerWrong]),
        ["WrongAudience"] = ("check.audience", [AudienceOther]),
        ["WrongAuthorizedParty"] = ("check.audience", [AzpWrong]),
        ["MissingExpiry"] = ("check.time", [ExpiryMissing]),
        ["Expired"] = ("check.time", [ExpiryPast]),
        ["IssuedInFuture"] = ("check.time", [IssuedInFuture]),
        ["WrongNonce"] = ("check.nonce", [NonceWrong]),
        ["MissingSubject"] = ("check.subject", [SubjectEmpty]),
        ["WrongAccessTokenHash"] = ("check.hashes", [AtHashWrong]),
        ["SessionAlreadyOver"] = ("check.session_expiry", [Claim("session_expiry", 1)]),
    };

    public static TheoryData<string> Names => [.. Breakages.Keys];

    [Theory, MemberData(nameof(Names)), Spec("contract-6")]
    public async Task A_broken_ID_token_is_refused_for_the_reason_that_the_endpoint_gives(string reason)
    {
        var stage = await Stage.On(shared.Scene);
        var (check, faults) = Breakages[reason];
        var (answer, nonce) = await Caught(stage, faults);
        var real = await stage.LastCase();

        var pasted = await stage.Check(answer.ToJsonString(), new() { ["nonce"] = nonce }, kind: "id_token");

        pasted.IsRefusedAt($"upstream.{reason}", check);
        Assert.Equal(pasted.Code(), real.Error);
        var step = TenantStage.Steps(real).Last(s => s.Outcome == "failed");
        Assert.Equal((step.Spec, step.Wanted, step.Got), ((string?)pasted.Row(check)["spec"], (string?)pasted.Row(check)["wanted"], (string?)pasted.Row(check)["got"]));
    }

    [Fact, Spec("contract-6")]
    public async Task A_good_one_shows_the_user_and_what_could_not_be_checked()
    {
        var stage = await Stage.On(shared.Scene, s => s with
        {
            OtherClaimMappings = [new("groups", "team")],
            RoleRules = [new("groups", "contains", "admins", "boss")],
        });
        var (answer, nonce) = await Caught(stage);
        var token = (string)answer["id_token"]!;

        var alone = await stage.Check(token);

        Assert.True(("held", "id_token") == (alone.Verdict(), (string?)alone["kind"]), alone.ToJsonString());
        Assert.Equal(["check.nonce", "check.hashes"], alone["checks"]!.AsArray().Where(c => (string)c!["result"]! == "not_checked").Select(c => (string)c!["name"]!));
        Assert.Equal(("alice@acme.example", "boss"), ((string)alone["user"]!["email"]!, (string)alone["user"]!["role"]!));
        Assert.Equal(["source", "team"], alone["user"]!["tags"]!.AsArray().Select(t => (string)t!["key"]!));
        Assert.Equal(Assert.Single(await stage.Users()).Id, (string)alone["user"]!["existing_user_id"]!);

        var whole = await stage.Check(answer.ToJsonString(), new() { ["nonce"] = nonce });
        Assert.All(whole["checks"]!.AsArray(), c => Assert.Equal("held", (string)c!["result"]!));
        Assert.DoesNotContain(nonce, whole.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(token.Split('.')[2], whole.ToJsonString(), StringComparison.Ordinal);
        (await stage.Check(token, new() { ["nonce"] = "of-another" })).IsRefusedAt("upstream.WrongNonce", "check.nonce");
    }

    [Fact, Spec("TG-24")]
    public async Task What_userinfo_may_add_is_not_said_to_be_missing()
    {
        var stage = await Stage.On(shared.Scene);
        var (answer, _) = await Caught(stage, WithoutClaim("email"));
        var pasted = await stage.Check((string)answer["id_token"]!);
        Assert.Equal(("held", "not_checked"), (pasted.Verdict(), pasted.ResultOf("check.user")));
        Assert.Null(pasted["user"]);
        Assert.Contains(pasted.Notes(), n => n.Contains("email", StringComparison.Ordinal));
        Assert.Equal("succeeded", (await stage.LastCase()).State);
    }

    [Fact, Spec("contract-6")]
    public async Task A_token_holds_at_its_own_time()
    {
        var stage = await Stage.On(shared.Scene);
        var (answer, _) = await Caught(stage);
        var now = stage.Scene.Clock.GetUtcNow();
        (await stage.Check((string)answer["id_token"]!, at: now.AddDays(2))).IsRefusedAt("upstream.Expired", "check.time");
        Assert.Equal("held", (await stage.Check((string)answer["id_token"]!, at: now)).Verdict());
    }

    [Fact, Spec("contract-6")]
    public async Task A_callback_is_judged_as_far_as_its_code()
    {
        var stage = await Stage.On(shared.Scene);
        var url = await stage.GoUpToTheCallback();
        var state = stage.Op.RequestsTo("/authorize")[^1].Query["state"]!;

        var pasted = await stage.Check(url, new() { ["state"] = state });

        Assert.True(("held", "callback") == (pasted.Verdict(), (string?)pasted["kind"]), pasted.ToJsonString());
        Assert.Equal(["check.state", "check.answer_issuer", "check.provider_answer"],
            pasted["checks"]!.AsArray().Where(c => (string)c!["result"]! == "held").Select(c => (string)c!["name"]!));
        Assert.Null(pasted["user"]);
        Assert.DoesNotContain(state, pasted.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("not_checked", (await stage.Check(url)).ResultOf("check.state"));
        (await stage.Check(url, new() { ["state"] = "another" })).IsRefusedAt("sign_in.WrongState", "check.state");
        // Its code was not touched.
        await stage.Browser.Get(url);
        Assert.Equal("succeeded", (await stage.LastCase()).State);
    }

    [Theory, Spec("contract-6")]
    [InlineData("WrongAnswerIssuer")]
    [InlineData("AccessDenied")]
    [InlineData("RequestRefused")]
    [InlineData("NoCode")]
    [InlineData("RepeatedParameter")]
    public async Task A_bad_callback_is_refused_for_the_reason_that_the_endpoint_gives(string reason)
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.Break(reason switch
        {
            "WrongAnswerIssuer" => CallbackIssWrong,
            "AccessDenied" => SaysNo(),
            "RequestRefused" => SaysNo("invalid_scope"),
            "NoCode" => CodeDropped,
            _ => CodeTwice,
        });
        var url = await stage.GoUpToTheCallback();
        var pasted = await stage.Check(url);
        Assert.Equal(("refused", $"upstream.{reason}"), (pasted.Verdict(), pasted.Code()));
        await stage.Browser.Get(url);
        Assert.Equal(pasted.Code(), (await stage.LastCase()).Error);
    }

    [Theory, Spec("OIDCBC-2.6")]
    [InlineData("LogoutTokenTooOld", "check.time")]
    [InlineData("NonceInLogoutToken", "check.event")]
    [InlineData("MissingTokenId", "check.event")]
    [InlineData("LogoutNamesNobody", "check.subject")]
    [InlineData("WrongAudience", "check.audience")]
    public async Task A_bad_logout_token_is_refused_for_the_reason_that_the_endpoint_gives(string reason, string check)
    {
        var stage = await Stage.On(shared.Scene);
        var token = await LogoutToken(stage, t =>
        {
            switch (reason)
            {
                case "LogoutTokenTooOld":
                    t.Claims["iat"] = (long)t.Claims["iat"]! - 400;
                    break;
                case "NonceInLogoutToken":
                    t.Claims["nonce"] = "n";
                    break;
                case "MissingTokenId":
                    t.Claims.Remove("jti");
                    break;
                case "WrongAudience":
                    t.Claims["aud"] = "somebody-else";
                    break;
                default:
                    t.Claims.Remove("sub");
                    t.Claims.Remove("sid");
                    break;
            }
        });
        (await stage.Check(token)).IsRefusedAt($"upstream.{reason}", check);
        Assert.Equal($"upstream.{reason}", (await stage.LastCase()).Error);
    }

    [Fact, Spec("OIDCBC-2.6")]
    public async Task A_good_logout_token_says_how_many_sessions_it_would_end_and_ends_none()
    {
        var stage = await Stage.On(shared.Scene);
        var (session, _) = await stage.Session();
        var token = await LogoutToken(stage, null, alsoHere: false);

        var pasted = await stage.Check(token);

        Assert.True(("held", "logout_token", 1) == (pasted.Verdict(), (string?)pasted["kind"], (int?)pasted["sessions"]), pasted.ToJsonString());
        Assert.Null(await stage.CauseOf(session));
        Assert.Equal("held", pasted.ResultOf("check.replay"));
        Assert.Equal(200, (await Wire.Post(stage.BackchannelUrl(), new Fields { ["logout_token"] = token })).Status);
        Assert.Equal("upstream", await stage.CauseOf(session));
        Assert.Equal("not_checked", (await stage.Check(token)).ResultOf("check.replay"));
    }

    /// <summary>A real sign-in with these faults; the token answer that came, and the nonce that was asked with.</summary>
    private static async Task<(JsonObject Answer, string Nonce)> Caught(Stage stage, params TestOpFault[] faults)
    {
        JsonObject? caught = null;
        stage.Op.Break([.. faults, Answer(OpPlace.Token, a => caught = a.Json.DeepClone().AsObject())]);
        await stage.Go();
        return (caught!, stage.Op.RequestsTo("/authorize")[^1].Query["nonce"]!);
    }

    private static async Task<string> LogoutToken(Stage stage, Action<IdTokenDraft>? edit, bool alsoHere = true)
    {
        await using var catcher = await LoopbackHost.Start(0, stage.Scene.Clock, app => app.MapPost("/", () => Results.Ok()));
        await stage.Op.SendBackchannelLogout($"http://127.0.0.1:{catcher.Port}/", stage.ClientId(), stage.Subject(), null, edit);
        var token = catcher.Requests[^1].Form["logout_token"]!;
        if (alsoHere)
            await Wire.Post(stage.BackchannelUrl(), new Fields { ["logout_token"] = token });
        return token;
    }
}
