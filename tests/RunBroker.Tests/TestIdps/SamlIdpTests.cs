using System.Text;
using System.Xml;
using RunBroker.TestIdps;

namespace RunBroker.Tests.TestIdps;

/// <summary>The SAML test provider signs people in and out as its switches say, towards an SP that is only two URLs.</summary>
public sealed class SamlIdpTests
{
    private const string Acs = "https://sp.example/acs";
    private const string Slo = "https://sp.example/slo";
    private static readonly TestSamlKey SpKey = TestSamlKey.OfRsa("sp.example");

    [Fact]
    public async Task A_person_signs_in_by_the_page_and_the_answer_posts_itself_to_the_SP()
    {
        await using var idp = await Start();
        using var browser = Browser();

        await browser.Get(Request(idp, "_r1", relayState: "handle"));
        await browser.Press("Sign in as Maria");

        var response = Response(browser);
        Assert.Equal(Acs, browser.Page.Url.AbsoluteUri);
        Assert.Equal("handle", browser.Page.Posted["RelayState"]);
        Assert.Equal("_r1", response.GetAttribute("InResponseTo"));
        Assert.Equal("maria", TestXml.One(response, "NameID").InnerText);
        Assert.Equal(idp.EntityId, idp.LastAuthnRequest.Destination.Replace("/sso", "/metadata", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_second_sign_in_uses_the_session_unless_ForceAuthn_says_no()
    {
        await using var idp = await Start();
        using var browser = Browser();
        await browser.Get(Request(idp, "_r1"));
        await browser.Press("Sign in as Maria");

        await browser.Get(Request(idp, "_r2"));
        Assert.Equal("_r2", Response(browser).GetAttribute("InResponseTo"));

        var page = await browser.Get(Request(idp, "_r3", "ForceAuthn=\"true\""));
        Assert.Contains("Maria", page.Text, StringComparison.Ordinal);

        idp.IgnoresForceAuthn = true;
        await browser.Get(Request(idp, "_r4", "ForceAuthn=\"true\""));
        Assert.Equal("_r4", Response(browser).GetAttribute("InResponseTo"));
    }

    [Fact]
    public async Task IsPassive_without_a_session_is_answered_with_NoPassive()
    {
        await using var idp = await Start();
        using var browser = Browser();

        await browser.Get(Request(idp, "_r1", "IsPassive=\"true\""));

        Assert.Contains(SamlUris.NoPassive, Response(browser).OuterXml, StringComparison.Ordinal);
        Assert.Null(TestXml.Find(Response(browser), "Assertion"));
    }

    [Fact]
    public async Task Changes_touch_the_next_response_and_the_drafts_stay_readable()
    {
        await using var idp = await Start();
        idp.SignInAs = "maria";
        idp.BreakOnce(draft => draft with { Audiences = ["https://other.example"] });
        using var browser = Browser();

        await browser.Get(Request(idp, "_r1"));
        Assert.Equal("https://other.example", TestXml.One(Response(browser), "Audience").InnerText);
        await browser.Get(Request(idp, "_r2"));
        Assert.Equal("https://sp.example/m", TestXml.One(Response(browser), "Audience").InnerText);
        Assert.Equal(2, idp.Sent.Length);
    }

    [Fact]
    public async Task A_sign_in_started_at_the_provider_answers_no_request()
    {
        await using var idp = await Start();
        idp.SignInAs = "maria";
        using var browser = Browser();

        await browser.Get(idp.StartUrl("https://sp.example/m", "somewhere"));

        Assert.DoesNotContain("InResponseTo", Response(browser).OuterXml, StringComparison.Ordinal);
        Assert.Equal("somewhere", browser.Page.Posted["RelayState"]);
    }

    [Fact]
    public async Task Requests_of_strangers_for_others_addresses_or_with_a_wrong_signature_are_turned_down()
    {
        await using var idp = await Start(new() { WantsSignedRequests = true });
        idp.SignInAs = "maria";
        using var browser = Browser();

        Assert.Equal(400, (await browser.Get(Request(idp, "_r1", issuer: "https://stranger.example"))).Status);
        Assert.Equal(403, (await browser.Get(Request(idp, "_r1"))).Status);
        Assert.Equal(403, (await browser.Get(Request(idp, "_r1", signer: TestSamlKey.OfRsa()))).Status);
        Assert.Equal(403, (await browser.Get(Request(idp, "_r1", acs: "https://sp.example/other", signer: SpKey))).Status);
        Assert.True((await browser.Get(Request(idp, "_r1", signer: SpKey))).Stopped);
        Assert.True(idp.LastAuthnRequest.IsSigned);
    }

    [Fact]
    public async Task Metadata_answers_conditional_requests_and_shows_every_published_key()
    {
        await using var idp = await Start();
        using var browser = Browser();
        var first = await browser.Get(idp.MetadataUrl);
        idp.Keys.Announce();
        var second = await browser.Get(idp.MetadataUrl);

        Assert.NotEqual(first.Header("ETag"), second.Header("ETag"));
        Assert.Equal(2, second.Body.Split("<ds:X509Certificate>").Length - 1);
        Assert.Equal(idp.EntityId, TestXml.Root(TestXml.Parse(second.Body)).GetAttribute("entityID"));
    }

    [Fact]
    public async Task A_logout_asked_by_the_SP_ends_the_session_and_is_answered_signed()
    {
        await using var idp = await Start();
        idp.SignInAs = "maria";
        using var browser = Browser();
        await browser.Get(Request(idp, "_r1"));
        var nameId = idp.Sent[^1].NameId ?? throw new InvalidOperationException();

        var draft = LogoutDraft.Request(SpKey, "https://sp.example/m", idp.SloUrl, nameId, DateTimeOffset.UnixEpoch);
        await browser.Get(idp.SloUrl + "?" + draft.WriteQuery("x"));

        Assert.False(idp.IsSignedIn("maria"));
        Assert.StartsWith(Slo, browser.Page.Url.AbsoluteUri, StringComparison.Ordinal);
        Assert.True(TestRedirect.Verify(browser.Page.Url.Query, [idp.Keys.Signing.Certificate]));
        var answer = TestXml.Root(TestXml.Parse(TestRedirect.Inflate(browser.Page.Query["SAMLResponse"] ?? "")));
        Assert.Equal(draft.Id, answer.GetAttribute("InResponseTo"));
    }

    [Fact]
    public async Task A_logout_that_the_SP_did_not_sign_ends_nothing()
    {
        await using var idp = await Start();
        idp.SignInAs = "maria";
        using var browser = Browser();
        await browser.Get(Request(idp, "_r1"));

        var draft = LogoutDraft.Request(SpKey, "https://sp.example/m", idp.SloUrl, new("maria"),
            DateTimeOffset.UnixEpoch) with
        { IsSigned = false };
        var page = await browser.Get(idp.SloUrl + "?" + draft.WriteQuery());

        Assert.Equal(403, page.Status);
        Assert.True(idp.IsSignedIn("maria"));
    }

    [Fact]
    public async Task A_logout_started_at_the_provider_goes_to_the_SP_and_ends_when_it_answers()
    {
        await using var idp = await Start();
        idp.SignInAs = "maria";
        using var browser = Browser();
        await browser.Get(Request(idp, "_r1"));

        await browser.Get(idp.LogoutUrl);
        var request = TestXml.Root(TestXml.Parse(TestRedirect.Inflate(browser.Page.Query["SAMLRequest"] ?? "")));
        Assert.Equal("maria", TestXml.One(request, "NameID").InnerText);
        Assert.Equal(idp.Sent[^1].SessionIndex, TestXml.One(request, "SessionIndex").InnerText);

        var answer = LogoutDraft.Response(SpKey, "https://sp.example/m", idp.SloUrl, request.GetAttribute("ID"), DateTimeOffset.UnixEpoch);
        var page = await browser.Post(idp.SloUrl, new Fields().And("SAMLResponse", Convert.ToBase64String(answer.Write())));
        Assert.Contains("signed out everywhere", page.Text, StringComparison.Ordinal);
    }

    private static async Task<TestSamlIdp> Start(TestSamlIdpOptions? options = null)
    {
        var idp = await TestSamlIdp.Start(options);
        idp.Users.Add(TestUser.Person("maria", "Maria", "Silva", "maria@acme.example", "staff"));
        idp.Sps.Add(new("https://sp.example/m", Acs) { SloUrl = Slo, SigningCertificates = [SpKey.Certificate] });
        return idp;
    }

    private static TestBrowser Browser() => new() { StopAt = "https://sp.example/" };

    private static XmlElement Response(TestBrowser browser) =>
        TestXml.Root(TestXml.Parse(Convert.FromBase64String(browser.Page.Posted["SAMLResponse"] ?? "")));

    private static string Request(TestSamlIdp idp, string id, string more = "", string? relayState = null,
        string issuer = "https://sp.example/m",
        string acs = Acs, TestSamlKey? signer = null)
    {
        var xml = $"""
            <samlp:AuthnRequest xmlns:samlp="{SamlUris.Protocol}" xmlns:saml="{SamlUris.Assertion}" ID="{id}" Version="2.0" IssueInstant="2026-05-01T12:00:00Z"
              Destination="{idp.SsoUrl}" AssertionConsumerServiceURL="{acs}" {more}><saml:Issuer>{issuer}</saml:Issuer></samlp:AuthnRequest>
            """;
        return idp.SsoUrl + "?" + TestRedirect.Query("SAMLRequest", Encoding.UTF8.GetBytes(xml), relayState, signer);
    }
}
