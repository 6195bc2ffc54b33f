namespace RunBroker.Bench;

/// <summary>A browser and an app at a peer: the same steps as at ours, with as many checks.</summary>
internal sealed class PeerClient(int port, App app, TokenCheck? check) : IDisposable
{
    private const int MostHops = 12;

    private readonly Browser browser = new(port);

    public void Dispose() => browser.Dispose();

    /// <summary>Through whatever redirects, until the browser is at the app; then code against tokens. The first time is a sign-in.</summary>
    public void Silent(string scope)
    {
        var ask = Ask.At("/auth", app, scope);
        var answer = browser.Get(ask.Path);
        for (var hop = 0; hop < MostHops && answer.Location?.StartsWith(App.RedirectUri, StringComparison.Ordinal) == false; hop++)
            answer = browser.Get(answer.Location!);
        var tokens = Exchange(ask, ask.CodeIn(answer), app.Authorization, "");
        check?.LookAtPeer(ask, tokens);
        if (tokens.RefreshToken is null || tokens.AccessToken.Count(static c => c == '.') != 2)
            throw new BenchFault("the peer does less: no refresh token, or an opaque access token");
    }

    public void Saml(SamlStub saml, int number)
    {
        browser.Forget();
        var ask = Ask.At("/auth", app, "openid");
        var away = browser.Get(ask.Path).Expect(302, "authorize");
        var (acs, form) = saml.Answer(away.Location!, number);
        var code = ask.CodeIn(browser.Post(acs, form));
        Exchange(ask, code, "", $"&{Form.Write(("client_id", app.ClientId), ("client_secret", app.Secret))}");
    }

    private TokenAnswer Exchange(Ask ask, string code, string header, string more) =>
        TokenAnswer.Read(browser.Connection.Post("/token", header, ask.TokenForm(code) + more).Expect(200, "code exchange").Body.Span);
}
