using System.Text.Json.Nodes;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Upstream;

/// <summary>Logout tokens of a provider: what they end, whom they never reach, and which are refused.</summary>
[Spec("O-092")]
public sealed class BackchannelLogoutTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    [Spec("O-039")]
    public async Task A_sid_ends_that_session_everything_of_it_and_tells_the_app()
    {
        var stage = await shared.Scene.StageThatIsTold();
        var (session, tokens) = await stage.Session();
        var other = stage.InAnotherBrowser();
        var (kept, keptTokens) = await other.Session();

        var (status, body) = await stage.LogoutToken(null, session.UpstreamSid);

        Assert.Equal((200, ""), (status, body));
        Assert.Equal("upstream", await stage.CauseOf(session));
        var (row, legs) = await stage.Receipt(session.Id);
        Assert.Equal(("upstream", $"upstream:{stage.Connection.Id}"), (row.Cause, row.Actor));
        var leg = Assert.Single(legs);
        Assert.Equal(("backchannel", stage.App.Options.ClientId), (leg.Channel, leg.Target));
        var told = TestJws.Claims(await stage.App.NextLogoutToken(Soon));
        Assert.Equal((session.UserId, leg.Sid, leg.Id), ((string?)told["sub"], (string?)told["sid"], (string?)told["jti"]));
        await stage.IsDead(tokens);
        Assert.Null(await other.CauseOf(kept));
        Assert.Equal(200, (await stage.App.Refresh(keptTokens.RefreshToken)).Status);
    }

    [Fact]
    public async Task A_subject_without_a_sid_ends_all_sessions_of_that_person_and_nobody_elses()
    {
        var stage = await Stage.On(shared.Scene);
        var (one, _) = await stage.Session();
        var (two, _) = await stage.InAnotherBrowser().Session();
        var subject = stage.Subject();
        stage.Op.SignInAs = "bob";
        var (bobs, _) = await stage.InAnotherBrowser().Session();

        Assert.Equal(200, (await stage.LogoutToken(subject, null)).Status);

        Assert.Equal(("upstream", "upstream", null), (await stage.CauseOf(one), await stage.CauseOf(two), await stage.CauseOf(bobs)));
    }

    [Fact]
    public async Task With_both_named_both_have_to_fit()
    {
        var stage = await Stage.On(shared.Scene);
        var (session, _) = await stage.Session();
        Assert.Equal(200, (await stage.LogoutToken("somebody-else", session.UpstreamSid)).Status);
        Assert.Equal(200, (await stage.LogoutToken(stage.Subject(), "another-session")).Status);
        Assert.Null(await stage.CauseOf(session));

        Assert.Equal(200, (await stage.LogoutToken(stage.Subject(), session.UpstreamSid)).Status);
        Assert.Equal("upstream", await stage.CauseOf(session));
    }

    [Fact]
    public async Task A_provider_that_sends_no_sid_names_the_person_and_the_session_ends()
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.Break(TestOpFaults.WithoutClaim("sid"));
        var (session, _) = await stage.Session();
        Assert.Null(session.UpstreamSid);
        Assert.Equal(200, (await stage.LogoutToken(stage.Subject(), "a-sid-we-never-saw")).Status);
        Assert.Equal("upstream", await stage.CauseOf(session));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(3)]
    public async Task A_sid_that_no_column_takes_is_found_all_the_same(int length)
    {
        var sid = length > 255 ? new string('s', length) : "a\u0000b";
        var stage = await Stage.On(shared.Scene);
        stage.Op.Break(TestOpFaults.Claim("sid", sid));
        var (session, _) = await stage.Session();
        stage.Op.Mend();
        Assert.Equal(200, (await stage.LogoutToken(null, sid)).Status);
        Assert.Equal("upstream", await stage.CauseOf(session));
    }

    [Fact]
    public async Task Ending_what_has_ended_is_no_fault_and_makes_no_second_receipt()
    {
        var stage = await Stage.On(shared.Scene);
        var (session, _) = await stage.Session();
        Assert.Equal(200, (await stage.LogoutToken(null, session.UpstreamSid)).Status);
        Assert.Equal(200, (await stage.LogoutToken(null, session.UpstreamSid)).Status);
        Assert.Equal(200, (await stage.LogoutToken("nobody-we-know", null)).Status);
        Assert.Single(await stage.Events("session.ended"));
    }

    [Fact]
    public async Task The_same_token_again_is_refused_and_ends_nothing_new()
    {
        var stage = await Stage.On(shared.Scene);
        await stage.Session();
        void Same(IdTokenDraft t) => t.Claims["jti"] = "once";
        Assert.Equal(200, (await stage.LogoutToken(stage.Subject(), null, Same)).Status);
        var (later, _) = await stage.InAnotherBrowser().Session();

        await Refused(stage, stage.Subject(), null, Same, "upstream.LogoutTokenReplayed");

        Assert.Null(await stage.CauseOf(later));
        // Another connection's provider may call its tokens as it likes.
        var other = await Stage.On(shared.Scene);
        Assert.Equal(200, (await other.LogoutToken(other.Subject(), null, Same)).Status);
    }

    [Theory]
    [InlineData("alg none", "upstream.AlgorithmNotAllowed")]
    [InlineData("another algorithm", "upstream.AlgorithmNotAllowed")]
    [InlineData("HS256 with the client secret", "upstream.AlgorithmNotAllowed")]
    [InlineData("a stranger's key", "upstream.BadSignature")]
    [InlineData("signature broken", "upstream.BadSignature")]
    [InlineData("wrong iss", "upstream.WrongIssuer")]
    [InlineData("wrong aud", "upstream.WrongAudience")]
    [InlineData("no iat", "upstream.MissingIssuedAt")]
    [InlineData("old", "upstream.LogoutTokenTooOld")]
    [InlineData("expired", "upstream.Expired")]
    [InlineData("nonce", "upstream.NonceInLogoutToken")]
    [InlineData("no events", "upstream.WrongLogoutEvent")]
    [InlineData("another event", "upstream.WrongLogoutEvent")]
    [InlineData("no jti", "upstream.MissingTokenId")]
    [InlineData("nobody named", "upstream.LogoutNamesNobody")]
    [InlineData("an empty sub", "upstream.LogoutNamesNobody")]
    [InlineData("an access token's typ", "upstream.WrongTokenKind")]
    public async Task A_token_with_one_thing_wrong_ends_nothing_and_the_admin_reads_why(string what, string code)
    {
        var stage = await Stage.On(shared.Scene);
        var (session, _) = await stage.Session();
        await Refused(stage, null, session.UpstreamSid, Wrong(what), code);
        Assert.Null(await stage.CauseOf(session));
    }

    [Fact]
    public async Task An_ID_token_is_no_logout_token()
    {
        var stage = await Stage.On(shared.Scene);
        var (session, _) = await stage.Session();
        await Refused(stage, stage.Subject(), session.UpstreamSid, t =>
        {
            t.Header["typ"] = "JWT";
            t.Claims.Remove("events");
            t.Claims["nonce"] = "n";
        }, "upstream.NonceInLogoutToken");
        Assert.Null(await stage.CauseOf(session));
    }

    [Theory]
    [InlineData("")]
    [InlineData("logout_token=")]
    [InlineData("logout_token=x&logout_token=y")]
    [InlineData("logout_token=not.a.token")]
    public async Task What_is_no_token_is_400_with_a_JSON_error(string body)
    {
        var stage = await Stage.On(shared.Scene);
        var answer = await Wire.PostAs("application/x-www-form-urlencoded", stage.BackchannelUrl(), body);
        Assert.Equal((400, "invalid_request", "no-store"), (answer.Status, answer.Error, answer.Headers["cache-control"]));
        Assert.Equal(400, (await Wire.PostAs("application/json", stage.BackchannelUrl(), "{}")).Status);
    }

    [Fact]
    [Spec("S-067")]
    public async Task A_disabled_connections_provider_ends_nothing_and_an_unknown_one_is_404()
    {
        var stage = await Stage.On(shared.Scene);
        var (session, _) = await stage.Session();
        await shared.Scene.Change(stage.Connection, c => c with { Enabled = false });
        await Refused(stage, stage.Subject(), null, null, "connection.Disabled");
        Assert.Null(await stage.CauseOf(session));

        var nowhere = stage.BackchannelUrl().Replace(stage.Connection.Id, "con_nobody", StringComparison.Ordinal);
        var answer = await Wire.Post(nowhere, new Fields { ["logout_token"] = "x" });
        Assert.Equal((404, "not_found"), (answer.Status, answer.Error));
    }

    [Fact]
    [Spec("O-089")]
    public async Task A_token_of_a_key_published_since_is_believed_after_one_look()
    {
        await using var op = await TestOp.Start(new TestOpOptions { AcceptAnyClient = true, Clock = shared.Scene.Clock });
        op.Users.Add(TestUser.Person("alice", "Alice", "Liddell", "alice@acme.example"));
        var stage = await Stage.On(shared.Scene, op: op);
        var (session, _) = await stage.Session();
        op.RotateKeys(keepOld: false);
        op.ForgetRequests();

        Assert.Equal(200, (await stage.LogoutToken(null, session.UpstreamSid)).Status);
        Assert.Equal(200, (await stage.LogoutToken(null, session.UpstreamSid)).Status);

        Assert.Single(op.RequestsTo("/jwks"));
        Assert.Equal("upstream", await stage.CauseOf(session));
    }

    [Fact]
    [Spec("wso2/product-is#22338")]
    public async Task It_works_for_every_tenant_alike_and_reaches_its_own_connection_alone()
    {
        var one = await Stage.On(shared.Scene);
        var two = await Stage.On(shared.Scene);
        one.Op.Break(TestOpFaults.Claim("sid", "same-sid-everywhere"));
        var (ones, _) = await one.Session();
        var (twos, _) = await two.Session();
        one.Op.Mend();

        // The very same provider, key, subject and sid.
        Assert.Equal(200, (await one.LogoutToken(one.Subject(), "same-sid-everywhere")).Status);
        Assert.Equal(("upstream", null), (await one.CauseOf(ones), await two.CauseOf(twos)));
        Assert.Equal(400, (await one.Op.SendBackchannelLogout(two.BackchannelUrl(), one.ClientId(), one.Subject(), null)).Status);
        Assert.Null(await two.CauseOf(twos));
        Assert.Equal(200, (await two.LogoutToken(null, "same-sid-everywhere")).Status);
        Assert.Equal("upstream", await two.CauseOf(twos));
    }

    private static async Task Refused(Stage stage, string? sub, string? sid, Action<IdTokenDraft>? edit, string code)
    {
        stage.Scene.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var (status, body) = await stage.LogoutToken(sub, sid, edit);
        Assert.True(status == 400, $"{status} {body}");
        var json = JsonNode.Parse(body)!;
        Assert.Equal("invalid_request", (string?)json["error"]);
        var file = await stage.LastCase();
        Assert.Contains(file.CaseId, (string?)json["error_description"], StringComparison.Ordinal);
        Assert.Equal(("failed", code, stage.Connection.Id), (file.State, file.Error, file.ConnectionId));
        Assert.NotNull(Assert.Single(TenantStage.Steps(file)).Spec);
    }

    internal static Action<IdTokenDraft> Wrong(string what) => t => _ = what switch
    {
        "alg none" => Do(() =>
        {
            t.Header["alg"] = "none";
            t.Header.Remove("kid");
        }),
        "another algorithm" => Do(() => t.SignWith("RS384")),
        "HS256 with the client secret" => Do(() =>
        {
            t.Header["alg"] = "HS256";
            t.Secret = "upstream-secret-0123456789"u8.ToArray();
        }),
        "a stranger's key" => Do(() => t.Key = TestKey.Rsa("stranger")),
        "signature broken" => Do(() => t.SignatureBroken = true),
        "wrong iss" => Do(() => t.Claims["iss"] = "https://other.example"),
        "wrong aud" => Do(() => t.Claims["aud"] = "somebody-else"),
        "no iat" => Do(() => t.Claims.Remove("iat")),
        "old" => Do(() => t.Claims["iat"] = t.Op.Options.Clock.GetUtcNow().AddMinutes(-7).ToUnixTimeSeconds()),
        "expired" => Do(() => t.Claims["exp"] = t.Op.Options.Clock.GetUtcNow().AddMinutes(-2).ToUnixTimeSeconds()),
        "nonce" => Do(() => t.Claims["nonce"] = "n"),
        "no events" => Do(() => t.Claims.Remove("events")),
        "another event" => Do(() => t.Claims["events"] = new JsonObject { ["http://schemas.openid.net/event/other"] = new JsonObject() }),
        "no jti" => Do(() => t.Claims.Remove("jti")),
        "nobody named" => Do(() => t.Claims.Remove("sid")),
        "an empty sub" => Do(() => t.Claims["sub"] = ""),
        "an access token's typ" => Do(() => t.Header["typ"] = "at+jwt"),
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
    };

    private static bool Do(Action edit)
    {
        edit();
        return true;
    }
}
