namespace RunBroker.Bench;

/// <summary>
/// One of the clients that run side by side: a person's browser, and the app that the person signs in to. Every step checks what comes, and
/// throws when it is not what an app or a browser could go on with.
/// </summary>
internal sealed class Client(Site site, Ledger ledger, TokenCheck check) : IDisposable
{
    private readonly Browser browser = new(site.Port);

    public HttpConnection Http => browser.Connection;

    /// <summary>The app that this browser signed in to last.</summary>
    public App? Home { get; private set; }

    public void Dispose() => browser.Dispose();

    /// <summary>A whole sign-in at the upstream, as of somebody who was never here.</summary>
    public (Ask Ask, string Code) SignIn(App app, int number)
    {
        var (ask, away) = Away(app);
        var code = ask.CodeIn(app.Upstream == UpstreamKind.Oidc ? Oidc(away, number) : Saml(away, number));
        ledger.Login();
        ledger.Code();
        Home = app;
        return (ask, code);
    }

    /// <summary>Goes on with the session of another.</summary>
    public void Share(Client other)
    {
        browser.Share(other.browser);
        Home = other.Home;
    }

    /// <summary>On the way to the upstream, and no further.</summary>
    public void Leave(App app) => Away(app);

    /// <summary>With the session of this browser: no page, no upstream.</summary>
    public (Ask Ask, string Code) Authorize(App app)
    {
        var ask = Ask.New(app);
        var code = ask.CodeIn(browser.Get(ask.Path).OrLater());
        ledger.Code();
        return (ask, code);
    }

    public TokenAnswer Exchange(Ask ask, string code)
    {
        var answer = Http.Post("/connect/token", ask.App.Authorization, ask.TokenForm(code)).OrLater().Expect(200, "code exchange");
        var tokens = TokenAnswer.Read(answer.Body.Span);
        ledger.Exchange();
        ledger.SpentCode = new(ask, code);
        check.Look(ask, tokens);
        return tokens;
    }

    /// <summary>What comes after a code.</summary>
    public TokenAnswer Finish((Ask Ask, string Code) signedIn) => Exchange(signedIn.Ask, signedIn.Code);

    public TokenAnswer Refresh(Ask ask, TokenAnswer before)
    {
        var form = Form.Write(("grant_type", "refresh_token"), ("refresh_token", before.RefreshToken!));
        var answer = Http.Post("/connect/token", ask.App.Authorization, form).Expect(200, "refresh");
        var tokens = TokenAnswer.Read(answer.Body.Span);
        ledger.Refresh();
        ledger.RotatedToken = new(ask.App, before.RefreshToken!);
        if (tokens.RefreshToken is null || tokens.RefreshToken == before.RefreshToken)
            throw new BenchFault("the refresh token was not rotated");
        check.LookAtRefreshed(ask.App, tokens);
        return tokens;
    }

    public void OwnToken(App app)
    {
        var form = Form.Write(("grant_type", "client_credentials"), ("scope", App.ManagementScope));
        check.Look(app, TokenAnswer.Read(Http.Post("/connect/token", app.Authorization, form).Expect(200, "client credentials").Body.Span));
    }

    public void UserInfo(TokenAnswer tokens)
    {
        var answer = Http.Get("/connect/userinfo", $"Authorization: Bearer {tokens.AccessToken}\r\n").Expect(200, "userinfo");
        if (answer.Body.Span.IndexOf("\"email\""u8) < 0)
            throw new BenchFault($"userinfo without an email: {answer.Text}");
    }

    public void Introspect(App app, TokenAnswer tokens)
    {
        var form = Form.Write(("token", tokens.AccessToken), ("token_type_hint", "access_token"));
        var answer = Http.Post("/connect/introspect", app.Authorization, form).Expect(200, "introspection");
        if (answer.Body.Span.IndexOf("\"active\":true"u8) < 0)
            throw new BenchFault($"introspection of a good token: {answer.Text}");
    }

    /// <summary>The session of this browser, by the app that the token is for.</summary>
    public void SignOut(App app, string idToken)
    {
        var query = Form.Write(("id_token_hint", idToken), ("client_id", app.ClientId), ("post_logout_redirect_uri", App.RedirectUri));
        var answer = browser.Get($"/connect/endsession?{query}").Expect(302, "sign-out");
        if (answer.Location?.StartsWith(App.RedirectUri, StringComparison.Ordinal) != true)
            throw new BenchFault($"a sign-out leads elsewhere: {answer.Location}");
    }

    private (Ask Ask, HttpAnswer Away) Away(App app)
    {
        browser.Forget();
        var ask = Ask.New(app);
        return (ask, browser.Get(ask.Path).Expect(302, "authorize"));
    }

    private HttpAnswer Oidc(HttpAnswer away, int number) => browser.Get(site.Oidc.Authorize(away.Location!, number));

    /// <summary>A posted answer may be led on by another request of the browser, which brings all its cookies.</summary>
    private HttpAnswer Saml(HttpAnswer away, int number)
    {
        var (acs, form) = site.Saml.Answer(away.Location!, number);
        ledger.TakenAnswer = new(acs, form, browser.Cookies);
        var answer = browser.Post(acs, form);
        return answer is { Status: 303, Location: { } on } && !on.StartsWith(App.RedirectUri, StringComparison.Ordinal) ? browser.Get(on) : answer;
    }
}
