using System.Text.Json.Nodes;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Upstream.Saml;
using static RunBroker.Tests.Upstream.RevocationSteps;

namespace RunBroker.Tests.Upstream;

/// <summary>A provider withdraws everything that a person has (Okta's Universal Logout), for either protocol.</summary>
[Spec("AU-34")]
public sealed class GlobalRevocationTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Theory]
    [InlineData("sub_id")]
    [InlineData("subject")]
    public async Task All_sessions_of_the_person_end_with_their_refresh_tokens_and_nobody_elses(string member)
    {
        var stage = await shared.Scene.StageThatIsTold();
        var (one, tokens) = await stage.Session();
        var (two, _) = await stage.InAnotherBrowser().Session();
        var subject = stage.Subject();
        stage.Op.SignInAs = "bob";
        var (bobs, _) = await stage.InAnotherBrowser().Session();

        var answer = await Send(Url(stage), Token(stage), Body(stage.Op.Issuer, subject, member));

        Assert.Equal((204, "", "no-store"), (answer.Status, answer.Body, answer.Headers["cache-control"]));
        Assert.Equal(("upstream_revoked", "upstream_revoked", null), (await stage.CauseOf(one), await stage.CauseOf(two), await stage.CauseOf(bobs)));
        Assert.Equal("upstream_revoked", (await stage.Receipt(one.Id)).Row.Cause);
        Assert.NotNull(await stage.App.NextLogoutToken(TimeSpan.FromSeconds(20)));
        await stage.IsDead(tokens);
        // Nothing left to end is no fault.
        Assert.Equal(204, (await Send(Url(stage), Token(stage), Body(stage.Op.Issuer, subject))).Status);
    }

    [Fact]
    public async Task A_sign_in_under_way_becomes_no_session()
    {
        var stage = await Stage.On(shared.Scene);
        await stage.Session();
        var other = stage.InAnotherBrowser();
        var held = await other.GoUpToTheCallback();
        stage.Scene.Clock.Advance(TimeSpan.FromMilliseconds(5));
        Assert.Equal(204, (await Send(Url(stage), Token(stage), Body(stage.Op.Issuer, stage.Subject()))).Status);
        await other.RefusedOnAPage(await other.Browser.Get(held), "upstream.SignedOut");
    }

    [Theory]
    [InlineData("no token", "")]
    [InlineData("another scheme", "")]
    [InlineData("typ JWT", "upstream.WrongTokenKind")]
    [InlineData("alg none", "upstream.AlgorithmNotAllowed")]
    [InlineData("a stranger's key", "upstream.BadSignature")]
    [InlineData("wrong iss", "upstream.WrongIssuer")]
    [InlineData("another client", "upstream.WrongCaller")]
    [InlineData("another connection's URL", "upstream.WrongAudience")]
    [InlineData("no iat", "upstream.MissingIssuedAt")]
    [InlineData("iat ahead", "upstream.IssuedInFuture")]
    [InlineData("nbf ahead", "upstream.NotYetValid")]
    [InlineData("no exp", "upstream.MissingExpiry")]
    [InlineData("expired", "upstream.Expired")]
    [InlineData("a day", "upstream.LivesTooLong")]
    [InlineData("no jti", "upstream.MissingTokenId")]
    public async Task Without_proof_of_the_provider_it_is_401_and_nothing_ends(string what, string code)
    {
        var stage = await Stage.On(shared.Scene);
        var (session, _) = await stage.Session();
        stage.Scene.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var token = what == "no token" ? null : Token(stage, (header, claims) => Break(what, header, claims, stage), what == "a stranger's key");

        var answer = await Send(Url(stage), token, Body(stage.Op.Issuer, stage.Subject()), what == "another scheme" ? "Basic" : "Bearer");

        Assert.Equal(401, answer.Status);
        Assert.StartsWith("Bearer", answer.Headers["www-authenticate"], StringComparison.Ordinal);
        Assert.Null(await stage.CauseOf(session));
        if (code.Length > 0)
            Assert.Equal((code, "invalid_token"), ((await stage.LastCase()).Error, answer.Error));
    }

    [Fact]
    public async Task The_same_token_again_is_refused()
    {
        var stage = await Stage.On(shared.Scene);
        await stage.Session();
        var token = Token(stage);
        Assert.Equal(204, (await Send(Url(stage), token, Body(stage.Op.Issuer, stage.Subject()))).Status);
        var (later, _) = await stage.InAnotherBrowser().Session();
        var again = await Send(Url(stage), token, Body(stage.Op.Issuer, stage.Subject()));
        Assert.Equal((401, "invalid_token"), (again.Status, again.Error));
        Assert.Null(await stage.CauseOf(later));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("""{"sub_id":"x"}""")]
    [InlineData("""{"sub_id":{"format":"email","email":"alice@acme.example"}}""")]
    [InlineData("""{"sub_id":{"format":"opaque","id":"x"}}""")]
    [InlineData("""{"sub_id":{"format":"iss_sub","iss":"i"}}""")]
    [InlineData("""{"sub_id":{"format":"iss_sub","iss":"i","sub":7}}""")]
    [InlineData("""{"sub_id":{"format":"iss_sub","iss":"i","sub":"s"},"subject":{"format":"iss_sub","iss":"i","sub":"s"}}""")]
    public async Task What_names_nobody_by_issuer_and_subject_is_400(string body)
    {
        var stage = await Stage.On(shared.Scene);
        var answer = await Send(Url(stage), Token(stage), body);
        Assert.Equal((400, "invalid_request"), (answer.Status, answer.Error));
    }

    [Fact]
    public async Task A_person_who_never_came_or_of_another_issuer_is_404_and_so_is_an_unknown_connection()
    {
        var stage = await Stage.On(shared.Scene);
        var (session, _) = await stage.Session();
        Assert.Equal(404, (await Send(Url(stage), Token(stage), Body(stage.Op.Issuer, "never-seen"))).Status);
        Assert.Equal(404, (await Send(Url(stage), Token(stage), Body("https://other.example", stage.Subject()))).Status);
        Assert.Equal(404, (await Send(Url(stage).Replace("/oidc/", "/saml/", StringComparison.Ordinal), Token(stage), "{}")).Status);
        Assert.Equal(404, (await Send(Url(stage).Replace(stage.Connection.Id, "con_no", StringComparison.Ordinal), Token(stage), "{}")).Status);
        Assert.Null(await stage.CauseOf(session));
    }

    [Fact]
    [Spec("S-067")]
    public async Task A_disabled_connections_provider_is_refused()
    {
        var stage = await Stage.On(shared.Scene);
        await shared.Scene.Change(stage.Connection, c => c with { Enabled = false });
        Assert.Equal(403, (await Send(Url(stage), Token(stage), Body(stage.Op.Issuer, stage.Subject()))).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a-kid-of-its-own")]
    public async Task A_SAML_provider_signs_with_the_key_of_its_certificate(string? kid)
    {
        await using var stage = await SamlStage.On(
            shared.Scene, s => s with { GlobalTokenRevocationJwtIss = Okta, GlobalTokenRevocationJwtSub = AppAtOkta });
        stage.Idp.Break(d => d with { NameId = new("u-7") });
        await stage.SignIn();
        var session = await stage.Session();

        Assert.Equal(404, (await Send(Url(stage), Token(stage, kid), Body(Okta, "u-8"))).Status);
        Assert.Equal(204, (await Send(Url(stage), Token(stage, kid), Body(Okta, "u-7"))).Status);

        Assert.Equal("upstream_revoked", await stage.CauseOf(session));
    }

    [Fact]
    public async Task A_SAML_connection_that_names_nobody_takes_no_order_and_one_that_does_takes_no_strangers()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        await stage.SignIn();
        var session = await stage.Session();
        stage.Scene.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(401, (await Send(Url(stage), Token(stage, null), Body(Okta, "u-1"))).Status);
        Assert.Equal("upstream.RevocationNotSetUp", (await stage.LastCase()).Error);

        await stage.Change(s => s with { GlobalTokenRevocationJwtIss = Okta, GlobalTokenRevocationJwtSub = "another-app" });
        Assert.Equal(401, (await Send(Url(stage), Token(stage, null), Body(Okta, "u-1"))).Status);
        Assert.Null(await stage.CauseOf(session));
    }

    [Fact]
    public async Task A_SAML_connection_may_name_where_the_keys_are()
    {
        await using var stage = await SamlStage.On(shared.Scene, s => s with
        {
            GlobalTokenRevocationJwtIss = shared.Scene.Op.Issuer,
            GlobalTokenRevocationJwtSub = AppAtOkta,
            GlobalTokenRevocationJwksUri = shared.Scene.Op.Issuer + "/jwks",
        });
        stage.Idp.Break(d => d with { NameId = new("u-9") });
        await stage.SignIn();
        var key = shared.Scene.Op.Keys[0];
        var claims = ClaimsOf(stage.Scene, shared.Scene.Op.Issuer, AppAtOkta, Url(stage));
        var token = TestJws.Sign(new() { ["alg"] = "RS256", ["kid"] = key.Kid, ["typ"] = "global-token-revocation+jwt" }, claims, key);
        Assert.Equal(204, (await Send(Url(stage), token, Body(shared.Scene.Op.Issuer, "u-9"))).Status);
        Assert.Equal(401, (await Send(Url(stage), Token(stage, null), Body(Okta, "u-9"))).Status);
    }

    private static void Break(string what, JsonObject header, JsonObject claims, Stage stage)
    {
        var now = stage.Scene.Clock.GetUtcNow();
        switch (what)
        {
            case "typ JWT": header["typ"] = "JWT"; break;
            case "alg none": header["alg"] = "none"; break;
            case "wrong iss": claims["iss"] = "https://other.example"; break;
            case "another client": claims["sub"] = "another-client"; break;
            case "another connection's URL": claims["aud"] = Url(stage).Replace("con_", "con_x", StringComparison.Ordinal); break;
            case "no iat": claims.Remove("iat"); break;
            case "iat ahead": claims["iat"] = now.AddMinutes(6).ToUnixTimeSeconds(); break;
            case "nbf ahead": claims["nbf"] = now.AddMinutes(2).ToUnixTimeSeconds(); break;
            case "no exp": claims.Remove("exp"); break;
            case "expired": claims["exp"] = now.AddMinutes(-2).ToUnixTimeSeconds(); break;
            case "a day": claims["exp"] = now.AddDays(1).ToUnixTimeSeconds(); break;
            case "no jti": claims.Remove("jti"); break;
        }
    }
}
