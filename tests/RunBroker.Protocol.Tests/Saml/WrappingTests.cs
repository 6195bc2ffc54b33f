using System.Xml;
using RunBroker.Protocol.Saml;
using RunBroker.TestIdps;
using static RunBroker.Protocol.Tests.Saml.Party;

namespace RunBroker.Protocol.Tests.Saml;

/// <summary>
/// Signature wrapping: the attacker has one answer that the provider signed for them, and rearranges it so that a signature still
/// finds what it signed while the victim is what is read. XSW1 to XSW8 are the arrangements of Somorovsky et al. (USENIX Security
/// 2012); the permutations are those of a tool that goes through them all.
/// </summary>
public sealed class WrappingTests
{
    private const string Victim = "victim";

    [Fact]
    [Spec("S-014"), Spec("S-022"), Spec("CVE-2012-5353")]
    public void XSW1_the_signed_response_inside_of_the_signature_of_a_forged_one() =>
        Refused(SamlReason.HiddenAssertion, Validate(GoodResponse.After(d =>
        {
            var (forged, signed, signature) = Split(d, "Response");
            d.ReplaceChild(forged, d.DocumentElement!);
            Forge(forged, "_forged");
            forged.InsertAfter(signature, forged.FirstChild);
            signature.AppendChild(signed);
        })));

    [Fact]
    [Spec("S-014"), Spec("S-022")]
    public void XSW2_the_signed_response_beside_its_signature_in_a_forged_one() =>
        Refused(SamlReason.HiddenAssertion, Validate(GoodResponse.After(d =>
        {
            var (forged, signed, signature) = Split(d, "Response");
            d.ReplaceChild(forged, d.DocumentElement!);
            Forge(forged, "_forged");
            forged.InsertAfter(signed, forged.FirstChild);
            forged.InsertAfter(signature, signed);
        })));

    [Fact]
    [Spec("S-014")]
    public void XSW3_a_forged_assertion_before_the_signed_one() =>
        Refused(SamlReason.NotOneAssertion, Validate(Good.After(d =>
        {
            var signed = d.The("Assertion");
            signed.ParentNode!.InsertBefore(Forged(signed, "_forged"), signed);
        })));

    [Fact]
    [Spec("S-014")]
    public void XSW4_the_signed_assertion_inside_of_a_forged_one() =>
        Refused(SamlReason.HiddenAssertion, Validate(Good.After(d =>
        {
            var signed = d.The("Assertion");
            var forged = Forged(signed, "_forged");
            signed.ParentNode!.ReplaceChild(forged, signed);
            forged.AppendChild(signed);
        })));

    [Fact]
    [Spec("S-014"), Spec("S-023")]
    public void XSW5_a_forged_assertion_with_the_signature_and_the_signed_one_without_it_at_the_end() =>
        Refused(SamlReason.NotOneAssertion, Validate(Good.After(d =>
        {
            var (_, signed, signature) = Split(d, "Assertion");
            var forged = Forged(d.The("Assertion"), "_forged");
            d.The("Response").ReplaceChild(forged, d.The("Assertion"));
            forged.InsertAfter(signature, forged.FirstChild);
            d.The("Response").AppendChild(signed);
        })));

    [Fact]
    [Spec("S-014"), Spec("S-022")]
    public void XSW6_a_forged_assertion_whose_signature_holds_the_signed_one() =>
        Refused(SamlReason.HiddenAssertion, Validate(Good.After(d =>
        {
            var (_, signed, signature) = Split(d, "Assertion");
            var forged = Forged(d.The("Assertion"), "_forged");
            d.The("Response").ReplaceChild(forged, d.The("Assertion"));
            forged.InsertAfter(signature, forged.FirstChild);
            signature.AppendChild(signed);
        })));

    [Fact]
    [Spec("S-014"), Spec("S-013")]
    public void XSW7_a_forged_assertion_in_Extensions_before_the_signed_one() =>
        Refused(SamlReason.HiddenAssertion, Validate(Good.After(d =>
        {
            var signed = d.The("Assertion");
            var extensions = d.CreateElement("samlp", "Extensions", SamlUris.Protocol);
            extensions.AppendChild(Forged(signed, "_forged"));
            signed.ParentNode!.InsertBefore(extensions, signed);
        })));

