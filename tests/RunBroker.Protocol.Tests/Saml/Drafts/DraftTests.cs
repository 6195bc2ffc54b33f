using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;
using RunBroker.TestIdps;

namespace RunBroker.Protocol.Tests.Saml.Drafts;

/// <summary>The messages that the tests make, read by the platform's own SignedXml and EncryptedXml: what is called good must be good.</summary>
public sealed class DraftTests : IClassFixture<DraftKeys>
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly DraftKeys keys;

    public DraftTests(DraftKeys keys) => this.keys = keys;

    private ResponseDraft Good =>
        ResponseDraft.Good(new("https://idp.example", "https://sp.example/m", "https://sp.example/acs", "_req1"), keys.Signing, Now);

    public static TheoryData<string> Styles => [.. DraftKeys.Styles.Keys];

    [Theory, MemberData(nameof(Styles))]
    public void The_platform_verifies_both_signatures_of_every_style(string style)
    {
        var draft = Good with { Style = DraftKeys.Styles[style] };
        var document = TestXml.Parse(draft.Sign(assertion: true, response: true).Write());

        Assert.True(Verifies(TestXml.Root(document)));
        Assert.True(Verifies(TestXml.One(document, "Assertion")));
    }

    [Theory]
    [InlineData(SamlUris.RsaSha256, SamlUris.Sha256)]
    [InlineData(SamlUris.RsaSha384, SamlUris.Sha384)]
    [InlineData(SamlUris.RsaSha512, SamlUris.Sha512)]
    [InlineData(SamlUris.RsaSha1, SamlUris.Sha1)]
    public void The_platform_verifies_every_method_it_knows(string method, string digest)
    {
        var document = TestXml.Parse(Good.Sign(true, false, new() { Method = method, Digest = digest }).Write());
        Assert.True(Verifies(TestXml.One(document, "Assertion")));
    }

    [Fact]
    public void A_value_changed_after_signing_no_longer_verifies()
    {
        var draft = Good with { AfterSigning = d => TestXml.One(d, "NameID").InnerText = "somebody-else" };
        Assert.False(Verifies(TestXml.One(TestXml.Parse(draft.Write()), "Assertion")));
    }

    [Fact]
    public void The_platform_can_sign_in_our_place()
    {
        var draft = Good.Sign(true, true, new() { ByPlatform = true });
        var document = TestXml.Parse(draft.Write());
        Assert.True(Verifies(TestXml.Root(document)));
        Assert.True(Verifies(TestXml.One(document, "Assertion")));
    }

    [Theory]
    [InlineData(SamlUris.Aes128Cbc)]
    [InlineData(SamlUris.Aes192Cbc)]
    [InlineData(SamlUris.Aes256Cbc)]
    public void The_platform_decrypts_what_it_can(string content)
    {
        var draft = Good with { Encryption = new(keys.Recipient.Der) { Content = content } };
        var document = TestXml.Parse(draft.Write());
        var encrypted = new EncryptedData();
        encrypted.LoadXml(TestXml.One(document, "EncryptedData"));
        var wrapped = Convert.FromBase64String(TestXml.One(TestXml.One(document, "EncryptedKey"), "CipherValue").InnerText);
        using var aes = System.Security.Cryptography.Aes.Create();
        aes.Key = EncryptedXml.DecryptKey(wrapped, keys.Recipient.Rsa, useOAEP: true);

        var plain = Encoding.UTF8.GetString(new EncryptedXml(document).DecryptData(encrypted, aes));

        Assert.True(Verifies(TestXml.Root(TestXml.Parse(plain))));
        Assert.Null(TestXml.Find(document, "Assertion"));
    }

    [Fact]
    public void A_logout_request_in_a_form_verifies_and_one_in_a_query_too()
    {
        var draft = LogoutDraft.Request(keys.Signing, "https://idp.example", "https://sp.example/slo", new("u-1000"),
            Now) with
        { SessionIndexes = ["s1", "s2"] };
        Assert.True(Verifies(TestXml.Root(TestXml.Parse(draft.Write()))));

        var query = draft.WriteQuery("handle");
        Assert.True(TestRedirect.Verify(query, [keys.Signing.Certificate]));
        Assert.False(TestRedirect.Verify(query, [keys.Recipient.Certificate]));
        Assert.False(TestRedirect.Verify(query.Replace("handle", "hundle", StringComparison.Ordinal), [keys.Signing.Certificate]));
        Assert.Null(TestXml.Find(TestXml.Parse(TestRedirect.Inflate(Fields.Parse(query)["SAMLRequest"] ?? "")), "Signature"));
    }

    private bool Verifies(XmlElement element)
    {
        var signature = element.ChildNodes.OfType<XmlElement>().Single(e => e.LocalName == "Signature");
        var signed = new SignedXml(element);
        signed.LoadXml(signature);
        return signed.CheckSignature(keys.Signing.Certificate, verifySignatureOnly: true);
    }
}
