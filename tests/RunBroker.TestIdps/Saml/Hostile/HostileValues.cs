using System.Collections.Immutable;
using System.Xml;
using static RunBroker.TestIdps.Hostile;
using static RunBroker.TestIdps.HostileDom;

namespace RunBroker.TestIdps;

/// <summary>S-050 to S-056: values that one reader sees otherwise than another, and subjects in doubt. The signatures are true.</summary>
internal static class HostileValues
{
    private static readonly HostileSetting ByEmployee = new() { SubjectAttribute = "email" };

    public static ImmutableArray<HostileMessage> All { get; } =
    [
        // Comments fall out of the canonical octets, so these signatures stay true whoever puts the comment there.
        Comment("comment-name-id", "NameID"),
        Comment("comment-issuer", "Issuer", inAssertion: true),
        Comment("comment-audience", "Audience"),
        Comment("comment-attribute", "AttributeValue"),
        Comment("comment-authn-context", "AuthnContextClassRef"),
        Comment("comment-response-issuer", "Issuer", inAssertion: false),
        Within("instruction-name-id", "A processing instruction", "NameID", d => d.CreateProcessingInstruction("x", "y")),
        Within("instruction-audience", "A processing instruction", "Audience", d => d.CreateProcessingInstruction("x", "y")),
        Within("element-name-id", "An element", "NameID", d => d.CreateElement("x", "y", "urn:x")),
        Within("element-issuer", "An element", "Issuer", d => d.CreateElement("x", "y", "urn:x")),
        Within("element-audience", "An element", "Audience", d => d.CreateElement("x", "y", "urn:x")),
        Before("name-id-twice", "S-051", "NotOneSubject", "Two NameIDs in one subject.",
            d => TestXml.One(d, "Subject").InsertAfter(Victim(d), TestXml.One(d, "NameID"))),
        Before("subject-twice", "S-051", "NotOneSubject", "Two subjects.", d =>
        {
            var second = TestXml.One(d, "Subject").Copy();
            TestXml.One(second, "NameID").InnerText = HostileGround.Victim;
            Assertion(d).InsertAfter(second, TestXml.One(d, "Subject"));
        }),
        Before("subject-missing", "S-051", "NotOneSubject", "No subject.", d => TestXml.One(d, "Subject").Take()),
        Before("name-id-in-confirmation", "S-051", "NotOneSubject", "A NameID in the confirmation only.",
            d => TestXml.One(d, "SubjectConfirmation").PrependChild(TestXml.One(d, "NameID").Take())),
        Before("name-id-base", "S-051", "UnexpectedContent", "A BaseID in place of the NameID.", d =>
        {
            TestXml.One(d, "Subject").PrependChild(New(Assertion(d), "BaseID"));
            TestXml.One(d, "NameID").Take();
        }),
        Name("name-id-empty", "BadNameId", "An empty NameID.", ""),
        Name("name-id-blank", "BadNameId", "A NameID of blanks.", "   "),
        Name("name-id-long", "BadNameId", "A NameID of 1,025 characters.", new string('n', 1025)),
        Name("name-id-tab", "BadNameId", "A tab in the NameID.", "u-10\t00"),
        Name("name-id-line-break", "BadNameId", "A line break in the NameID: a second line in a log.", "u-1000\nlogin ok user=u-0001"),
        Name("name-id-next-line", "BadNameId", "A next-line control character in the NameID.", "u-1000\u0085"),
        Draft("name-id-transient", "S-053", "TransientSubject", "Only a transient NameID, another one each time.",
            (d, _) => d with { NameId = new(ResponseDraft.NewId(), SamlUris.Transient) }),
        Draft("subject-attribute-missing", "S-053", "MissingSubjectAttribute", "The attribute that names the person is not there.",
            (d, _) => d with { Attributes = [new("groups", "staff")] }, null, ByEmployee),
        Draft("subject-attribute-twice", "S-053", "MissingSubjectAttribute", "The attribute that names the person has two values.",
            (d, _) => d with { Attributes = [new("email", "maria@tagoio.example", "ceo@tagoio.example")] }, null, ByEmployee),
        Draft("subject-attribute-repeated", "S-053", "MissingSubjectAttribute", "The attribute that names the person comes twice.",
            (d, _) => d with { Attributes = [new("email", "maria@tagoio.example"), new("email", "ceo@tagoio.example")] }, null, ByEmployee),
        Draft("subject-attribute-empty", "S-053", "MissingSubjectAttribute", "The attribute that names the person is empty.",
            (d, _) => d with { Attributes = [new("email", "")] }, null, ByEmployee),
        Draft("subject-attribute-friendly", "S-054", "MissingSubjectAttribute", "Another attribute has the name as its FriendlyName.",
            (d, _) => d with { Attributes = [new("urn:x:own-choice", "ceo@tagoio.example") { FriendlyName = "email" }] }, null, ByEmployee),
        Draft("subject-attribute-case", "S-054", "MissingSubjectAttribute", "The attribute's name is in another case.",
            (d, _) => d with { Attributes = [new("Email", "ceo@tagoio.example")] }, null, ByEmployee),
        Before("subject-attribute-complex", "S-056", "MissingSubjectAttribute", "The attribute that names the person has XML for a value.",
            d => TestXml.One(d, "AttributeValue").InnerXml = "<x>ceo@</x><y>tagoio.example</y>", null, ByEmployee),
    ];

    private static HostileMessage Comment(string name, string element, bool inAssertion = true) => After(name, "S-050", "MixedValue",
        $"A comment inside {element}{(inAssertion ? "" : " of the response")}, put there after signing.", d =>
        {
            var value = TestXml.One(inAssertion ? Assertion(d) : d, element);
            var text = value.InnerText;
            value.InnerText = text[..(text.Length / 2)];
            value.AppendChild(d.CreateComment("x"));
            value.AppendChild(d.CreateTextNode(text[(text.Length / 2)..]));
        });

    private static HostileMessage Within(string name, string what, string element, Func<XmlDocument, XmlNode> make) =>
        Before(name, "S-050", "MixedValue",
        $"{what} inside {element}, truly signed.", d => TestXml.One(Assertion(d), element).AppendChild(make(d)));

    private static HostileMessage Name(string name, string reason, string how, string value) =>
        Draft(name, "S-052", reason, how, (d, _) => d with { NameId = new(value) });

    private static XmlElement Victim(XmlDocument d)
    {
        var victim = TestXml.One(d, "NameID").Copy();
        victim.InnerText = HostileGround.Victim;
        return victim;
    }
}