    [Fact]
    [Spec("S-014"), Spec("S-032")]
    public void XSW8_the_signed_assertion_in_an_Object_of_the_signature_of_a_forged_one() =>
        Refused(SamlReason.HiddenAssertion, Validate(Good.After(d =>
        {
            var (_, signed, signature) = Split(d, "Assertion");
            var forged = Forged(d.The("Assertion"), "_forged");
            d.The("Response").ReplaceChild(forged, d.The("Assertion"));
            forged.InsertAfter(signature, forged.FirstChild);
            signature.AppendChild(d.CreateElement("ds", "Object", SamlUris.Dsig))!.AppendChild(signed);
        })));

    /// <summary>Where the signed assertion goes, times whether the forged one has the same ID: each is refused, whatever it is refused for.</summary>
    public static TheoryData<string, string, bool> Permutations
    {
        get
        {
            var all = new TheoryData<string, string, bool>();
            string[] places = ["Response", "Status", "StatusCode", "Assertion", "Subject", "Conditions", "AttributeValue", "Signature", "KeyInfo", "SignedInfo"];
            foreach (var place in places)
            {
                foreach (var signature in (string[])["forged", "signed", "none"])
                {
                    all.Add(place, signature, true);
                    all.Add(place, signature, false);
                }
            }

            return all;
        }
    }

    [Theory, MemberData(nameof(Permutations))]
    [Spec("S-014"), Spec("S-022"), Spec("S-023"), Spec("S-024")]
    public void No_arrangement_of_a_signed_and_a_forged_assertion_signs_the_victim_in(string place, string signatureIn, bool sameId)
    {
        foreach (var first in new[] { true, false })
        {
            var result = Validate(Good.After(d =>
            {
                var (_, signed, signature) = Split(d, "Assertion");
                var forged = Forged(d.The("Assertion"), sameId ? signed.GetAttribute("ID") : "_forged");
                d.The("Response").ReplaceChild(forged, d.The("Assertion"));
                var spare = (XmlElement)signature.CloneNode(true);
                forged.InsertAfter(signature, forged.FirstChild);
                var target = d.The(place);
                if (first) target.PrependChild(signed);
                else target.AppendChild(signed);
                if (signatureIn != "forged") forged.RemoveChild(signature);
                if (signatureIn == "signed") signed.InsertAfter(spare, signed.FirstChild);
            }));
            Assert.NotNull(Why(result));
        }
    }

    [Theory, MemberData(nameof(Permutations))]
    [Spec("S-014"), Spec("S-022"), Spec("S-024")]
    public void No_arrangement_of_a_signed_and_a_forged_response_signs_the_victim_in(string place, string signatureIn, bool sameId)
    {
        var result = Validate(GoodResponse.After(d =>
        {
            var (forged, signed, signature) = Split(d, "Response");
            d.ReplaceChild(forged, d.DocumentElement!);
            Forge(forged, sameId ? signed.GetAttribute("ID") : "_forged");
            var spare = (XmlElement)signature.CloneNode(true);
            forged.InsertAfter(signature, forged.FirstChild);
            d.The(place).AppendChild(signed);
            if (signatureIn != "forged") forged.RemoveChild(signature);
            if (signatureIn == "signed") signed.InsertAfter(spare, signed.FirstChild);
        }));
        Assert.NotNull(Why(result));
    }

