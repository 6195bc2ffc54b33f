using RunBroker.Protocol.Saml;
using RunBroker.TestIdps;
using static RunBroker.Protocol.Tests.Saml.Party;

namespace RunBroker.Protocol.Tests.Saml;

/// <summary>Which parts must be signed, and that each rule about signatures holds for whole responses.</summary>
public sealed class ResponseSignatureTests
{
    public static TheoryData<string> Styles => [.. Drafts.DraftKeys.Styles.Keys];

    [Theory, MemberData(nameof(Styles))]
    [Spec("SAMLProf-4.1.3.5"), Spec("IIP-SSO04")]
    public void Signed_assertions_and_responses_of_every_provider_are_read_alike(string style)
    {
        var draft = Good with { Style = Drafts.DraftKeys.Styles[style] };
        foreach (var signed in new[] { draft, draft.Sign(false, true), draft.Sign(true, true) })
        {
            var login = Login(Validate(signed));
            Assert.Equal(("u-1000", Idp, draft.AssertionId, draft.SessionIndex), (login.Subject, login.Issuer, login.AssertionId, login.SessionIndex));
            Assert.Equal(["email: maria@tagoio.example", "groups: staff,admins"], login.Attributes.Select(a => $"{a.Name}: {string.Join(',', a.Values)}"));
            Assert.Equal(Trusted(Signing).Thumbprint, login.SignedBy);
        }
    }

    [Fact]
    [Spec("S-020"), Spec("SAMLProf-4.1.3.5")]
    public void An_answer_without_any_signature_is_refused() => Refused(SamlReason.NotSigned, Validate(Good.Sign(false, false)));

    [Theory]
    [InlineData(RequiredSignature.Assertion, true, false, true)]
    [InlineData(RequiredSignature.Assertion, false, true, false)]
    [InlineData(RequiredSignature.Assertion, true, true, true)]
    [InlineData(RequiredSignature.Response, true, false, false)]
    [InlineData(RequiredSignature.Response, false, true, true)]
    [InlineData(RequiredSignature.Response, true, true, true)]
    [InlineData(RequiredSignature.Either, true, false, true)]
    [InlineData(RequiredSignature.Either, false, true, true)]
    [Spec("S-021"), Spec("IIP-SP13")]
    public void The_part_that_the_connection_demands_must_be_signed(RequiredSignature required, bool assertion, bool response, bool accepted)
    {
        var result = Validate(Good.Sign(assertion, response), Trust with { Require = required });
        Assert.Equal(accepted ? null : SamlReason.RequiredSignatureMissing, Why(result)?.Reason);
    }

    [Fact]
    [Spec("S-021")]
    public void A_signature_that_is_there_and_does_not_hold_refuses_even_if_the_other_holds()
    {
        // The response is signed by the provider, over an assertion with a signature of other content, or of a stranger.
        var ofOther = TestXml.Parse((Good with { NameId = new("u-2000") }).Write()).The("Signature").OuterXml;
        Refused(SamlReason.WrongDigest, Validate(GoodResponse.Before(d => d.The("Assertion").InsertAfter(TestXml.Element(d, ofOther), d.The("Assertion").FirstChild))));
        Refused(SamlReason.BadSignature, Validate(GoodResponse.Before(d => TestXmlSigner.Sign(d.The("Assertion"), Stranger, new()))));
        // And the other way round.
        Refused(SamlReason.BadSignature, Validate(Good.After(d => TestXmlSigner.Sign(d.The("Response"), Stranger, new()))));
        Refused(SamlReason.WrongDigest, Validate(Good.Sign(true, true).After(d => d.The("StatusCode").SetAttribute("Value", SamlUris.Success + " "))));
    }

    [Fact]
    [Spec("S-022"), Spec("SAMLCore-5.4.1")]
    public void Two_signatures_in_one_element_are_refused() =>
        Refused(SamlReason.MisplacedSignature, Validate(Good.After(d => d.The("Assertion").AppendChild(d.The("Signature").CloneNode(true)))));

