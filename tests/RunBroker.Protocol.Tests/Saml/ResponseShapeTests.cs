using System.Text;
using RunBroker.Protocol.Saml;
using RunBroker.TestIdps;
using static RunBroker.Protocol.Tests.Saml.Party;

namespace RunBroker.Protocol.Tests.Saml;

/// <summary>What a response must look like before anybody asks who signed it.</summary>
public sealed class ResponseShapeTests
{
    private const string Samlp = $"""xmlns:samlp="{SamlUris.Protocol}" """;
    private const string Saml = $"""xmlns:saml="{SamlUris.Assertion}" """;

    [Fact]
    [Spec("S-001")]
    public void A_message_of_more_than_256_KB_is_refused_before_it_is_read()
    {
        Refused(SamlReason.TooLarge, SamlResponse.Validate(new byte[SamlLimits.MessageBytes + 1], Trust, Expected, Now));
        Assert.Equal("u-1000", Login(Validate(Good with { EditText = t => t + new string(' ', SamlLimits.MessageBytes - t.Length) })).Subject);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("hello")]
    [InlineData("""{"saml":"response"}""")]
    [InlineData("<samlp:Response>")]
    [InlineData("\u0001\u0002\u0003")]
    [Spec("S-002"), Spec("S-011")]
    public void What_is_no_XML_is_refused_as_such(string text) =>
        Refused(SamlReason.NotXml, SamlResponse.Validate(Encoding.UTF8.GetBytes(text), Trust, Expected, Now));

    [Theory]
    [InlineData("<!DOCTYPE samlp:Response>")]
    [InlineData("<!DOCTYPE samlp:Response [<!ENTITY a \"admin\">]>")]
    [InlineData("<!DOCTYPE samlp:Response SYSTEM \"http://evil.example/x.dtd\">")]
    [InlineData("<!-- first --><!DOCTYPE samlp:Response [<!ENTITY % p SYSTEM \"file:///etc/passwd\"> %p;]>")]
    [Spec("S-006"), Spec("S-007"), Spec("IIP-G03")]
    public void A_document_type_declaration_is_refused(string doctype) =>
        Refused(SamlReason.Doctype, Validate(Good with { EditText = t => doctype + t }));

    [Fact]
    [Spec("S-007")]
    public void A_stylesheet_an_include_and_a_schema_location_are_passed_over_and_fetch_nothing()
    {
        // The network is off in these tests; an entity, a stylesheet or an include that were fetched would fail them.
        var login = Login(Validate(Good.After(d =>
        {
            d.InsertBefore(d.CreateProcessingInstruction("xml-stylesheet", "href='http://evil.example/x.xsl' type='text/xsl'"), d.DocumentElement);
            d.DocumentElement!.SetAttribute("schemaLocation", SamlUris.Xsi, "urn:x http://evil.example/x.xsd");
            d.Add("Response", $"""<samlp:Extensions {Samlp}><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/></samlp:Extensions>""");
        })));
        Assert.Equal("u-1000", login.Subject);
    }

    [Fact]
    [Spec("S-007")]
    public void An_entity_that_nobody_declared_is_not_well_formed() =>
        Refused(SamlReason.NotXml, Validate(Good with { EditText = t => t.Replace(">u-1000<", ">&admin;<", StringComparison.Ordinal) }));

    [Theory]
    [InlineData("</samlp:Response>", "")]
    [InlineData("</samlp:Response>", "</samlp:Response><samlp:Response/>")]
    [InlineData("</samlp:Response>", "</samlp:Response>trailing")]
    [InlineData("Version=\"2.0\"", "Version=\"2.0\" Version=\"2.0\"")]
    [InlineData("<saml:Subject>", "<other:Subject>")]
    [InlineData(">u-1000<", ">u-\01000<")]
    [Spec("S-008")]
    public void What_is_not_well_formed_is_refused(string part, string broken) =>
        Refused(SamlReason.NotXml, Validate(Good with { EditText = t => t.Replace(part, broken, StringComparison.Ordinal) }));

