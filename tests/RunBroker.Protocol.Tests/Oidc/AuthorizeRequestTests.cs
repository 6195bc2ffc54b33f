using RunBroker.Protocol.Oidc;

namespace RunBroker.Protocol.Tests.Oidc;

public sealed class AuthorizeRequestTests
{
    private static readonly string TooLong = new('x', 16 * 1024);

    /// <summary>What to break, and the words of the rule that must notice.</summary>
    private static readonly (string Name, string? Value, AppTrust App, string Says)[] Rows =
    [
        ("login_hint", TooLong, Apps.Confidential, "the request is longer than 16 KB"),
        ("nonce", "a|b", Apps.Confidential, "a parameter was sent twice"),
        ("request", "eyJhbGciOiJub25lIn0.e30.", Apps.Confidential, "request objects are not supported"),
        ("request_uri", "https://app.example/request.jwt", Apps.Confidential, "request_uri is not supported"),
        ("registration", "{}", Apps.Confidential, "registration is not supported"),
        ("response_type", null, Apps.Confidential, "response_type is missing"),
        ("response_type", "token", Apps.Confidential, "response_type must be code"),
        ("x", "y", Apps.Confidential with { GrantTypes = ["client_credentials"] }, "this app may not use the authorization code flow"),
        ("response_mode", "query.jwt", Apps.Confidential, "response_mode must be query, fragment or form_post"),
        ("scope", "email", Apps.Confidential, "scope must contain openid"),
        ("state", new string('s', 2049), Apps.Confidential, "state is longer than 2048 characters"),
        ("nonce", new string('n', 513), Apps.Confidential, "nonce is longer than 512 characters"),
        ("state", "a\r\nSet-Cookie: b", Apps.Confidential, "state or nonce has control characters"),
        ("code_challenge_method", "plain", Apps.Confidential, "code_challenge_method must be S256"),
        ("code_challenge", null, Apps.Confidential, "code_challenge is missing"),
        ("code_challenge", "short", Apps.Confidential, "code_challenge is not 43 characters of base64url"),
        ("prompt", "create", Apps.Confidential, "prompt has an unknown value"),
        ("prompt", "none login", Apps.Confidential, "prompt none cannot be combined"),
        ("max_age", "-1", Apps.Confidential, "max_age must be a whole number of seconds"),
        ("claims", "[]", Apps.Confidential, "claims is not a JSON object as OpenID Connect Core 5.5 has it"),
    ];

    public static TheoryData<int> AllRows => [.. Enumerable.Range(0, Rows.Length)];

    [Theory, MemberData(nameof(AllRows))]
    [Spec("OIDCC-3.1.2.1"), Spec("OIDCC-3.1.2.6"), Spec("O-008"), Spec("O-010"), Spec("O-011"), Spec("O-016"), Spec("RFC7636-4.3")]
    public void A_good_request_with_one_thing_broken_tells_the_app_that_thing(int index)
    {
        var (name, value, app, says) = Rows[index];
        var rule = Assert.Single(AuthorizeRules.All, r => r.Says == says);

        var told = Assert.IsType<AuthorizeOutcome.TellApp>(AuthorizeRequest.Check(Apps.Request((name, value)), app));

        Assert.Equal((rule.Error, rule.Says, rule.Spec), (told.Error.Error, told.Error.Description, told.Error.Spec));
        Assert.Equal(Apps.Redirect, told.Redirect.Uri);
        Assert.Equal(name == "state" ? value : "s", told.State);
    }

    [Fact]
    public void Every_rule_has_a_row() =>
        Assert.Equal(AuthorizeRules.All.Select(r => r.Says).Order(StringComparer.Ordinal), Rows.Select(r => r.Says).Order(StringComparer.Ordinal));

    [Theory]
    [Spec("OIDCC-3.1.2.1"), Spec("RFC7636-4.3"), Spec("O-004")]
    [InlineData("response_type", "code token", "unsupported_response_type"), InlineData("response_type", "id_token", "unsupported_response_type")]
    [InlineData("response_type", "Code", "unsupported_response_type"), InlineData("response_type", "code|code", "invalid_request")]
    [InlineData("response_mode", "web_message", "invalid_request"), InlineData("response_mode", "QUERY", "invalid_request")]
    [InlineData("scope", "OpenID", "invalid_scope"), InlineData("scope", null, "invalid_scope"), InlineData("state", "a|b", "invalid_request")]
    [InlineData("code_challenge_method", null, "invalid_request"), InlineData("code_challenge_method", "s256", "invalid_request")]
    [InlineData("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM", "invalid_request")]
    [InlineData("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN", "invalid_request")]
    [InlineData("prompt", "None", "invalid_request"), InlineData("prompt", "none none login", "invalid_request"), InlineData("max_age", "1.5", "invalid_request")]
    [InlineData("max_age", "99999999999", "invalid_request"), InlineData("max_age", " 1", "invalid_request"), InlineData("claims", "{", "invalid_request")]
    [InlineData("claims", """{"userinfo":{"name":1}}""", "invalid_request"), InlineData("nonce", "a\u0000b", "invalid_request")]
    public void Other_spellings_of_a_fault_are_faults_too(string name, string? value, string error) =>
        Assert.Equal(error, Assert.IsType<AuthorizeOutcome.TellApp>(AuthorizeRequest.Check(Apps.Request((name, value)), Apps.Confidential)).Error.Error);

