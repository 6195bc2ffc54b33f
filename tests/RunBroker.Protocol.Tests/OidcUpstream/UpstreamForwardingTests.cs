using RunBroker.Protocol.OidcUpstream;
using static RunBroker.Protocol.Tests.OidcUpstream.Upstream;

namespace RunBroker.Protocol.Tests.OidcUpstream;

[Spec("TG-12"), Spec("O-130"), Spec("S-102")]
public sealed class UpstreamForwardingTests
{
    // Written out once more: a name that falls out of the product's list must not fall out of the test with it.
    private static readonly string[] MustStay =
    [
        "client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce", "code_challenge", "code_challenge_method",
        "request", "request_uri", "claims", "iss", "dpop_jkt", "resource", "audience", "code", "id_token_hint", "client_assertion",
        "client_assertion_type", "client_secret", "registration", "authorization_details", "SAMLRequest", "SAMLResponse", "RelayState", "SigAlg", "Signature",
        "SAMLEncoding",
    ];

    public static TheoryData<string> Names =>
        [.. MustStay, .. Forwarding.Protected.Except(MustStay), "client_assertion_other", "organization", "connection"];

    [Theory, MemberData(nameof(Names))]
    public void A_protected_name_never_goes_on_however_it_is_spelled(string name)
    {
        string[] spellings = [name, name.ToUpperInvariant(), name + "[]", name + "[0]", name.Replace('_', '.'), name.Replace('_', ' '),
            " " + name, name + " "];
        var request = Build([.. spellings.Distinct().Select(s => (s, "evil-value"))]);
        Assert.DoesNotContain("evil-value", request.Url, StringComparison.Ordinal);
        Assert.Equal(spellings.Distinct(), request.Dropped.Select(d => d.Name));
        Assert.All(request.Dropped, d => Assert.True(d.Why is ForwardingDrop.Protected or ForwardingDrop.MeantForUs));
    }

    [Theory]
    [InlineData("invite", "INVITECODE")]
    [InlineData("domain_hint", "acme.example")]
    [InlineData("login_hint", "ana+x@acme.example")]
    [InlineData("ui_locales", "pt-BR en")]
    [InlineData("acr_values", "urn:mfa")]
    [InlineData("kc_idp_hint", "a&b=c#d?e%20")]
    [InlineData("número", "ção ✓")]
    public void Any_other_parameter_goes_on_as_it_came(string name, string value)
    {
        var request = Build((name, value));
        Assert.Equal(value, Sent(request)[name]);
        Assert.Empty(request.Dropped);
    }

    [Theory]
    [InlineData("prompt", "none", ForwardingDrop.Judged)]
    [InlineData("max_age", "0", ForwardingDrop.Judged)]
    [InlineData("acr_values", "tenant:acme", ForwardingDrop.MeantForUs)]
    [InlineData("x\ny", "1", ForwardingDrop.ControlCharacter)]
    [InlineData("x", "a\0b", ForwardingDrop.ControlCharacter)]
    [InlineData("[]", "1", ForwardingDrop.Protected)]
    [InlineData("\u017Ftate", "1", ForwardingDrop.Protected)]
    [InlineData("relay\u017Ftate", "1", ForwardingDrop.Protected)]
    public void What_does_not_go_on_says_why(string name, string value, ForwardingDrop why)
    {
        var request = Build((name, value));
        Assert.Equal([new DroppedParameter(name, why)], request.Dropped);
        Assert.Equal(Sent(Build()).All, Sent(request).All);
    }

    [Fact]
    public void Only_the_tenant_word_is_taken_out_of_acr_values() =>
        Assert.Equal("mfa", Sent(Build(("acr_values", "tenant:acme mfa")))["acr_values"]);

    [Fact]
    public void A_value_of_512_goes_on_and_one_of_513_does_not()
    {
        var request = Build(("a", new string('v', 512)), ("b", new string('v', 513)), (new string('n', 129), "v"));
        Assert.Equal(512, Sent(request)["a"]?.Length);
        Assert.Equal([("b", ForwardingDrop.TooLong), (new string('n', 128) + "…", ForwardingDrop.TooLong)],
            request.Dropped.Select(d => (d.Name, d.Why)));
    }

