using System.Text;
using RunBroker.Http;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Sessions;

/// <summary>RP-initiated logout: a valid hint ends the session and goes back; anything else goes nowhere and ends nothing.</summary>
public sealed class SignOutTests(SceneOfClass stage) : IClassFixture<SceneOfClass>
{
    private Scene Scene => stage.Scene;

    [Fact]
    [Spec("O-100")]
    [Spec("AU-25")]
    public async Task A_valid_hint_ends_session_cookies_and_tokens_and_goes_back_with_the_state()
    {
        Scene.NewBrowser();
        var (_, tokens) = await Scene.SignIn();
        var copy = Scene.Browser.Cookies.All;
        Scene.Op.ForgetRequests();

        var page = await Scene.Browser.Get(Scene.App.EndSessionUrl(tokens.IdToken, p => p["state"] = "s t&a=te"));

        Assert.Equal(Scene.App.PostLogoutRedirectUri, page.Url.GetLeftPart(UriPartial.Path));
        Assert.Equal("s t&a=te", page.Query["state"]);
        Assert.Null(Scene.Browser.Cookies.Find(Cookies.Sessions));
        Assert.Null(Scene.Browser.Cookies.Find(Cookies.FrameSessions));
        Assert.Equal("invalid_grant", (await Scene.App.Refresh(tokens.RefreshToken)).Error);
        Assert.Equal(401, (await Scene.App.UserInfo(tokens.AccessToken)).Status);
        Assert.Equal("false", (await Scene.App.Introspect(tokens.AccessToken))["active"]);
        foreach (var cookie in copy)
            Scene.Browser.Cookies.Put(cookie);
        Assert.Equal("login_required", await Scene.Silent());
        Assert.Empty(Scene.Op.Requests);
    }

