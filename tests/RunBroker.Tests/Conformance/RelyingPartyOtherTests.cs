using System.Text.Json.Nodes;
using RunBroker.TestIdps;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.Conformance;

/// <summary>
/// Modules of the other relying party plans that apply to us. Not here: refresh tokens (we never refresh upstream), hybrid and implicit
/// flows, mtls (never asked for), third-party-initiated login (that is the app's side of us).
/// </summary>
public sealed class RelyingPartyOtherTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Fact]
    [Spec("OFPRM-2")]
    public async Task Oidcc_client_test_form_post()
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.Break(TestOpFaults.AnswersByMode("form_post"));

        await stage.SignIn();

        // A cross-site POST brings no Lax cookie: the sign-in's own is SameSite=None.
        var posted = Assert.Single(stage.Browser.History, h => h.Method == "POST");
        Assert.Equal(stage.CallbackUrl, posted.Url.AbsoluteUri);
        var set = stage.Browser.History.SelectMany(h => h.SetCookies).First(c => c.StartsWith("__Host-rb_si_", StringComparison.Ordinal));
        Assert.Contains("samesite=none", set, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("secure", set, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("httponly", set, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    [Spec("OIDCC-3.1.2.6")]
    public async Task Oidcc_client_test_form_post_error()
    {
        // max_age=0 and prompt=none: the provider cannot, and says so by POST.
        var stage = await Stage.On(shared.Scene, s => s with { Prompt = "none" });
        stage.Op.Break(TestOpFaults.AnswersByMode("form_post"), TestOpFaults.SaysNo("login_required"));
        stage.Op.ForgetRequests();

        var step = await stage.Refused(await stage.Go(p => p["max_age"] = "0"), "upstream.LoginRequired", "login_required");

        var asked = Assert.Single(stage.Op.RequestsTo("/authorize")).Query;
        Assert.Equal(("none", "0"), (asked["prompt"], asked["max_age"]));
        Assert.StartsWith("login_required", step.Got, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("O-087")]
    public async Task Oidcc_client_test_missing_aud() => Assert.Null((await Refused(TestOpFaults.AudienceMissing, "upstream.WrongAudience")).Got is { Length: > 0 } got ? got : null);

    [Fact]
    [Spec("O-061")]
    public async Task Oidcc_client_test_invalid_sig_hs256()
    {
        Assert.Equal("HS256", (await Refused(TestOpFaults.AlgHs256WithClientSecret, "upstream.AlgorithmNotAllowed")).Got);
        Assert.Equal("HS256", (await Refused(TestOpFaults.AlgHs256WithPublicKey, "upstream.AlgorithmNotAllowed")).Got);
    }

    [Fact]
    [Spec("O-060")]
    public async Task Oidcc_client_test_invalid_sig_es256()
    {
        await using var op = await TestOp.Start(new TestOpOptions { AcceptAnyClient = true, SigningAlg = "ES256", Clock = shared.Scene.Clock });
        op.Users.Add(TestUser.Person("alice", "Alice", "Liddell", "alice@acme.example"));
        op.SignInAs = "alice";
        var stage = await Stage.On(shared.Scene, s => s with { IdTokenSignedResponseAlg = "ES256" }, op: op);
        await stage.SignIn();
        op.Break(TestOpFaults.SignatureBroken);
        var other = stage.InAnotherBrowser();
        await other.Refused(await other.Go(), "upstream.BadSignature", "server_error");
    }

    [Fact]
    [Spec("OIDCC-5.3.2")]
    public async Task Oidcc_client_test_userinfo_signed()
    {
        await using var op = await TestOp.Start(new TestOpOptions { ClaimsInIdToken = false, Clock = shared.Scene.Clock });
        op.Users.Add(TestUser.Person("alice", "Alice", "Liddell", "alice@acme.example"));
        op.SignInAs = "alice";
        var stage = await Stage.On(shared.Scene, s => s with { ClientId = "us" }, op: op, secret: "secret-of-us");
        op.Clients.Add(new TestOpClient("us", "secret-of-us", stage.CallbackUrl) { UserInfoAlg = "RS256" });

        var (claims, _) = await stage.SignIn();
        Assert.Equal("alice@acme.example", (string?)claims["email"]);

        op.Break(TestOpFaults.Answer(OpPlace.UserInfo, a =>
        {
            if (a.Text is { } jwt) a.Text = jwt[..^8] + (jwt[^8] == 'A' ? 'B' : 'A') + jwt[^7..];
        }));
        var other = stage.InAnotherBrowser();
        await other.Refused(await other.Go(), "upstream.BadSignature", "server_error");
    }

    [Fact]
    [Spec("O-096")]
    public async Task Oidcc_client_test_aggregated_claims() => await NotFetched(new JsonObject { ["JWT"] = "eyJhbGciOiJub25lIn0.eyJlbWFpbCI6ImFAYi5jIn0." });

    [Fact]
    [Spec("O-096")]
    public async Task Oidcc_client_test_distributed_claims() =>
        await NotFetched(new JsonObject { ["endpoint"] = shared.Scene.Op.Origin + "/distributed", ["access_token"] = "x" });

    /// <summary>A claim that lies elsewhere counts as not sent, and the other place is never asked.</summary>
    private async Task NotFetched(JsonObject source)
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.Break(
            TestOpFaults.IdToken(t =>
            {
                t.Claims.Remove("email");
                t.Claims["_claim_names"] = new JsonObject { ["email"] = "src1" };
                t.Claims["_claim_sources"] = new JsonObject { ["src1"] = source.DeepClone() };
            }),
            TestOpFaults.Member(OpPlace.UserInfo, "email", null));
        stage.Op.ForgetRequests();

        await stage.Refused(await stage.Go(), "mapping.Missing.email", "access_denied");

        Assert.Empty(stage.Op.RequestsTo("/distributed"));
        Assert.Empty(await stage.Users());
    }

    private async Task<SignIns.CaseStep> Refused(TestOpFault fault, string code)
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.Break(fault);
        return await stage.Refused(await stage.Go(), code, "server_error");
    }
}
