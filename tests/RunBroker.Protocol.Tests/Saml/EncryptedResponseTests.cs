using System.Text;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Encryption;
using RunBroker.TestIdps;
using static RunBroker.Protocol.Tests.Saml.Party;

namespace RunBroker.Protocol.Tests.Saml;

/// <summary>Encrypted assertions inside of whole responses.</summary>
public sealed class EncryptedResponseTests
{
    private static readonly SamlTrust Cbc = Trust with { Decryption = new DecryptionPolicy(DangerAllowCbc: true) };

    private static ResponseDraft Encrypted(Func<EncryptionPlan, EncryptionPlan> with, bool response = false, bool assertion = true) =>
        Good.Sign(assertion, response) with { Encryption = with(new(Ours.Certificate)) };

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [Spec("S-080"), Spec("IIP-SP08")]
    public void An_encrypted_assertion_signed_inside_or_around_is_read(bool assertion, bool response)
    {
        var login = Login(Validate(Encrypted(p => p, response, assertion), Trust with { RequireEncryption = true }));
        Assert.Equal(("u-1000", "maria@tagoio.example"), (login.Subject, login.Attributes[0].Values[0]));
    }

    [Fact]
    [Spec("S-080"), Spec("CVE-2026-18108"), Spec("CVE-2026-2092")]
    public void That_it_came_encrypted_makes_nothing_in_it_true()
    {
        // Anybody can encrypt to a public key.
        Failed(Encrypted(p => p, assertion: false));
        Failed(GoodEncrypted with { Key = Stranger });
        Failed(Encrypted(p => p with { EditPlaintext = t => Encoding.UTF8.GetBytes(t.Replace("u-1000", "admin", StringComparison.Ordinal)) }));
        Refused(SamlReason.WrongAudience, Validate(GoodEncrypted with { Audiences = ["https://other-sp.example"] }));
        Refused(SamlReason.WrongIssuer, Validate(GoodEncrypted with { AssertionIssuer = "https://evil.example" }));
        Refused(SamlReason.Expired, Validate(GoodEncrypted with { NotOnOrAfter = Now.AddHours(-1) }));
    }

    [Fact]
    [Spec("S-080"), Spec("S-021")]
    public void A_connection_that_wants_a_signed_assertion_wants_it_inside_of_an_encrypted_one_too()
    {
        var trust = Trust with { Require = RequiredSignature.Assertion };
        Assert.Null(Why(Validate(GoodEncrypted, trust)));
        Refused(SamlReason.DecryptionFailed, Validate(Encrypted(p => p, response: true, assertion: false), trust));
        Refused(SamlReason.RequiredSignatureMissing, Validate(GoodEncrypted, Trust with { Require = RequiredSignature.Response }));
    }

    [Fact]
    [Spec("S-080")]
    public void A_connection_that_demands_encryption_takes_nothing_in_clear()
    {
        foreach (var draft in new[] { Good, GoodResponse })
            Refused(SamlReason.NotEncrypted, Validate(draft, Trust with { RequireEncryption = true }));
    }

    [Fact]
    [Spec("S-081"), Spec("CVE-2016-5697")]
    public void The_signature_of_the_response_is_verified_over_the_ciphertext_before_anything_is_decrypted()
    {
        // With a key that fits nothing, so that decrypting would fail: the broken signature is found first.
        var trust = Trust with { DecryptionKeys = [OursNext] };
        Refused(SamlReason.BadSignature, Validate(Encrypted(p => p, response: true) with { Key = Stranger }, trust));
        Refused(SamlReason.WrongDigest, Validate(Encrypted(p => p, response: true).After(d => d.The("EncryptedData").SetAttribute("Id", "x")), trust));
    }

    public static TheoryData<string> Plaintexts =>
    [
        "", "hello", "<a/>", "<!DOCTYPE a><a/>", "{0}{0}", "<x>{0}</x>", "text{0}", "{1}",
        $"""<samlp:Response xmlns:samlp="{SamlUris.Protocol}">{"{0}"}</samlp:Response>""",
        $"""<saml:EncryptedAssertion xmlns:saml="{SamlUris.Assertion}"/>""", $"""<saml:NameID xmlns:saml="{SamlUris.Assertion}">u-1000</saml:NameID>""",
    ];

    [Theory, MemberData(nameof(Plaintexts))]
    [Spec("S-081"), Spec("S-085")]
    public void The_plaintext_must_be_one_assertion_and_nothing_else(string form)
    {
        foreach (var response in new[] { true, false })
        {
            Failed(Encrypted(
                p => p with { EditPlaintext = t => Encoding.UTF8.GetBytes(form.Replace("{0}", t, StringComparison.Ordinal).Replace("{1}", Nested(t), StringComparison.Ordinal)) },
                response));
        }
    }