    [Fact]
    public void All_together_stay_under_the_total_and_a_smaller_one_after_it_still_fits()
    {
        var many = Enumerable.Range(0, 6).Select(i => ($"p{i}", new string('v', 500))).Append(("small", "v"));
        var request = Build([.. many]);
        Assert.Equal(["p4", "p5"], request.Dropped.Where(d => d.Why == ForwardingDrop.OverTotal).Select(d => d.Name));
        Assert.Equal("v", Sent(request)["small"]);
        Assert.True(request.Url.Length - Build().Url.Length <= ProtocolLimits.ForwardedTotal);
    }

    [Fact]
    public void Of_a_repeated_name_the_first_goes_on()
    {
        var request = Build(("invite", "A"), ("invite", "B"));
        Assert.Equal("A", Sent(request)["invite"]);
        Assert.Equal([new DroppedParameter("invite", ForwardingDrop.Repeated)], request.Dropped);
    }

    [Theory]
    [InlineData("login_hint")]
    [InlineData("LOGIN_HINT")]
    [InlineData("ui_locales")]
    [InlineData("acr_values")]
    [InlineData("policy")]
    public void What_we_send_ourselves_is_never_overridden(string name)
    {
        var trust = Trust with { AuthorizationEndpoint = "https://idp.example/authorize?policy=p1" };
        var expected = Expected with { LoginHint = "ours", UiLocales = "en", AcrValues = ["ours"] };
        var request = UpstreamRequest.Build(trust, expected, Changed([], (name, "evil-value")));
        Assert.DoesNotContain("evil-value", request.Url, StringComparison.Ordinal);
        Assert.Equal([new DroppedParameter(name, ForwardingDrop.SetByUs)], request.Dropped);
        Assert.Equal("p1", Sent(request)["policy"]);
    }

    [Fact]
    [Spec("OIDCC-3.1.2.1"), Spec("RFC7636-4.2")]
    public void The_request_asks_for_a_code_with_PKCE_and_nothing_that_was_not_asked()
    {
        Assert.Equal(
            "https://idp.example/authorize?client_id=our+client&response_type=code"
            + "&redirect_uri=https%3A%2F%2Fsso.example%2Ffederation%2Foidc%2Fcn_1%2Fcallback"
            + "&scope=openid+profile+email&state=state-of-this-sign-in&nonce=nonce-of-this-sign-in"
            + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256",
            Build().Url);
    }

    [Fact]
    [Spec("OIDCC-3.1.2.1"), Spec("OIDCC-5.5.1.1")]
    public void What_was_asked_is_sent()
    {
        var sent = Sent(UpstreamRequest.Build(Trust, Expected with
        {
            Scopes = ["email"],
            MaxAge = 0,
            Prompt = "login",
            EssentialAcr = ["a\"b"],
            AcrValues = ["x", "y"],
            ResponseMode = "form_post",
        }, Parameters.None));
        Assert.Equal(("openid email", "0", "login", "x y", "form_post"),
            (sent["scope"], sent["max_age"], sent["prompt"], sent["acr_values"], sent["response_mode"]));
        var claims = System.Text.Json.Nodes.JsonNode.Parse(sent["claims"]!)!;
        Assert.Equal("a\"b", (string?)claims["id_token"]!["acr"]!["values"]![0]);
        Assert.True((bool)claims["id_token"]!["acr"]!["essential"]!);
    }

    [Theory]
    [InlineData("consent", null)]
    [InlineData("login consent", "login")]
    [InlineData("select_account login", "select_account login")]
    [InlineData(null, null)]
    public void Consent_stays_with_us(string? asked, string? carried) => Assert.Equal(carried, OidcExpectation.CarriedPrompt(asked));

    private static UpstreamRequest Build(params (string Name, string Value)[] forwarded) =>
        UpstreamRequest.Build(Trust, Expected, Parameters.From(forwarded.Select(f => KeyValuePair.Create(f.Name, (string?)f.Value))));

    private static Parameters Sent(UpstreamRequest request) => Parameters.Parse(new Uri(request.Url).Query);
}
