using System.Xml;
using RunBroker.Protocol.Saml;
using RunBroker.TestIdps;
using static RunBroker.Protocol.Tests.Saml.Party;

namespace RunBroker.Protocol.Tests.Saml;

/// <summary>What is read of an assertion whose signature holds.</summary>
public sealed class AssertionReadingTests
{
    private const string Saml = $"""xmlns:saml="{SamlUris.Assertion}" """;

    [Theory]
    [InlineData("NameID")]
    [InlineData("Audience")]
    [InlineData("AttributeValue")]
    [InlineData("AuthnContextClassRef")]
    [Spec("S-050"), Spec("CVE-2017-11427"), Spec("VU#475445")]
    public void A_comment_inside_a_value_is_refused_though_the_signature_holds(string name)
    {
        // victim@acme.example<!---->.evil.example: the provider signed the whole, careless readers stop at the comment.
        var draft = Good.After(d => d.The(name).InsertBefore(d.CreateComment(""), Half(d.The(name))));
        Refused(SamlReason.MixedValue, Validate(draft));
        Refused(SamlReason.MixedValue, Validate(draft.Sign(true, true) with { AfterSigning = null, BeforeSigning = draft.AfterSigning }));
        Refused(SamlReason.MixedValue, Validate(GoodResponse with { AfterSigning = draft.AfterSigning }));
    }

    [Theory]
    [InlineData("Issuer")]
    [InlineData("NameID")]
    [InlineData("AttributeValue")]
    [Spec("S-050")]
    public void A_processing_instruction_inside_a_value_is_refused(string name) =>
        Refused(SamlReason.MixedValue, Validate(GoodResponse.Before(d =>
        {
            var value = TestXml.One(d.The("Assertion"), name);
            value.InsertBefore(d.CreateProcessingInstruction("x", "y"), Half(value));
        })));

    [Theory]
    [InlineData("NameID")]
    [InlineData("Audience")]
    [InlineData("AuthnContextClassRef")]
    [Spec("S-050")]
    public void An_element_inside_a_value_is_refused(string name) =>
        Refused(SamlReason.MixedValue, Validate(Good.Before(d => d.The(name).AppendChild(d.CreateElement("x")))));

    [Fact]
    [Spec("S-050")]
    public void A_comment_inside_of_either_issuer_is_refused()
    {
        Refused(SamlReason.MixedValue, Validate(Good.After(d => d.The("Issuer").PrependChild(d.CreateComment("x")))));
        Refused(SamlReason.MixedValue, Validate(Good.After(d => TestXml.One(d.The("Assertion"), "Issuer").PrependChild(d.CreateComment("x")))));
    }

    [Fact]
    [Spec("S-050")]
    public void CDATA_and_references_are_text_like_any_other()
    {
        var login = Login(Validate(Good with
        {
            NameId = new("a&b"),
            EditText = t => t.Replace("a&amp;b", "<![CDATA[a&]]>&#98;", StringComparison.Ordinal),
        }));
        Assert.Equal("a&b", login.Subject);
    }

    [Fact]
    [Spec("S-050")]
    public void Comments_between_elements_say_nothing_and_are_passed_over() =>
        Assert.Equal("u-1000", Login(Validate(Good.After(d =>
        {
            d.The("Subject").PrependChild(d.CreateComment("x"));
            d.The("Response").PrependChild(d.CreateComment("y"));
        }))).Subject);

    [Fact]
    [Spec("S-051")]
    public void Two_subjects_or_two_names_are_refused()
    {
        Refused(SamlReason.NotOneSubject, Validate(Good.Before(d => d.The("Assertion").AppendChild(d.The("Subject").CloneNode(true)))));
        Refused(SamlReason.NotOneSubject, Validate(Good.Before(d => d.The("Subject").AppendChild(d.The("NameID").CloneNode(true)))));
        Refused(SamlReason.NotOneSubject, Validate(Good.Before(d => d.Remove("Subject"))));
    }