    [Fact]
    [Spec("S-081"), Spec("S-010")]
    public void The_plaintext_has_the_limits_of_any_message()
    {
        Failed(Encrypted(p => p with { EditPlaintext = t => Encoding.Unicode.GetBytes(t) }));
        Failed(Encrypted(p => p with { EditPlaintext = t => Encoding.UTF8.GetBytes(t.Replace("<saml:Subject>", $"<saml:Advice>{new StringBuilder().Insert(0, "<a>", 60).Insert(180, "</a>", 60)}</saml:Advice><saml:Subject>", StringComparison.Ordinal)) }));
    }

    [Fact]
    [Spec("S-081"), Spec("S-022"), Spec("S-024")]
    public void Wrapping_inside_of_the_plaintext_is_found_and_not_told_apart()
    {
        Failed(Encrypted(p => p) with { AfterAssertionSigned = d => d.The("Subject").AppendChild(d.The("Signature").CloneNode(true)) });
        Failed(Encrypted(p => p) with { AfterAssertionSigned = d => d.The("NameID").SetAttribute("Id", d.The("Assertion").GetAttribute("ID")) });
        Failed(Encrypted(p => p) with { AfterAssertionSigned = d => d.The("AttributeValue").AppendChild(d.The("Assertion").CloneNode(true)) });
    }

    [Fact]
    [Spec("S-081"), Spec("S-050")]
    public void A_comment_inside_of_an_encrypted_name_is_refused() => Refused(SamlReason.MixedValue,
        Validate(Encrypted(p => p) with { AfterAssertionSigned = d => d.The("NameID").PrependChild(d.CreateComment("")) }));

    [Theory]
    [InlineData(SamlUris.Aes128Gcm)]
    [InlineData(SamlUris.Aes192Gcm)]
    [InlineData(SamlUris.Aes256Gcm)]
    [Spec("S-082"), Spec("IIP-ALG04")]
    public void AES_GCM_is_read(string content) => Assert.Null(Why(Validate(Encrypted(p => p with { Content = content }))));

