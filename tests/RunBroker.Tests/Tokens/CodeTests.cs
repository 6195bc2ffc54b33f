using RunBroker.TestIdps;

namespace RunBroker.Tests.Tokens;

/// <summary>Authorization codes at the token endpoint.</summary>
[Spec("O-006"), Spec("RFC6749-4.1.3")]
public sealed class CodeTests(TokenStage stage) : IClassFixture<TokenStage>
{
    private TestApp App => stage.App;

    [Fact, Spec("RFC9700-4.5")]
    public async Task Of_sixteen_redemptions_at_once_one_wins_and_its_tokens_die_by_the_replays()
    {
        var (callback, begun) = await stage.Code(App);

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => App.Exchange(callback, begun)));

        var winner = Assert.Single(answers, a => a.Status == 200);
        Assert.All(answers.Where(a => a != winner), TokenStage.AssertInvalidGrant);
        Assert.Equal(401, (await App.UserInfo(winner.AccessToken)).Status);
        TokenStage.AssertInvalidGrant(await App.Refresh(winner.RefreshToken));
        Assert.Equal("{\"active\":false}", (await App.Introspect(winner.AccessToken)).Body);
        Assert.Contains(await stage.Events("grant.revoked"), e => e.Data.Contains("code_replay", StringComparison.Ordinal));
    }

    [Fact, Spec("O-036")]
    public async Task Another_apps_code_is_refused_and_spent()
    {
        var (callback, begun) = await stage.Code(App);
        TokenStage.AssertInvalidGrant(await stage.Other.Exchange(callback, begun));
        TokenStage.AssertInvalidGrant(await App.Exchange(callback, begun));
    }

    [Theory]
    [InlineData("redirect_uri", null), InlineData("redirect_uri", "https://app.example/other"), InlineData("code_verifier", null)]
    [InlineData("code_verifier", "short"), InlineData("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")]
    [Spec("RFC7636-4.6"), Spec("O-005")]
    public async Task A_code_with_one_thing_wrong_is_refused_and_spent(string name, string? value)
    {
        var (callback, begun) = await stage.Code(App);
        TokenStage.AssertInvalidGrant(await App.Exchange(callback, begun, f => f[name] = value));
        TokenStage.AssertInvalidGrant(await App.Exchange(callback, begun));
    }

    [Fact, Spec("O-005"), Spec("RFC9700-4.8.2")]
    public async Task A_verifier_for_a_code_without_challenge_is_a_downgrade()
    {
        var app = await stage.Scene.AddApp("app-without-pkce", m => m with { RequirePkce = false });
        void Without(Fields f) => (f["code_challenge"], f["code_challenge_method"]) = (null, null);

        var (callback, begun) = await stage.Code(app, Without);
        TokenStage.AssertInvalidGrant(await app.Exchange(callback, begun));

        (callback, begun) = await stage.Code(app, Without);
        Assert.Equal(200, (await app.Exchange(callback, begun, f => f["code_verifier"] = null)).Status);

        // The same app with a challenge is held to it.
        (callback, begun) = await stage.Code(app);
        TokenStage.AssertInvalidGrant(await app.Exchange(callback, begun, f => f["code_verifier"] = null));
    }

    [Theory]
    [InlineData(59_999, true), InlineData(60_000, false)]
    public async Task A_code_lives_less_than_a_minute(int milliseconds, bool good)
    {
        var (callback, begun) = await stage.Code(App);
        stage.Scene.Clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        Assert.Equal(good ? 200 : 400, (await App.Exchange(callback, begun)).Status);
    }

    [Fact]
    public async Task Who_knows_only_the_id_of_a_code_cannot_spend_it()
    {
        var (callback, begun) = await stage.Code(App);
        var forged = callback.Code![..callback.Code!.IndexOf('.', StringComparison.Ordinal)] + "." + new string('A', 43);

        TokenStage.AssertInvalidGrant(await App.Exchange(callback, begun, f => f["code"] = forged));

        Assert.Equal(200, (await App.Exchange(callback, begun)).Status);
    }

    [Theory]
    [InlineData("x"), InlineData("gra_x.y"), InlineData("'; drop table app_grant; --"), InlineData("."), InlineData("gra_.")]
    public async Task Nonsense_gets_the_same_bytes_as_a_spent_code(string code)
    {
        var (callback, begun) = await stage.Code(App);
        await App.Exchange(callback, begun);
        var spent = await App.Exchange(callback, begun);

        Assert.Equal(spent.Body, (await App.Exchange(callback, begun, f => f["code"] = code)).Body);
    }

    [Fact]
    public async Task A_code_dies_with_its_session_its_user_and_its_connection()
    {
        stage.Scene.Op.SignInAs = "bob";
        var bob = (string)App.Verify((await stage.Tokens(App, p => p["nonce"] = null)).IdToken, null)["sub"]!;

        var (callback, begun) = await stage.Code(App);
        await stage.EndSessions(bob);
        TokenStage.AssertInvalidGrant(await App.Exchange(callback, begun));

        (callback, begun) = await stage.Code(App);
        await stage.Deactivate(bob);
        TokenStage.AssertInvalidGrant(await App.Exchange(callback, begun));
        await stage.Deactivate(bob, active: true);

        (callback, begun) = await stage.Code(App);
        await stage.Enable(false);
        TokenStage.AssertInvalidGrant(await App.Exchange(callback, begun));
        await stage.Enable(true);
        stage.Scene.Op.SignInAs = "alice";
    }

    [Theory]
    [InlineData(null, "invalid_request"), InlineData("password", "unsupported_grant_type"), InlineData("implicit", "unsupported_grant_type")]
    [InlineData("urn:ietf:params:oauth:grant-type:device_code", "unsupported_grant_type"), InlineData("client_credentials", "unauthorized_client")]
    [Spec("O-037"), Spec("RFC6749-5.2")]
    public async Task A_grant_type_that_is_not_there_or_not_the_apps_is_refused(string? type, string error)
    {
        var answer = await App.Token(new() { ["grant_type"] = type, ["username"] = "alice", ["password"] = "alice-password" });
        Assert.Equal((400, error), (answer.Status, answer.Error));
    }

    [Theory]
    [InlineData("authorization_code", "code"), InlineData("refresh_token", "refresh_token")]
    [Spec("RFC6749-5.2")]
    public async Task Without_the_code_or_token_it_is_an_invalid_request(string type, string missing)
    {
        var answer = await App.Token(new() { ["grant_type"] = type });
        Assert.Equal("invalid_request", answer.Error);
        Assert.Contains(missing, answer["error_description"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("code"), InlineData("grant_type"), InlineData("redirect_uri"), InlineData("code_verifier"), InlineData("anything")]
    [Spec("O-011"), Spec("RFC6749-3.2")]
    public async Task A_repeated_parameter_is_refused_and_nothing_is_spent(string name)
    {
        var (callback, begun) = await stage.Code(App);
        var twice = await App.Exchange(callback, begun, f => f.And(name, f[name] ?? "1").And(name, "2"));
        Assert.Equal((400, "invalid_request"), (twice.Status, twice.Error));
        Assert.Equal(200, (await App.Exchange(callback, begun)).Status);
    }
}