    [Fact]
    [Spec("O-011"), Spec("RFC6749-3.1")]
    public void A_repeated_unknown_name_is_ignored_and_hides_no_repeated_known_one()
    {
        Assert.IsType<AuthorizeOutcome.Accepted>(AuthorizeRequest.Check(Apps.Request(("foo", "a|b")), Apps.Confidential));

        var sent = Parameters.From([new("foo", "1"), new("foo", "2"), .. Apps.Request(("prompt", "none|login")).All.Select(p => KeyValuePair.Create(p.Key, (string?)p.Value))]);
        Assert.Equal("RFC6749-3.1", Assert.IsType<AuthorizeOutcome.TellApp>(AuthorizeRequest.Check(sent, Apps.Confidential)).Error.Spec);
    }

    [Theory]
    [Spec("O-001"), Spec("O-003"), Spec("RFC6749-4.1.2.1")]
    [InlineData("redirect_uri", "https://evil.example/"), InlineData("redirect_uri", null), InlineData("redirect_uri", Apps.Redirect + "|" + Apps.Redirect)]
    public void Nobody_is_redirected_to_an_address_that_is_not_the_apps_own(string name, string? value) =>
        Assert.Equal(PersonError.UnknownRedirect,
            Assert.IsType<AuthorizeOutcome.TellPerson>(AuthorizeRequest.Check(Apps.Request((name, value), ("response_type", "broken")), Apps.Confidential)).Kind);

    [Fact]
    [Spec("O-003")]
    public void An_unknown_app_is_told_nothing() =>
        Assert.Equal(PersonError.UnknownApp, Assert.IsType<AuthorizeOutcome.TellPerson>(AuthorizeRequest.Check(Apps.Request(), null)).Kind);

    [Fact]
    [Spec("OIDCC-3.1.2.1")]
    public void A_good_request_is_read_as_it_was_sent()
    {
        var read = Accepted(("prompt", "login consent"), ("max_age", "0"), ("ui_locales", "pt-BR en"), ("acr_values", "urn:mfa tenant:acme"), ("response_mode", "form_post"),
            ("claims", """{"id_token":{"acr":{"essential":true,"values":["a","b"]},"sub":{"value":"usr_1"}}}"""));

        Assert.Equal(("app", Apps.Redirect, "s", "n", Apps.Challenge), (read.ClientId, read.Redirect.Uri, read.State, read.Nonce, read.CodeChallenge));
        Assert.Equal(["openid", "email"], read.Scopes);
        Assert.Equal((ResponseMode.FormPost, TimeSpan.Zero, "acme", false), (read.Mode, read.MaxAge, read.Organization, read.Silent));
        Assert.Equal(["urn:mfa"], read.AcrValues);
        Assert.Equal(["a", "b"], read.EssentialAcr);
        Assert.Equal(["usr_1"], read.WantedSubjects);
        Assert.Equal(["pt-BR", "en"], read.UiLocales);
    }

    [Theory]
    [Spec("O-010")]
    [InlineData("state", 2048), InlineData("nonce", 512)]
    public void What_is_just_not_too_long_is_kept_as_it_is(string name, int length)
    {
        var value = new string('a', length);
        var read = Accepted((name, value));
        Assert.Equal(value, name == "state" ? read.State : read.Nonce);
    }

    [Theory]
    [Spec("O-015"), Spec("OIDCC-3.1.2.1")]
    [InlineData("display", "wap"), InlineData("ui_locales", "xx"), InlineData("claims_locales", "se"), InlineData("login_hint", "<b>"), InlineData("acr_values", "1 2")]
    [InlineData("nonce", null), InlineData("state", null), InlineData("extra", "foobar"), InlineData("prompt", "consent"), InlineData("code_challenge_method", "S256")]
    public void What_is_optional_never_fails(string name, string? value) => Accepted((name, value));

    [Fact]
    [Spec("O-004")]
    public void An_app_that_need_not_use_PKCE_may_and_then_must_do_it_right()
    {
        var app = Apps.Confidential with { RequirePkce = false };
        var without = AuthorizeRequest.Check(Apps.Request(("code_challenge", null), ("code_challenge_method", null)), app);
        Assert.Null(Assert.IsType<AuthorizeOutcome.Accepted>(without).Request.CodeChallenge);
        Assert.IsType<AuthorizeOutcome.TellApp>(AuthorizeRequest.Check(Apps.Request(("code_challenge_method", "plain")), app));
        Assert.IsType<AuthorizeOutcome.TellApp>(AuthorizeRequest.Check(Apps.Request(("code_challenge_method", null)), app));
    }

    [Fact]
    [Spec("OAuthMRT-2.1")]
    public void An_error_travels_the_way_that_was_asked_for() =>
        Assert.Equal(ResponseMode.FormPost,
            Assert.IsType<AuthorizeOutcome.TellApp>(AuthorizeRequest.Check(Apps.Request(("response_mode", "form_post"), ("scope", null)), Apps.Confidential)).Mode);

    private static AuthorizeRequest Accepted(params ReadOnlySpan<(string, string?)> changes) =>
        Assert.IsType<AuthorizeOutcome.Accepted>(AuthorizeRequest.Check(Apps.Request(changes), Apps.Confidential)).Request;
}