    [Fact]
    [Spec("S-051")]
    public void The_name_in_a_confirmation_is_not_the_subject()
    {
        var name = $"<saml:NameID {Saml}>victim</saml:NameID>";
        Assert.Equal("u-1000", Login(Validate(Good.Before(d => d.The("SubjectConfirmation").PrependChild(TestXml.Element(d, name))))).Subject);
        Refused(SamlReason.NotOneSubject, Validate((Good with { NameId = null }).Before(d => d.The("SubjectConfirmation").PrependChild(TestXml.Element(d, name)))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("a\tb")]
    [InlineData("a\nb")]
    [InlineData("a\u0085b")]
    [Spec("S-052")]
    public void A_name_that_is_blank_or_has_control_characters_is_refused(string name) => Refused(SamlReason.BadNameId, Validate(Good with { NameId = new(name) }));

    [Theory]
    [InlineData("<script>&\"'")]
    [InlineData(" leading and trailing ")]
    [InlineData("CORP\\maria")]
    [InlineData("uid=maria,ou=\u00E9quipe,dc=example")]
    [InlineData("\u05D0\u200F\uD83D\uDE00")]
    [Spec("S-052"), Spec("IIP-G02")]
    public void Any_other_name_is_taken_unchanged(string name) => Assert.Equal(name, Login(Validate(Good with { NameId = new(name) })).Subject);

    [Fact]
    [Spec("S-052"), Spec("IIP-G02")]
    public void A_name_has_1024_characters_at_most()
    {
        Assert.Equal(new string('x', 1024), Login(Validate(Good with { NameId = new(new string('x', 1024)) })).Subject);
        Refused(SamlReason.BadNameId, Validate(Good with { NameId = new(new string('x', 1025)) }));
    }

    [Fact]
    [Spec("S-053")]
    public void A_transient_name_alone_makes_nobody()
    {
        var transient = Good with { NameId = new("t-1", SamlUris.Transient), Attributes = [new("employeeId", "e-7")] };
        Refused(SamlReason.TransientSubject, Validate(transient));
        var login = Login(Validate(transient, Trust with { SubjectAttribute = "employeeId" }));
        Assert.Equal(("e-7", new SamlNameId("t-1", SamlUris.Transient)), (login.Subject, login.NameId));
    }

    [Theory]
    [InlineData("employeeId")]
    [InlineData("urn:oasis:names:tc:SAML:attribute:subject-id")]
    [InlineData("urn:oasis:names:tc:SAML:attribute:pairwise-id")]
    [Spec("S-053"), Spec("SDP-SP13"), Spec("SDP-SP14")]
    public void The_subject_attribute_takes_the_place_of_a_name_that_is_missing(string attribute)
    {
        var login = Login(Validate(Good with { NameId = null, Attributes = [new(attribute, "E-7@acme.example")] }, Trust with { SubjectAttribute = attribute }));
        Assert.Equal("E-7@acme.example", login.Subject);
        Assert.Null(login.NameId);
    }

    [Fact]
    [Spec("S-053")]
    public void The_subject_attribute_must_have_exactly_one_usable_value()
    {
        var trust = Trust with { SubjectAttribute = "employeeId" };
        AttributeDraft[][] wrong =
        [
            [], [new("employeeId")], [new("employeeId", "a", "b")], [new("employeeId", "a"), new("employeeId", "a")], [new("employeeId", "")],
            [new("employeeId", " ")], [new("employeeId", "a\nb")], [new("employeeId", new string('x', 1025))], [new("EmployeeId", "a")],
            [new("other", "a") { FriendlyName = "employeeId" }],
        ];
        foreach (var attributes in wrong)
            Refused(SamlReason.MissingSubjectAttribute, Validate(Good with { Attributes = [.. attributes] }, trust));
    }

    [Fact]
    [Spec("S-054"), Spec("IIP-SP11")]
    public void An_attribute_is_known_by_its_Name_and_never_by_its_FriendlyName()
    {
        var login = Login(Validate(Good with { Attributes = [new("urn:oid:0.9.2342.19200300.100.1.3", "a@acme.example") { FriendlyName = "mail" }, new("mail", "b@acme.example")] }));
        Assert.Equal(
            [("urn:oid:0.9.2342.19200300.100.1.3", "mail", "a@acme.example"), ("mail", null, "b@acme.example")],
            login.Attributes.Select(a => (a.Name, a.FriendlyName, a.Values[0])));
    }

    [Fact]
    [Spec("S-055"), Spec("IIP-SP02"), Spec("IIP-SP10")]
    public void Many_values_empty_ones_untyped_ones_and_several_statements_are_taken()
    {
        var login = Login(Validate((Good with { Attributes = [new("groups", "a", "", "b"), new("none")] }).Before(d =>
        {
            d.Add("Assertion", $"""<saml:AttributeStatement {Saml}><saml:Attribute Name="groups" NameFormat="urn:x"><saml:AttributeValue>c</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>""");
            d.Add("Assertion", $"""<saml:AttributeStatement {Saml}><saml:Attribute Name="typed"><saml:AttributeValue xmlns:xsi="{SamlUris.Xsi}" xmlns:x="urn:x" xsi:type="x:unknown">d</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>""");
        })));
        Assert.Equal(["groups: a||b", "none: ", "groups: c", "typed: d"], login.Attributes.Select(a => $"{a.Name}: {string.Join('|', a.Values)}"));
        Assert.Equal("urn:x", login.Attributes[2].NameFormat);
        Assert.Empty(login.Notes);
    }

    [Theory]
    [InlineData("true", 0)]
    [InlineData("1", 0)]
    [InlineData("false", 1)]
    [Spec("S-055"), Spec("SAMLCore-2.7.3.1.1")]
    public void Nil_is_no_value(string nil, int values)
    {
        var login = Login(Validate((Good with { Attributes = [new("phone")] }).Before(d =>
            d.Add("Attribute", $"""<saml:AttributeValue {Saml} xmlns:xsi="{SamlUris.Xsi}" xsi:nil="{nil}"/>"""))));
        Assert.Equal(values, Assert.Single(login.Attributes).Values.Length);
    }

    [Fact]
    [Spec("S-056")]
    public void A_value_with_elements_inside_is_passed_over_and_that_is_noted()
    {
        var login = Login(Validate((Good with { Attributes = [new("email", "a@acme.example", "b")] }).Before(d =>
            d.The("AttributeValue").InnerXml = $"admin<saml:NameID {Saml}>@acme.example</saml:NameID>")));
        Assert.Equal(["b"], Assert.Single(login.Attributes).Values);
        Assert.Contains("email", Assert.Single(login.Notes), StringComparison.Ordinal);
    }

    [Fact]
    [Spec("S-056")]
    public void An_encrypted_or_nameless_attribute_is_passed_over_and_that_is_noted()
    {
        var login = Login(Validate(Good.Before(d =>
        {
            d.Add("AttributeStatement", $"<saml:EncryptedAttribute {Saml}/>");
            d.Add("AttributeStatement", $"<saml:Attribute {Saml}><saml:AttributeValue>x</saml:AttributeValue></saml:Attribute>");
        })));
        Assert.Equal((2, 2), (login.Attributes.Length, login.Notes.Length));
    }

    [Fact]
    [Spec("SAMLCore-2.2.3"), Spec("SDP-SP31")]
    public void A_name_keeps_all_that_a_logout_must_send_back()
    {
        var name = new NameIdDraft("u-1", SamlUris.EmailFormat) { NameQualifier = Idp, SpNameQualifier = Sp, SpProvidedId = "p" };
        var login = Login(Validate(Good with { NameId = name, SessionIndex = "s&1", SessionNotOnOrAfter = Now.AddHours(8) }));
        Assert.Equal(new SamlNameId("u-1", SamlUris.EmailFormat, Idp, Sp, "p"), login.NameId);
        Assert.Equal(("s&1", Now.AddHours(8)), (login.SessionIndex, login.SessionNotOnOrAfter));
    }

    [Fact]
    [Spec("SAMLCore-2.2.1")]
    public void A_BaseID_names_nobody_we_know() =>
        Refused(SamlReason.UnexpectedContent, Validate((Good with { NameId = null }).Before(d => d.The("Subject").PrependChild(TestXml.Element(d, $"<saml:BaseID {Saml}/>")))));

    [Fact]
    [Spec("SAMLCore-2.7.2")]
    public void Of_several_authentications_the_latest_counts_and_no_session_is_outlived()
    {
        var older = $"""<saml:AuthnStatement {Saml} AuthnInstant="2026-05-01T09:00:00Z" SessionIndex="old" SessionNotOnOrAfter="2026-05-01T13:00:00Z"/>""";
        var login = Login(Validate((Good with { SessionIndex = "new", SessionNotOnOrAfter = Now.AddHours(8) }).Before(d => d.Add("Assertion", older))));
        Assert.Equal((Now, "new", Now.AddHours(1)), (login.AuthnInstant, login.SessionIndex, login.SessionNotOnOrAfter));
        Assert.Contains("2 authentication statements", Assert.Single(login.Notes), StringComparison.Ordinal);
    }

    // Splits the text in two and gives the second half.
    private static XmlText Half(XmlElement element) => ((XmlText)element.FirstChild!).SplitText(element.InnerText.Length / 2);
}