    [Fact]
    [Spec("S-009")]
    public void Another_encoding_than_UTF8_is_refused()
    {
        var text = Encoding.UTF8.GetString(Good.Write());
        Refused(SamlReason.NotUtf8, SamlResponse.Validate(Encoding.Unicode.GetBytes("\uFEFF" + text), Trust, Expected, Now));
        Refused(SamlReason.NotUtf8, SamlResponse.Validate(Encoding.Latin1.GetBytes(text.Replace("u-1000", "é", StringComparison.Ordinal)), Trust, Expected, Now));
    }

    [Fact]
    [Spec("S-010")]
    public void Depth_nodes_and_attributes_are_bounded()
    {
        Refused(SamlReason.TooComplex, Validate(Good with { EditText = t => Filled(t, new StringBuilder().Insert(0, "<a>", 50).Insert(150, "</a>", 50)) }));
        Refused(SamlReason.TooComplex, Validate(Good with { EditText = t => Filled(t, new StringBuilder().Insert(0, "<a/>", 10_000)) }));
        Refused(SamlReason.TooComplex, Validate(Good with
        {
            EditText = t => Filled(t, new StringBuilder("<a ").AppendJoin(' ', Enumerable.Range(0, 65).Select(i => $"xmlns:n{i}=\"u{i}\"")).Append("/>")),
        }));
    }

    [Theory]
    [InlineData("response", SamlUris.Protocol)]
    [InlineData("RESPONSE", SamlUris.Protocol)]
    [InlineData("Response", "urn:oasis:names:tc:SAML:1.0:protocol")]
    [InlineData("Response", "urn:oasis:names:tc:SAML:2.0:Protocol")]
    [InlineData("Response", SamlUris.Assertion)]
    [InlineData("Response", "")]
    [InlineData("LogoutResponse", SamlUris.Protocol)]
    [InlineData("ArtifactResponse", SamlUris.Protocol)]
    [InlineData("AuthnRequest", SamlUris.Protocol)]
    [InlineData("Assertion", SamlUris.Assertion)]
    [InlineData("Envelope", "http://schemas.xmlsoap.org/soap/envelope/")]
    [Spec("S-012")]
    public void Another_root_than_a_SAML_2_response_is_refused(string name, string ns)
    {
        var inside = TestXml.Root(TestXml.Parse(Good.Write())).InnerXml;
        var xml = $"""<x:{name} xmlns:x="{ns}" ID="_1" Version="2.0" IssueInstant="2026-05-01T12:00:00Z">{inside}</x:{name}>""";
        if (ns.Length == 0)
            xml = xml.Replace("x:", "", StringComparison.Ordinal).Replace(" xmlns:x=\"\"", "", StringComparison.Ordinal);
        var why = Why(SamlResponse.Validate(Encoding.UTF8.GetBytes(xml.Replace(" xmlns:x=\"\"", "", StringComparison.Ordinal)), Trust, Expected, Now));
        Assert.Equal(SamlReason.WrongRoot, why?.Reason);
    }

    [Fact]
    [Spec("S-012")]
    public void A_signed_assertion_alone_is_no_response()
    {
        var assertion = TestXml.Parse(Good.Write()).The("Assertion").OuterXml;
        Refused(SamlReason.WrongRoot, SamlResponse.Validate(Encoding.UTF8.GetBytes(assertion), Trust, Expected, Now));
    }

    [Theory]
    [InlineData("Response", $"<samlp:Response {Samlp}/>")]
    [InlineData("Response", $"<samlp:status {Samlp}/>")]
    [InlineData("Response", $"<saml:Subject {Saml}/>")]
    [InlineData("Response", "<other/>")]
    [InlineData("Response", $"<saml:Issuer {Saml}>https://idp.example/entity</saml:Issuer>")]
    [Spec("S-013")]
    public void A_child_that_the_schema_does_not_allow_is_refused(string parent, string child) =>
        Refused(SamlReason.UnexpectedContent, Validate(Good.After(d => d.Add(parent, child))));

    [Fact]
    [Spec("S-013")]
    public void Text_between_the_parts_of_a_response_is_refused_and_blanks_are_not()
    {
        Refused(SamlReason.UnexpectedContent, Validate(Good.After(d => d.The("Response").AppendChild(d.CreateTextNode("hidden")))));
        Assert.Equal("u-1000", Login(Validate(Good.After(d => d.The("Response").AppendChild(d.CreateTextNode(" \r\n\t"))))).Subject);
    }

