using RunBroker.Cases;
using RunBroker.TestIdps;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.Conformance;

/// <summary>The modules of `oidcc-client-basic-certification-test-plan`, named as there, over the whole flow.</summary>
public sealed class RelyingPartyBasicTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Fact]
    [Spec("OIDCC-3.1.3.7")]
    public async Task Oidcc_client_test()
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.ForgetRequests();

        var (claims, _) = await stage.SignIn();

        Assert.Equal("alice@acme.example", (string?)claims["email"]);
        var asked = Assert.Single(stage.Op.RequestsTo("/authorize")).Query;
        Assert.Equal(("code", "S256", stage.CallbackUrl), (asked["response_type"], asked["code_challenge_method"], asked["redirect_uri"]));
        Assert.True(asked["state"] is { Length: >= 43 } && asked["nonce"] is { Length: >= 43 } && asked["code_challenge"] is { Length: 43 });
        Assert.NotEqual(stage.Begun.State, asked["state"]);
        Assert.NotEqual(stage.Begun.Nonce, asked["nonce"]);
        Assert.Equal("succeeded", (await stage.LastCase()).State);
    }

    [Fact]
    [Spec("O-087")]
    public async Task Oidcc_client_test_invalid_iss()
    {
        var step = await Broken(TestOpFaults.IssuerWrong, "upstream.WrongIssuer");
        Assert.Equal((shared.Scene.Op.Issuer, "https://other.example"), (step.Wanted, step.Got));
    }

    [Fact]
    [Spec("O-087")]
    public async Task Oidcc_client_test_missing_sub() =>
        Assert.Equal(("sub, a text", null), Told(await Broken(TestOpFaults.SubjectMissing, "upstream.MissingSubject")));

    [Fact]
    [Spec("O-087")]
    public async Task Oidcc_client_test_invalid_aud() =>
        Assert.Equal("somebody-else", (await Broken(TestOpFaults.AudienceOther, "upstream.WrongAudience")).Got);

    [Fact]
    [Spec("O-087")]
    public async Task Oidcc_client_test_missing_iat() =>
        Assert.Equal(("iat, a number", null), Told(await Broken(TestOpFaults.IssuedAtMissing, "upstream.MissingIssuedAt")));

    [Fact]
    [Spec("O-089")]
    public async Task Oidcc_client_test_kid_absent_single_jwks()
    {
        await using var op = await Provider();
        var stage = await Stage.On(shared.Scene, op: op);
        op.Break(TestOpFaults.KeyIdAbsent);
        await stage.SignIn();
    }

    [Fact]
    [Spec("O-089")]
    public async Task Oidcc_client_test_kid_absent_multiple_jwks()
    {
        await using var op = await Provider();
        var stage = await Stage.On(shared.Scene, op: op);
        op.RotateKeys(keepOld: true);
        op.Break(TestOpFaults.KeyIdAbsent);
        await stage.SignIn();
    }

    [Fact]
    [Spec("O-087")]
    public async Task Oidcc_client_test_idtoken_sig_rs256()
    {
        var stage = await Stage.On(shared.Scene);
        var alg = "";
        stage.Op.Break(TestOpFaults.IdToken(t => alg = (string?)t.Header["alg"]));
        await stage.SignIn();
        Assert.Equal("RS256", alg);
    }

    [Fact]
    [Spec("O-060")]
    public async Task Oidcc_client_test_idtoken_sig_none()
    {
        var none = TestOpFaults.IdToken(t =>
        {
            t.Header["alg"] = "none";
            t.Header.Remove("kid");
        });
        Assert.Equal("none", (await Broken(none, "upstream.AlgorithmNotAllowed")).Got);
    }

    [Fact]
    [Spec("O-087")]
    public async Task Oidcc_client_test_invalid_sig_rs256() => await Broken(TestOpFaults.SignatureBroken, "upstream.BadSignature");

    [Fact]
    [Spec("OIDCC-5.3.1")]
    public async Task Oidcc_client_test_userinfo_bearer_header()
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.Break(TestOpFaults.WithoutClaim("email"));
        stage.Op.ForgetRequests();

        var (claims, _) = await stage.SignIn();

        Assert.Equal("alice@acme.example", (string?)claims["email"]);
        var asked = Assert.Single(stage.Op.RequestsTo("/userinfo"));
        Assert.StartsWith("Bearer ", asked.Header("authorization") ?? asked.Header("Authorization"), StringComparison.Ordinal);
        Assert.Equal(("GET", ""), (asked.Method, asked.Query.ToString()));
    }

    /// <summary>The module wants a provider that takes the body only; we send by header alone (RFC6750-2: one way), and say so.</summary>
    [Fact]
    [Spec("OIDCC-5.3.1")]
    public async Task Oidcc_client_test_userinfo_bearer_body()
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.Break(TestOpFaults.WithoutClaim("email"), TestOpFaults.Answer(OpPlace.UserInfo, a =>
        {
            (a.Status, a.Text) = (401, """{"error":"invalid_request"}""");
            a.Headers["WWW-Authenticate"] = "Bearer error=\"invalid_request\"";
        }));
        stage.Op.ForgetRequests();

        var step = await stage.Refused(await stage.Go(), "upstream.UserInfoRefused", "server_error");

        Assert.Contains("401", step.Got, StringComparison.Ordinal);
        Assert.Equal("", Assert.Single(stage.Op.RequestsTo("/userinfo")).Body);
    }

    [Fact]
    [Spec("O-088")]
    public async Task Oidcc_client_test_userinfo_invalid_sub()
    {
        var step = await Broken([TestOpFaults.WithoutClaim("email"), TestOpFaults.UserInfoSubjectWrong], "upstream.UserInfoWrongSubject");
        // Marked, so that it is masked wherever it is shown.
        Assert.Equal((Personal.Mark("alice"), Personal.Mark("another-person")), Told(step));
    }

    [Fact]
    [Spec("O-083")]
    public async Task Oidcc_client_test_nonce_invalid()
    {
        Assert.Equal(("the nonce of this sign-in", "another one"), Told(await Broken(TestOpFaults.NonceWrong, "upstream.WrongNonce")));
        Assert.Equal(("the nonce of this sign-in", null), Told(await Broken(TestOpFaults.NonceMissing, "upstream.WrongNonce")));
    }

    [Fact]
    [Spec("TG-07")]
    public async Task Oidcc_client_test_scope_userinfo_claims()
    {
        await using var op = await TestOp.Start(new TestOpOptions { AcceptAnyClient = true, ClaimsInIdToken = false, Clock = shared.Scene.Clock });
        op.Users.Add(TestUser.Person("alice", "Alice", "Liddell", "alice@acme.example", "staff"));
        op.SignInAs = "alice";
        var stage = await Stage.On(shared.Scene, op: op);

        var (claims, _) = await stage.SignIn();

        Assert.Equal(("alice@acme.example", "Alice", "Liddell"), ((string?)claims["email"], (string?)claims["given_name"], (string?)claims["family_name"]));
        Assert.Equal("openid profile email", op.RequestsTo("/authorize")[^1].Query["scope"]);
    }

    [Fact]
    [Spec("RFC6749-2.3.1")]
    public async Task Oidcc_client_test_client_secret_basic()
    {
        const string Secret = "a:b+c d%e/ü&=";
        await using var op = await Provider(acceptAny: false);
        var stage = await Stage.On(shared.Scene, s => s with { ClientId = "our client/1" }, op: op, secret: Secret);
        op.Clients.Add(new TestOpClient("our client/1", Secret, stage.CallbackUrl) { AuthMethod = "client_secret_basic" });

        await stage.SignIn();

        var sent = Assert.Single(op.RequestsTo("/token"));
        Assert.False(sent.Form.Has("client_secret") || sent.Form.Has("client_id"));
    }

    private async Task<TestOp> Provider(bool acceptAny = true)
    {
        var op = await TestOp.Start(new TestOpOptions { AcceptAnyClient = acceptAny, Clock = shared.Scene.Clock });
        op.Users.Add(TestUser.Person("alice", "Alice", "Liddell", "alice@acme.example"));
        op.SignInAs = "alice";
        return op;
    }

    private Task<SignIns.CaseStep> Broken(TestOpFault fault, string code) => Broken([fault], code);

    private async Task<SignIns.CaseStep> Broken(TestOpFault[] faults, string code)
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.Break(faults);
        var step = await stage.Refused(await stage.Go(), code, "server_error");
        stage.Op.Mend();
        Assert.Empty(await stage.Users());
        // The same browser and app: nothing of the failure stays.
        await stage.SignIn();
        return step;
    }

    private static (string?, string?) Told(SignIns.CaseStep step) => (step.Wanted, step.Got);
}
