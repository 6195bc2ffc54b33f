using RunBroker.Interop.Tests.Harness;

namespace RunBroker.Interop.Tests.Saml;

/// <summary>npm samlp as the upstream: a second implementation, the newer ciphers, and answers that nobody must be let in with.</summary>
[Collection<OnSamlStage>]
public sealed class SamlpSignInTests(SamlStage stage)
{
    public static TheoryData<string> Wrong => [.. WrongAnswers.Keys];

    /// <summary>The reason that is wanted, and what samlp is told to do otherwise. All of these are signed on response and assertion, but the unsigned one.</summary>
    private static readonly Dictionary<string, object> WrongAnswers = new()
    {
        ["WrongAudience"] = new { Audience = "https://other.example/metadata" },
        ["BadSignature"] = new { Key = "second" },
        ["ConfirmationExpired"] = new { LifetimeInSeconds = -900 },
        ["WrongRecipient"] = new { Recipient = "https://other.example/acs" },
        ["WrongDestination"] = new { Destination = "https://other.example/acs" },
        ["WrongIssuer"] = new { Issuer = "https://other.example/idp" },
        ["WrongInResponseTo"] = new { InResponseTo = "_0123456789abcdef0123456789abcdef" },
        ["WrongDigest"] = new { Replace = new[] { new[] { "alice@example.org", "mallory@example.org" } } },
        ["NotSigned"] = new { SignAssertion = false, SignResponse = false },
        ["AlgorithmNotAllowed"] = new { SignatureAlgorithm = "rsa-sha1", DigestAlgorithm = "sha1" },
        ["TransientSubject"] = new { NameIdentifierFormat = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient" },
        ["RequestDenied"] = new
        {
            Error = new { Code = "urn:oasis:names:tc:SAML:2.0:status:RequestDenied", Description = "<b>not you</b>" },
        },
    };

    [Fact]
    [Spec("S-082"), Spec("IIP-ALG04")]
    public async Task An_assertion_encrypted_with_AES_256_GCM_signs_in()
    {
        await using var encrypting = await SamlpIdp.Start(encrypt: true, validate: true);
        await using var tenant = await stage.Connect(encrypting, new() { ["want_assertions_encrypted"] = true });
        var app = await tenant.AddApp();
        using var browser = new ScriptedBrowser(People.Zoe);

        var zoe = tenant.Read(await browser.Visit(app.At("/login"))).UserInfo;

        Assert.Equal(("zoé@exämple.org", "Ünïcode"), (zoe.GetProperty("email").GetString(), zoe.GetProperty("family_name").GetString()));
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_answer_is_refused_for_its_own_reason(string reason)
    {
        var tenant = await stage.Shared(stage.Samlp);
        using var browser = new ScriptedBrowser(People.Alice);
        await stage.Samlp.AnswerNext(WrongAnswers[reason]);

        var page = await browser.Visit(tenant.App.At("/login"));

        await tenant.Refused(page, "upstream." + reason);
        Assert.DoesNotContain("<b>not you</b>", page.Body, StringComparison.Ordinal);
        Assert.Equal("login_required", SignedIn.Refused(await browser.Visit(tenant.App.At("/login?prompt=none"))));
    }

    [Fact]
    public async Task After_a_wrong_answer_the_right_one_signs_in()
    {
        var tenant = await stage.Shared(stage.Samlp);
        using var browser = new ScriptedBrowser(People.Bob);
        await stage.Samlp.AnswerNext(WrongAnswers["WrongAudience"]);
        await tenant.Refused(await browser.Visit(tenant.App.At("/login")), "upstream.WrongAudience");

        Assert.Equal("O'Neil <b>&amp;", tenant.Read(await browser.Visit(tenant.App.At("/login"))).UserInfo.GetProperty("family_name").GetString());
    }

    [Fact]
    [Spec("S-064"), Spec("S-073")]
    public async Task An_answer_that_came_before_is_refused()
    {
        var tenant = await stage.Shared(stage.Samlp);
        using var browser = new ScriptedBrowser(People.Alice);
        var answered = await browser.Visit(tenant.App.At("/login"), to => to == tenant.Acs);
        tenant.Read(await browser.Continue(answered));
        var sessions = (await tenant.List("sessions")).Count;

        var again = await browser.Continue(answered);

        Assert.Equal(tenant.Broker.Authority, again.Address.Authority);
        Assert.InRange((int)again.Status!, 400, 499);
        Assert.Equal(sessions, (await tenant.List("sessions")).Count);
    }

    [Fact]
    [Spec("S-064"), Spec("S-065")]
    public async Task An_answer_in_another_browser_is_refused()
    {
        var tenant = await stage.Shared(stage.Samlp);
        using var mallory = new ScriptedBrowser(People.Bob);
        var answered = await mallory.Visit(tenant.App.At("/login"), to => to == tenant.Acs);
        using var victim = new ScriptedBrowser(People.Alice);

        var refused = await victim.Continue(answered);

        Assert.Equal(tenant.Broker.Authority, refused.Address.Authority);
        Assert.InRange((int)refused.Status!, 400, 499);
        Assert.Equal("login_required", SignedIn.Refused(await victim.Visit(tenant.App.At("/login?prompt=none"))));
    }
}