    [Theory]
    [InlineData("Assertion", $"<saml:Anything {Saml}/>")]
    [InlineData("Assertion", $"<saml:Conditions {Saml}/>")]
    [InlineData("Subject", $"<saml:Audience {Saml}/>")]
    [Spec("S-013")]
    public void A_signed_child_that_the_schema_does_not_allow_is_refused_too(string parent, string child) =>
        Refused(SamlReason.UnexpectedContent, Validate(Good.Before(d => d.Add(parent, child))));

    [Theory]
    [InlineData("Response", $"""<samlp:Extensions {Samlp}><x:any xmlns:x="urn:x" Name="email">victim</x:any></samlp:Extensions>""")]
    [InlineData("Assertion", $"""<saml:Advice {Saml}><x:any xmlns:x="urn:x"><saml:NameID>victim</saml:NameID></x:any></saml:Advice>""")]
    [Spec("S-013"), Spec("IIP-EXT01")]
    public void What_is_inside_of_Extensions_and_Advice_is_nobodys_business(string parent, string child)
    {
        var login = Login(Validate(Good.Before(d => d.Add(parent, child))));
        Assert.Equal("u-1000", login.Subject);
        Assert.DoesNotContain("victim", string.Concat(login.Attributes.SelectMany(a => a.Values)), StringComparison.Ordinal);
    }

    [Fact]
    [Spec("S-014")]
    public void No_assertion_is_no_sign_in() => Refused(SamlReason.NotOneAssertion, Validate(GoodResponse with { HasAssertion = false }));

    [Fact]
    [Spec("S-014"), Spec("SDP-IDP10")]
    public void Two_assertions_are_refused_whichever_of_them_is_signed()
    {
        var other = TestXml.Parse((Good with { AssertionId = "_other", NameId = new("u-2000") }).Write()).The("Assertion").OuterXml;
        Refused(SamlReason.NotOneAssertion, Validate(Good.After(d => d.Add("Response", other))));
        Refused(SamlReason.NotOneAssertion, Validate(Good.After(d => d.The("Response").PrependChild(TestXml.Element(d, other)))));
        Refused(SamlReason.NotOneAssertion, Validate(GoodResponse.Before(d => d.Add("Response", other))));
        Refused(SamlReason.NotOneAssertion, Validate(GoodEncrypted.After(d => d.Add("Response", other))));
    }

    [Theory]
    [InlineData("AssertionVersion", "1.0")]
    [InlineData("AssertionVersion", "2")]
    [InlineData("AssertionVersion", null)]
    [InlineData("ResponseVersion", "2.1")]
    [InlineData("ResponseVersion", null)]
    [Spec("S-015")]
    public void Another_version_than_2_0_is_refused(string where, string? version) => Refused(SamlReason.WrongVersion,
        Validate(where == "ResponseVersion" ? Good with { ResponseVersion = version } : Good with { AssertionVersion = version }));

    [Theory]
    [InlineData("Assertion", "ID")]
    [InlineData("Assertion", "IssueInstant")]
    [InlineData("Response", "ID")]
    [InlineData("Response", "IssueInstant")]
    [Spec("S-015")]
    public void A_missing_ID_or_IssueInstant_is_refused(string element, string attribute) =>
        Refused(SamlReason.MissingAttribute, Validate(GoodResponse.Before(d =>
        {
            // The other of the two is signed, so that nothing else is wrong.
            d.The(element).RemoveAttribute(attribute);
        }).Sign(assertion: element == "Response", response: element == "Assertion")));

    [Theory]
    [InlineData("")]
    [InlineData("_a b")]
    [Spec("S-015")]
    public void An_ID_that_is_none_is_refused(string id) => Refused(SamlReason.MissingAttribute, Validate(GoodResponse with { AssertionId = id }));

    private static string Filled(string text, StringBuilder inside) =>
        text.Replace("<samlp:Status>", $"<samlp:Extensions>{inside}</samlp:Extensions><samlp:Status>", StringComparison.Ordinal);
}