    [Theory]
    [InlineData("without state")]
    [InlineData("by POST")]
    [InlineData("without post_logout_redirect_uri")]
    [InlineData("with client_id")]
    [Spec("O-100")]
    public async Task Other_valid_ways_of_asking_end_it_too(string way)
    {
        Scene.NewBrowser();
        var (_, tokens) = await Scene.SignIn();
        var sent = Ask(tokens.IdToken);
        sent["state"] = way == "without state" ? null : sent["state"];
        sent["client_id"] = way == "with client_id" ? Scene.App.Options.ClientId : null;
        sent["post_logout_redirect_uri"] = way.StartsWith("without post", StringComparison.Ordinal) ? null : sent["post_logout_redirect_uri"];

        var page = way == "by POST" ? await Scene.Browser.Post(EndSession, sent) : await Scene.Browser.Get(sent.AddTo(EndSession));

        var ours = way.StartsWith("without post", StringComparison.Ordinal);
        Assert.StartsWith(ours ? Scene.Broker.Url + "/sign-out/sot_" : Scene.App.PostLogoutRedirectUri, page.Url.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal(ours || way == "without state" ? null : "abc", page.Query["state"]);
        Assert.Equal("login_required", await Scene.Silent());
    }

    [Theory]
    [InlineData("another post_logout_redirect_uri")]
    [InlineData("a query added")]
    [InlineData("a fragment added")]
    [InlineData("a redirect_uri instead")]
    [InlineData("alg none")]
    [InlineData("alg none, no signature part")]
    [InlineData("claims changed")]
    [InlineData("a foreign key")]
    [InlineData("an access token as hint")]
    [InlineData("no hint")]
    [InlineData("no hint, but client_id")]
    [InlineData("only state")]
    [InlineData("nothing")]
    [InlineData("another app's client_id")]
    [InlineData("another sid as logout_hint")]
    [InlineData("the hint twice")]
    [InlineData("a NUL in the state")]
    [Spec("O-100")]
    [Spec("O-101")]
    [Spec("O-102")]
    public async Task A_request_with_one_thing_wrong_goes_nowhere_and_ends_nothing(string what)
    {
        Scene.NewBrowser();
        var (_, tokens) = await Scene.SignIn();
        var sent = Broken(what, tokens);

        var page = await Scene.Browser.Get(sent.AddTo(EndSession));

        Assert.Equal(new Uri(EndSession).AbsolutePath, page.Url.AbsolutePath);
        Assert.Single(page.Hops);
        Assert.Contains("Do you want to sign out?", page.Text, StringComparison.Ordinal);
        Assert.Null(await Scene.Silent());
        Assert.Equal(200, (await Scene.App.UserInfo(tokens.AccessToken)).Status);
    }

    [Fact]
    [Spec("O-101")]
    public async Task The_person_confirms_and_every_session_of_the_browser_ends()
    {
        Scene.NewBrowser();
        var (_, tokens) = await Scene.SignIn();
        await Scene.Browser.Get(EndSession);

        var page = await Scene.Browser.Press("Sign out of all apps");

        Assert.Contains("You are signed out", page.Text, StringComparison.Ordinal);
        Assert.Null(Scene.Browser.Cookies.Find(Cookies.Sessions));
        Assert.Equal("invalid_grant", (await Scene.App.Refresh(tokens.RefreshToken)).Error);
        Assert.Equal("login_required", await Scene.Silent());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a-guess-of-the-token-a-guess-of-the-token-1")]
    [Spec("O-101")]
    [Spec("O-110")]
    public async Task A_confirmation_that_our_page_did_not_send_ends_nothing(string? token)
    {
        Scene.NewBrowser();
        await Scene.SignIn();
        await Scene.Browser.Get(EndSession);
        var fields = new Fields { ["form_token"] = token };

        await Scene.Browser.Post(Scene.Broker.Url + "/sign-out", fields, fromUrl: "http://localhost:1/evil");
        Assert.Contains("Do you want to sign out?", Scene.Browser.Page.Text, StringComparison.Ordinal);
        await Scene.Browser.Post(Scene.Broker.Url + "/sign-out", fields, fromUrl: Scene.Broker.Url);

        Assert.Contains("Do you want to sign out?", Scene.Browser.Page.Text, StringComparison.Ordinal);
        Assert.Null(await Scene.Silent());
    }

    private string EndSession => Scene.Broker.Url + "/connect/endsession";

    private Fields Ask(string idToken) => new() { ["id_token_hint"] = idToken, ["post_logout_redirect_uri"] = Scene.App.PostLogoutRedirectUri, ["state"] = "abc" };

    private Fields Broken(string what, AppAnswer tokens)
    {
        var sent = Ask(tokens.IdToken);
        var parts = tokens.IdToken.Split('.');
        switch (what)
        {
            case "another post_logout_redirect_uri": sent["post_logout_redirect_uri"] = "https://evil.example/out"; break;
            case "a query added": sent["post_logout_redirect_uri"] += "?added=1"; break;
            case "a fragment added": sent["post_logout_redirect_uri"] += "#x"; break;
            case "a redirect_uri instead": sent["post_logout_redirect_uri"] = Scene.App.RedirectUri; break;
            case "alg none": sent["id_token_hint"] = $"{None}.{parts[1]}.{parts[2]}"; break;
            case "alg none, no signature part": sent["id_token_hint"] = $"{None}.{parts[1]}."; break;
            case "claims changed": sent["id_token_hint"] = $"{parts[0]}.{Without(tokens.IdToken, "auth_time")}.{parts[2]}"; break;
            case "a foreign key": sent["id_token_hint"] = Foreign(tokens.IdToken); break;
            case "an access token as hint": sent["id_token_hint"] = tokens.AccessToken; break;
            case "no hint": sent["id_token_hint"] = null; break;
            case "no hint, but client_id": (sent["id_token_hint"], sent["client_id"]) = (null, Scene.App.Options.ClientId); break;
            case "only state": return new() { ["state"] = "abc" };
            case "nothing": return new();
            case "another app's client_id": sent["client_id"] = "app-two"; break;
            case "another sid as logout_hint": sent["logout_hint"] = "another"; break;
            case "the hint twice": sent.And("id_token_hint", tokens.IdToken); break;
            default: sent["state"] = "a\0b"; break;
        }

        return sent;
    }

    private static string None => Encode("""{"alg":"none","typ":"JWT"}""");

    private static string Foreign(string idToken)
    {
        var header = TestJws.Header(idToken);
        return TestJws.Sign(header, TestJws.Claims(idToken), TestKey.For("RS256", (string)header["kid"]!));
    }

    private static string Without(string idToken, string claim)
    {
        var claims = TestJws.Claims(idToken);
        claims.Remove(claim);
        return Encode(claims.ToJsonString());
    }

    private static string Encode(string text) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
