using System.Collections.Immutable;
using System.Xml;
using static RunBroker.TestIdps.Hostile;
using static RunBroker.TestIdps.HostileDom;

namespace RunBroker.TestIdps;

/// <summary>S-012 to S-015: messages that are not the one that belongs here, or have parts that belong nowhere.</summary>
internal static class HostileShape
{
    private const string Soap = "http://schemas.xmlsoap.org/soap/envelope/";

    public static ImmutableArray<HostileMessage> All { get; } =
    [
        Text("root-assertion", "S-012", "WrongRoot", "A signed assertion by itself, without a response.", t => AssertionOf(t).OuterXml),
        Text("root-soap", "S-012", "WrongRoot", "The response in a SOAP envelope.",
            t => $"<s:Envelope xmlns:s=\"{Soap}\"><s:Body>{t}</s:Body></s:Envelope>"),
        Text("root-wrapped", "S-012", "WrongRoot", "The response in an element of nobody.", t => $"<wrapper>{t}</wrapper>"),
        Renamed("root-logout-response", "LogoutResponse"),
        Renamed("root-artifact-response", "ArtifactResponse"),
        Renamed("root-authn-request", "AuthnRequest"),
        Renamed("root-lower-case", "response"),
        Text("root-saml1", "S-012", "WrongRoot", "A response of SAML 1.",
            t => t.Swap(SamlUris.Protocol, "urn:oasis:names:tc:SAML:1.0:protocol")),
        Text("root-namespace-case", "S-012", "WrongRoot", "The protocol namespace in another case.",
            t => t.Swap(SamlUris.Protocol, SamlUris.Protocol.ToUpperInvariant())),
        Text("root-namespace-blank", "S-012", "WrongRoot", "The protocol namespace with a blank behind it.",
            t => t.Swap(SamlUris.Protocol + "\"", SamlUris.Protocol + " \"")),
        Text("root-no-namespace", "S-012", "WrongRoot", "The response in no namespace.",
            t => t.Swap("<samlp:Response ", "<Response ").Swap("</samlp:Response>", "</Response>")),

        After("child-unknown", "S-013", "UnexpectedContent", "An element of nobody in the response.",
            d => Response(d).AppendChild(d.CreateElement("x", "admin", "urn:x"))),
        After("child-xinclude", "S-007", "UnexpectedContent", "An XInclude of a file in the response.",
            d => Response(d).AppendChild(TestXml.Element(d,
                "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"file:///etc/passwd\" parse=\"text\"/>"))),
        After("child-text", "S-013", "UnexpectedContent", "Text between the elements of the response.",
            d => Response(d).AppendChild(d.CreateTextNode("admin"))),
        After("child-response", "S-013", "UnexpectedContent", "A response without assertion inside the response.", d =>
        {
            var inner = New(Response(d), "Response");
            inner.SetAttribute("ID", "_inner");
            Response(d).AppendChild(inner);
        }),
        After("child-issuer-twice", "S-013", "UnexpectedContent", "Two issuers in the response.",
            d => Response(d).InsertBefore(TestXml.One(d, "Issuer").Copy(), TestXml.One(d, "Status"))),
        After("child-subject", "S-013", "UnexpectedContent", "A subject directly in the response.", d =>
            Response(d).AppendChild(TestXml.One(Forged(Assertion(d)), "Subject"))),

        After("assertion-none", "S-014", "NotOneAssertion", "A success without an assertion.", d => Assertion(d).Take()),
        Draft("assertion-none-signed", "S-014", "NotOneAssertion", "A success without an assertion, truly signed.",
            (d, _) => d with { HasAssertion = false }, g => g.ResponseSigned),
        Draft("assertion-two-signed", "S-014", "NotOneAssertion", "Two assertions, both truly signed by the provider.", (d, g) => d with
        {
            AfterSigning = doc => Response(doc).AppendChild(doc.ImportNode(Assertion(TestXml.Parse((g.AssertionSigned with { NameId = new(HostileGround.Victim) }).Write())), true)),
        }),
        Draft("assertion-and-encrypted", "S-014", "NotOneAssertion", "A clear assertion and an encrypted one.", (d, g) => d with
        {
            AfterSigning = doc => Response(doc).AppendChild(doc.ImportNode(TestXml.One(TestXml.Parse(g.Encrypted.Write()),
                "EncryptedAssertion"), true)),
        }),
        Hidden("hidden-in-extensions", "the response's Extensions", Extensions),
        Hidden("hidden-in-status-detail", "StatusDetail", StatusDetail),
        HiddenInside("hidden-in-advice", "Advice of the true assertion", a => Advice(a)),
        HiddenInside("hidden-in-attribute-value", "an attribute value", a => Emptied(TestXml.One(a, "AttributeValue"))),
        HiddenInside("hidden-in-confirmation-data", "SubjectConfirmationData", a => TestXml.One(a, "SubjectConfirmationData")),
        HiddenInside("hidden-in-authn-context", "a declaration of the authentication context", a =>
        {
            var declaration = New(a, "AuthnContextDecl");
            TestXml.One(a, "AuthnContext").AppendChild(declaration);
            return declaration;
        }),
        HiddenInside("hidden-in-conditions", "Conditions", a => TestXml.One(a, "Conditions")),
        Draft("hidden-encrypted-in-extensions", "S-014", "HiddenAssertion", "An encrypted assertion in the response's Extensions.",
            (d, g) => d with
        {
            AfterSigning = doc => Extensions(doc).AppendChild(doc.ImportNode(TestXml.One(TestXml.Parse(g.Encrypted.Write()),
                "EncryptedAssertion"), true)),
        }),
        After("hidden-saml1", "S-014", "UnexpectedContent", "An assertion of SAML 1 beside the true one.",
            d => Response(d).AppendChild(d.CreateElement("s1", "Assertion", "urn:oasis:names:tc:SAML:1.0:assertion"))),

        Draft("response-version-1.1", "S-015", "WrongVersion", "The response says 1.1.", (d, _) => d with { ResponseVersion = "1.1" }),
        Draft("response-version-missing", "S-015", "WrongVersion", "The response names no version.",
            (d, _) => d with { ResponseVersion = null }),
        Draft("assertion-version-3", "S-015", "WrongVersion", "The assertion says 3.0.", (d, _) => d with { AssertionVersion = "3.0" }),
        Draft("assertion-version-missing", "S-015", "WrongVersion", "The assertion names no version.",
            (d, _) => d with { AssertionVersion = null }),
        Draft("response-id-missing", "S-015", "MissingAttribute", "The response has no ID.", (d, _) => d with { ResponseId = null }),
        Draft("response-id-empty", "S-015", "MissingAttribute", "The response has an empty ID.", (d, _) => d with { ResponseId = "" }),
        Draft("response-instant-missing", "S-015", "MissingAttribute", "The response has no IssueInstant.",
            (d, _) => d with { ResponseIssuedAt = null }),
        Draft("assertion-id-missing", "S-015", "MissingAttribute", "The assertion has no ID; the response is signed.",
            (d, _) => d with { AssertionId = null }, g => g.ResponseSigned),
        Draft("assertion-instant-missing", "S-015", "MissingAttribute", "The assertion has no IssueInstant.",
            (d, _) => d with { AssertionIssuedAt = null }),
        Time("time-offset", "a time zone", "2026-05-01T12:00:00+00:00"),
        Time("time-no-zone", "no time zone", "2026-05-01T12:00:00"),
        Time("time-date-only", "no time of day", "2026-05-01"),
        Time("time-no-such-day", "a day that does not exist", "2026-02-30T12:00:00Z"),
        Time("time-year-99999", "five digits in the year", "99999-05-01T12:00:00Z"),
        Time("time-negative", "a year before Christ", "-2026-05-01T12:00:00Z"),
        Time("time-words", "words", "tomorrow"),
    ];

    private static HostileMessage Renamed(string name, string element) =>
        Text(name, "S-012", "WrongRoot", $"The response calls itself {element}.",
        t => t.Swap("<samlp:Response ", $"<samlp:{element} ").Swap("</samlp:Response>", $"</samlp:{element}>"));

    private static HostileMessage Hidden(string name, string where, Func<XmlDocument, XmlElement> place) =>
        After(name, "S-014", "HiddenAssertion",
        $"A forged assertion in {where}.", d => place(d).AppendChild(Forged(Assertion(d))));

    /// <summary>Put there before signing: even the provider's own signature over it does not make it one assertion.</summary>
    private static HostileMessage HiddenInside(string name, string where, Func<XmlElement, XmlElement> place) =>
        Before(name, "S-014", "HiddenAssertion",
        $"A forged assertion in {where}, truly signed.", d =>
        {
            var forged = Forged(Assertion(d));
            place(Assertion(d)).AppendChild(forged);
        });

    private static HostileMessage Time(string name, string what, string value) =>
        Before(name, "S-068", "BadTime", $"NotOnOrAfter with {what}.",
        d => HostileDom.Attribute(d, "Conditions", "NotOnOrAfter", value));

    private static XmlElement Emptied(XmlElement e)
    {
        e.InnerText = "";
        return e;
    }

    private static XmlElement AssertionOf(string text) => Assertion(TestXml.Parse(text));
}