    [Theory]
    [InlineData("Subject")]
    [InlineData("SubjectConfirmationData")]
    [InlineData("Status")]
    [InlineData("AttributeValue")]
    [InlineData("KeyInfo")]
    [InlineData("Conditions")]
    [Spec("S-022")]
    public void A_signature_anywhere_else_is_refused(string parent) =>
        Refused(SamlReason.MisplacedSignature, Validate(Good.After(d => d.The(parent).AppendChild(d.The("Signature").CloneNode(true)))));

    [Fact]
    [Spec("S-022")]
    public void A_signature_of_the_assertion_that_stands_beside_it_is_refused()
    {
        // The response's own place, the assertion's ID: the signature holds, over something else than it stands in.
        Refused(SamlReason.WrongReference, Validate(Good.After(d => d.The("Response").InsertAfter(d.The("Signature"), d.The("Issuer")))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("#")]
    [InlineData("#_other")]
    [InlineData("#xpointer(/)")]
    [InlineData("http://evil.example/assertion.xml")]
    [InlineData("file:///etc/passwd")]
    [InlineData("cid:assertion")]
    [Spec("S-023"), Spec("SAMLCore-5.4.2")]
    public void A_reference_to_anything_but_the_parent_is_refused_and_not_followed(string uri) =>
        Refused(SamlReason.WrongReference, Validate(Good.Sign(true, false, new() { Uri = uri })));

    [Fact]
    [Spec("S-023")]
    public void A_missing_or_a_second_reference_is_refused()
    {
        Refused(SamlReason.WrongReference, Validate(Good.Sign(true, false, new() { EditSignedInfo = i => i.RemoveChild(TestXml.One(i, "Reference")) })));
        Refused(SamlReason.WrongReference, Validate(Good.Sign(true, false, new() { EditSignedInfo = i => i.AppendChild(TestXml.One(i, "Reference").CloneNode(true)) })));
        Assert.NotNull(Why(Validate(Good.Sign(true, false, new() { EditSignedInfo = i => TestXml.One(i, "Reference").RemoveAttribute("URI") }))));
    }

    [Theory]
    [InlineData("http://www.w3.org/TR/1999/REC-xpath-19991116")]
    [InlineData("http://www.w3.org/2002/06/xmldsig-filter2")]
    [InlineData("http://www.w3.org/TR/1999/REC-xslt-19991116")]
    [InlineData("http://www.w3.org/2000/09/xmldsig#base64")]
    [InlineData("http://www.w3.org/2002/07/decrypt#XML")]
    [InlineData("http://www.w3.org/2006/12/xml-c14n11")]
    [InlineData(SamlUris.C14n)]
    [InlineData("System.Security.Cryptography.Xml.XmlDsigExcC14NTransform")]
    [Spec("S-025"), Spec("SAMLCore-5.4.4")]
    public void A_transform_that_is_not_on_the_list_is_refused(string transform)
    {
        Refused(SamlReason.TransformNotAllowed, Validate(Good.Sign(true, false, new() { Transforms = [SamlUris.Enveloped, transform] })));
        Refused(SamlReason.TransformNotAllowed, Validate(Good.Sign(true, false, new() { Transforms = [SamlUris.Enveloped, transform, SamlUris.ExcC14n] })));
    }

    [Fact]
    [Spec("S-025")]
    public void Repeated_and_missing_transforms_are_refused()
    {
        Refused(SamlReason.TransformNotAllowed, Validate(Good.Sign(true, false, new() { Transforms = [SamlUris.Enveloped, SamlUris.Enveloped, SamlUris.ExcC14n] })));
        Assert.NotNull(Why(Validate(Good.Sign(true, false, new() { Transforms = [] }))));
    }

    [Fact]
    [Spec("S-026")]
    public void Another_canonicalization_than_the_exclusive_one_is_refused() =>
        Refused(SamlReason.TransformNotAllowed, Validate(Good.Sign(true, false, new() { Canonicalization = SamlUris.C14n })));

    [Theory]
    [InlineData(SamlUris.RsaSha1)]
    [InlineData(SamlUris.RsaMd5)]
    [InlineData(SamlUris.DsaSha1)]
    [InlineData(SamlUris.HmacSha256)]
    [InlineData("")]
    [InlineData("urn:unknown")]
    [InlineData("System.Security.Cryptography.RSAPKCS1SHA256SignatureDescription")]
    [Spec("S-027"), Spec("IIP-ALG08")]
    public void A_signature_method_that_is_not_on_the_list_is_refused(string method) =>
        Refused(SamlReason.AlgorithmNotAllowed, Validate(Good.Sign(true, false, new() { Method = method })));

    [Theory]
    [InlineData(SamlUris.RsaSha384)]
    [InlineData(SamlUris.RsaSha512)]
    [InlineData(SamlUris.PssSha256)]
    [Spec("S-027")]
    public void Each_method_on_the_list_is_accepted(string method) => Assert.Null(Why(Validate(Good.Sign(true, false, new() { Method = method }))));

    [Fact]
    [Spec("S-027")]
    public void SHA1_is_accepted_only_from_a_connection_that_says_so_and_only_until_its_day()
    {
        var draft = Good.Sign(true, false, new() { Method = SamlUris.RsaSha1, Digest = SamlUris.Sha1 });
        Refused(SamlReason.AlgorithmNotAllowed, Validate(draft));
        Assert.Null(Why(Validate(draft, Trust with { Signatures = new(Now.AddDays(1)) })));
        Refused(SamlReason.AlgorithmNotAllowed, Validate(draft, Trust with { Signatures = new(Now) }));
    }

    [Theory]
    [InlineData(SamlUris.Md5)]
    [InlineData(SamlUris.Sha1)]
    [InlineData("")]
    [Spec("S-028")]
    public void A_digest_method_that_is_not_on_the_list_is_refused(string digest) =>
        Refused(SamlReason.AlgorithmNotAllowed, Validate(Good.Sign(true, false, new() { Digest = digest })));

    [Fact]
    [Spec("S-029")]
    public void The_kind_of_key_must_be_that_of_the_method()
    {
        var curve = Trust with { Keys = [Trusted(Curve)] };
        Refused(SamlReason.NoKeyForAlgorithm, Validate(Good, curve));
        Assert.Null(Why(Validate(Good with { Key = Curve, AssertionSignature = new() { Method = SamlUris.EcdsaSha256 } }, curve)));
    }

    [Fact]
    [Spec("S-030")]
    public void Comments_in_digest_and_signature_values_are_refused()
    {
        foreach (var name in new[] { "DigestValue", "SignatureValue" })
            Refused(SamlReason.MalformedSignature, Validate(Good.After(d => d.The(name).PrependChild(d.CreateComment("x")))));
    }

    [Fact]
    [Spec("S-031"), Spec("S-032")]
    public void A_second_SignedInfo_and_an_Object_are_refused()
    {
        Refused(SamlReason.MalformedSignature, Validate(Good.After(d => d.The("Signature").AppendChild(d.The("SignedInfo").CloneNode(true)))));
        Refused(SamlReason.MalformedSignature, Validate(Good.After(d => d.Add("Signature", $"""<ds:Object xmlns:ds="{SamlUris.Dsig}"><x/></ds:Object>"""))));
    }

    [Fact]
    [Spec("S-033")]
    public void Comments_and_processing_instructions_in_a_signature_are_refused()
    {
        Refused(SamlReason.MalformedSignature, Validate(Good.After(d => d.The("SignedInfo").PrependChild(d.CreateComment("x")))));
        Refused(SamlReason.MalformedSignature, Validate(Good.After(d => d.The("Signature").AppendChild(d.CreateProcessingInstruction("x", "y")))));
    }

    [Fact]
    [Spec("S-034")]
    public void The_digest_of_nothing_never_verifies() =>
        Refused(SamlReason.WrongDigest, Validate(Good.Sign(true, false, new()
        {
            EditSignedInfo = i => TestXml.One(i, "DigestValue").InnerText = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData([])),
        })));

    [Fact]
    [Spec("S-035"), Spec("IIP-MD06")]
    public void A_key_that_the_message_brings_along_is_never_believed()
    {
        Refused(SamlReason.BadSignature, Validate(Good with { Key = Stranger }));
        Refused(SamlReason.BadSignature, Validate((Good with { Key = Stranger }).Sign(true, true, new() { Presented = Signing })));
        // And one that it leaves out, or names wrongly, is not missed.
        Assert.Null(Why(Validate(Good.Sign(true, false, new() { KeyInfo = false }))));
        Assert.Null(Why(Validate(Good.Sign(true, false, new() { Presented = Stranger }))));
    }

    [Fact]
    [Spec("S-036"), Spec("IIP-MD07"), Spec("SDP-SP37")]
    public void Each_key_of_the_connection_is_tried_and_a_removed_one_no_longer_works()
    {
        var both = Trust with { Keys = [Trusted(Curve), Trusted(Stranger), Trusted(Signing)] };
        Assert.Equal(Trusted(Signing).Thumbprint, Login(Validate(Good, both)).SignedBy);
        Assert.Equal(Trusted(Stranger).Thumbprint, Login(Validate(Good with { Key = Stranger }, both)).SignedBy);
        Refused(SamlReason.BadSignature, Validate(Good, Trust with { Keys = [Trusted(Stranger)] }));
        Assert.NotNull(Why(Validate(Good, Trust with { Keys = [] })));
    }

    [Fact]
    [Spec("S-037"), Spec("IIP-MD05")]
    public void The_end_of_a_trusted_certificate_does_not_end_the_trust()
    {
        var old = TestSamlKey.OfRsa(from: Now.AddYears(-3), until: Now.AddYears(-1));
        Assert.Null(Why(Validate(Good with { Key = old }, Trust with { Keys = [Trusted(old)] })));
    }

    [Fact]
    [Spec("S-040")]
    public void White_space_in_signed_content_is_signed_too()
    {
        var draft = Good with { Style = SamlStyle.Shibboleth };
        Assert.Null(Why(Validate(draft)));
        Refused(SamlReason.WrongDigest, Validate(draft with { EditText = t => t.Replace("\n", "\n ", StringComparison.Ordinal) }));
        Refused(SamlReason.WrongDigest, Validate(Good.After(d => d.The("Subject").PrependChild(d.CreateTextNode(" ")))));
        // A carriage return that was signed as such stays one: canonical octets have it as a reference.
        var login = Login(Validate(Good with { Attributes = [new("note", "a\rb\nc")], EditText = t => t.Replace("a\rb", "a&#13;b", StringComparison.Ordinal) }));
        Assert.Equal("a\rb\nc", Assert.Single(login.Attributes).Values[0]);
    }

    [Fact]
    [Spec("S-021")]
    public void What_is_read_of_a_signed_response_is_what_was_signed()
    {
        // Nothing outside of the signed assertion can add to it, and nothing unsigned in the response is believed but to refuse.
        var login = Login(Validate(Good.After(d => d.The("Response").SetAttribute("Consent", "urn:anything"))));
        Assert.Equal(Idp, login.Issuer);
        Refused(SamlReason.WrongDestination, Validate(Good.After(d => d.The("Response").SetAttribute("Destination", "https://evil.example/acs"))));
        Refused(SamlReason.WrongDigest, Validate(GoodResponse.After(d => d.The("Response").SetAttribute("Destination", "https://evil.example/acs"))));
    }

    [Fact]
    [Spec("S-036")]
    public void Who_signed_is_told_by_the_assertions_own_signature()
    {
        var trust = Trust with { Keys = [Trusted(Signing), Trusted(Stranger)] };
        var draft = Good.After(d => TestXmlSigner.Sign(d.The("Response"), Stranger, new()));
        Assert.Equal(Trusted(Signing).Thumbprint, Login(Validate(draft, trust)).SignedBy);
    }
}