    [Theory]
    [InlineData("Advice")]
    [InlineData("Extensions")]
    [InlineData("StatusDetail")]
    [Spec("S-014")]
    public void An_assertion_is_refused_in_places_where_anything_may_stand(string place)
    {
        foreach (var kind in (string[])["Assertion", "EncryptedAssertion"])
        {
            var hidden = $"""<saml:{kind} xmlns:saml="{SamlUris.Assertion}" ID="_x"/>""";
            Refused(SamlReason.HiddenAssertion, Validate(GoodResponse.Before(d => _ = place switch
            {
                "Advice" => d.Add("Assertion", $"""<saml:Advice xmlns:saml="{SamlUris.Assertion}">{hidden}</saml:Advice>"""),
                "Extensions" => d.Add("Response", $"""<samlp:Extensions xmlns:samlp="{SamlUris.Protocol}">{hidden}</samlp:Extensions>"""),
                _ => d.Add("Status", $"""<samlp:StatusDetail xmlns:samlp="{SamlUris.Protocol}">{hidden}</samlp:StatusDetail>"""),
            })));
        }
    }

    [Theory]
    [InlineData("ID", null)]
    [InlineData("Id", null)]
    [InlineData("id", null)]
    [InlineData("iD", null)]
    [InlineData("AssertionID", null)]
    [InlineData("id", "http://www.w3.org/XML/1998/namespace")]
    [InlineData("ID", "urn:other")]
    [InlineData("Id", "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd")]
    [Spec("S-024"), Spec("CVE-2025-66567")]
    public void The_same_ID_twice_is_refused_under_whatever_name(string name, string? ns)
    {
        foreach (var draft in new[] { Good, GoodResponse })
        {
            foreach (var (signed, other) in new[] { ("Assertion", "NameID"), ("Response", "StatusCode"), ("Assertion", "Response"), ("Response", "Assertion") })
            {
                if (name == "ID" && ns is null && other is "Response" or "Assertion")
                    continue;
                Refused(SamlReason.DuplicateId, Validate(draft.After(d =>
                {
                    var attribute = d.CreateAttribute(ns is null ? "" : ns.EndsWith("/namespace", StringComparison.Ordinal) ? "xml" : "x", name, ns ?? "");
                    attribute.Value = d.The(signed).GetAttribute("ID");
                    d.The(other).SetAttributeNode(attribute);
                })));
            }
        }
    }

    [Fact]
    [Spec("S-024")]
    public void Response_and_assertion_with_one_ID_are_refused() =>
        Refused(SamlReason.DuplicateId, Validate(Good with { ResponseId = "_one", AssertionId = "_one" }));

    [Fact]
    [Spec("S-024")]
    public void The_same_id_twice_in_what_nobody_signs_is_no_matter() =>
        Assert.Null(Why(Validate(Good.After(d => d.Add("Response",
            $"""<samlp:Extensions xmlns:samlp="{SamlUris.Protocol}"><x id="1"/><x id="1"/></samlp:Extensions>""")))));

    [Fact]
    [Spec("S-022")]
    public void The_signature_of_one_answer_does_not_carry_another()
    {
        var signature = TestXml.Parse((Good with { AssertionId = "_other" }).Write()).The("Signature").OuterXml;
        Refused(SamlReason.WrongReference, Validate(Good.After(d => d.The("Assertion").ReplaceChild(TestXml.Element(d, signature), d.The("Signature")))));
    }

    private static (XmlElement Forged, XmlElement Signed, XmlElement Signature) Split(XmlDocument document, string name)
    {
        var element = document.The(name);
        var signed = (XmlElement)element.CloneNode(true);
        var inner = signed.ChildNodes.OfType<XmlElement>().Single(e => e.LocalName == "Signature");
        signed.RemoveChild(inner);
        return ((XmlElement)signed.CloneNode(true), signed, inner);
    }

    private static XmlElement Forged(XmlElement signed, string id)
    {
        var forged = (XmlElement)signed.CloneNode(true);
        foreach (var signature in forged.ChildNodes.OfType<XmlElement>().Where(e => e.LocalName == "Signature").ToList())
            forged.RemoveChild(signature);
        Forge(forged, id);
        return forged;
    }

    private static void Forge(XmlElement element, string id)
    {
        element.SetAttribute("ID", id);
        if (element.LocalName == "Response")
            TestXml.One(element, "Assertion").SetAttribute("ID", "_forged-too");
        TestXml.One(element, "NameID").InnerText = Victim;
    }
}