    [Theory]
    [InlineData(SamlUris.Aes128Cbc)]
    [InlineData(SamlUris.Aes256Cbc)]
    [Spec("S-082"), Spec("IIP-ALG05")]
    public void AES_CBC_is_read_only_where_the_connection_says_so_and_the_response_is_signed(string content)
    {
        Refused(SamlReason.EncryptionNotAllowed, Validate(Encrypted(p => p with { Content = content }, response: true)));
        Assert.Null(Why(Validate(Encrypted(p => p with { Content = content }, response: true), Cbc)));
        var why = Why(Validate(Encrypted(p => p with { Content = content }), Cbc));
        Assert.Equal((SamlReason.EncryptionNotAllowed, content), (why?.Reason, why?.Got));
        Assert.Contains("signed response", why!.Wanted, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("S-083")]
    public void A_truncated_or_changed_GCM_text_is_refused()
    {
        Failed(Encrypted(p => p with { EditCipher = c => c[..^1] }));
        Failed(Encrypted(p => p with { EditCipher = c => [.. c[..^1], (byte)(c[^1] ^ 1)] }));
        Failed(Encrypted(p => p with { EditCipher = c => [(byte)(c[0] ^ 1), .. c[1..]] }));
        Refused(SamlReason.MalformedEncryption, Validate(Encrypted(p => p with { EditCipher = c => c[..20] })));
    }

    [Fact]
    [Spec("S-084"), Spec("IIP-ALG06")]
    public void Only_OAEP_transports_the_key()
    {
        Refused(SamlReason.EncryptionNotAllowed, Validate(Encrypted(p => p with { Transport = SamlUris.Rsa15 })));
        Refused(SamlReason.EncryptionNotAllowed, Validate(Encrypted(p => p with { Content = SamlUris.TripleDesCbc })));
        Assert.Null(Why(Validate(Encrypted(p => p.WithSha256()))));
        Assert.Null(Why(Validate(Encrypted(p => p with { Transport = SamlUris.Oaep11 }))));
    }

    [Fact]
    [Spec("S-085")]
    public void Each_way_to_fail_after_a_private_key_was_used_is_told_alike()
    {
        SamlRefusal?[] whys =
        [
            Why(Validate(Good with { Encryption = new(OursNext.Certificate) })),
            Why(Validate(Encrypted(p => p with { EditKey = k => k[..^1] }))),
            Why(Validate(Encrypted(p => p with { EditKey = k => [(byte)(k[0] ^ 1), .. k[1..]] }))),
            Why(Validate(Encrypted(p => p with { EditCipher = c => [.. c[..^1], (byte)(c[^1] ^ 1)] }))),
            Why(Validate(Encrypted(p => p with { EditPlaintext = _ => Encoding.UTF8.GetBytes("no XML") }))),
            Why(Validate(Encrypted(p => p with { EditPlaintext = _ => Encoding.UTF8.GetBytes("<no-assertion/>") }))),
            Why(Validate(Encrypted(p => p, assertion: false))),
            Why(Validate(GoodEncrypted with { Key = Stranger })),
            Why(Validate(Encrypted(p => p) with { AfterAssertionSigned = d => d.The("NameID").InnerText = "admin" })),
            Why(Validate(Good.Sign(true, false, new() { Method = SamlUris.RsaSha1 }) with { Encryption = new(Ours.Certificate) })),
            Why(Validate(Encrypted(p => p with { Content = SamlUris.Aes128Cbc, EditCipher = c => [.. c[..^1], (byte)(c[^1] ^ 0x55)] }, response: true), Cbc)),
            Why(Validate(GoodEncrypted, Trust with { DecryptionKeys = [] })),
        ];
        Assert.All(whys, w => Assert.Equal(new SamlRefusal(SamlReason.DecryptionFailed, "S-085"), w));
    }

    [Fact]
    [Spec("S-086")]
    public void More_than_one_key_or_a_reference_to_elsewhere_is_refused()
    {
        Refused(SamlReason.MalformedEncryption, Validate(Encrypted(p => p with { Edit = e => e.AppendChild(TestXml.One(e, "EncryptedKey").CloneNode(true)) })));
        Refused(SamlReason.MalformedEncryption, Validate(Encrypted(p => p with { Edit = e => e.AppendChild(TestXml.One(e, "EncryptedData").CloneNode(true)) })));
        Refused(SamlReason.MalformedEncryption, Validate(Encrypted(p => p with
        {
            Edit = e => TestXml.One(e, "CipherData").InnerXml = $"""<xenc:CipherReference xmlns:xenc="{SamlUris.Enc}" URI="http://evil.example/x"/>""",
        })));
    }

    [Fact]
    [Spec("S-087"), Spec("IIP-SP08"), Spec("SDP-SP38")]
    public void Each_of_our_keys_is_tried()
    {
        var both = Trust with { DecryptionKeys = [OursNext, Ours] };
        Assert.Null(Why(Validate(GoodEncrypted, both)));
        Assert.Null(Why(Validate(Good with { Encryption = new(OursNext.Certificate) }, both)));
    }

    [Theory]
    [InlineData(KeyPlace.InKeyInfo)]
    [InlineData(KeyPlace.Beside)]
    [InlineData(KeyPlace.BesideWithRetrieval)]
    [Spec("S-088")]
    public void The_key_may_stand_in_KeyInfo_or_beside(KeyPlace place)
    {
        Assert.Null(Why(Validate(Encrypted(p => p with { Place = place }))));
        Assert.Null(Why(Validate(Encrypted(p => p with { Place = place }, response: true))));
    }

    [Fact]
    [Spec("S-089"), Spec("SAMLCore-2.2.4")]
    public void An_encrypted_name_inside_of_a_signed_assertion_is_read()
    {
        var draft = Good.Before(d => TestXmlEncryption.Replace(d.The("NameID"), "EncryptedID", new(Ours.Certificate)));
        Assert.Equal(new SamlNameId("u-1000", SamlUris.Persistent), Login(Validate(draft)).NameId);
        Refused(SamlReason.DecryptionFailed, Validate(draft, Trust with { DecryptionKeys = [OursNext] }));
        Refused(SamlReason.DecryptionFailed, Validate(Good.Before(d =>
            TestXmlEncryption.Replace(d.The("NameID"), "EncryptedID", new(Ours.Certificate) { EditPlaintext = _ => Encoding.UTF8.GetBytes("<x/>") }))));
    }

    private static void Failed(ResponseDraft draft) =>
        Assert.Equal(new SamlRefusal(SamlReason.DecryptionFailed, "S-085"), Why(Validate(draft, Cbc)));

    private static string Nested(string assertion) => assertion.Replace("<saml:Subject>", $"<saml:Advice>{assertion}</saml:Advice><saml:Subject>", StringComparison.Ordinal);
}
