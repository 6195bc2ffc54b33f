using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Xml;
using static RunBroker.TestIdps.Hostile;
using static RunBroker.TestIdps.HostileDom;

namespace RunBroker.TestIdps;

/// <summary>S-020 to S-036: the signature's own form, its references, its values and its key.</summary>
internal static class HostileSignatures
{
    private static readonly HostileSetting Ec = new() { TrustsEc = true };

    public static ImmutableArray<HostileMessage> Present { get; } =
    [
        Draft("unsigned", "S-020", "NotSigned", "Nothing is signed.", (d, _) => d.Sign(false, false)),
        After("unsigned-stripped", "S-020", "NotSigned", "The signature was taken out.", d => Signature(Assertion(d)).Take()),
        After("unsigned-empty", "S-020", "MalformedSignature", "A Signature with nothing in it.", d => Signature(Assertion(d)).RemoveAll()),
        Draft("required-assertion", "S-021", "RequiredSignatureMissing", "Only the response is signed where the assertion must be.",
            (d, _) => d.Sign(false, true), g => g.BothSigned, new() { RequireSigned = "assertion" }),
        Draft("required-response", "S-021", "RequiredSignatureMissing", "Only the assertion is signed where the response must be.",
            (d, _) => d.Sign(true, false), g => g.BothSigned, new() { RequireSigned = "response" }),
        Draft("required-unsolicited", "S-021", "RequiredSignatureMissing", "An unsolicited answer without a signature over the response.",
            (d, _) => d.Sign(true, false), g => g.Unsolicited, new() { Unsolicited = true }),
        After("both-response-broken", "S-021", "WrongDigest", "The assertion's signature is true, the response's is not.",
            d => Response(d).SetAttribute("Consent", "urn:x"), g => g.BothSigned),
        Draft("both-assertion-broken", "S-021", "WrongDigest", "The response's signature is true, the assertion's is not.",
            (d, _) => d with { AfterAssertionSigned = doc => TestXml.One(doc, "NameID").InnerText = HostileGround.Victim },
                g => g.BothSigned),
        After("changed-name-id", "S-030", "WrongDigest", "The NameID was changed.",
            d => TestXml.One(d, "NameID").InnerText = HostileGround.Victim),
        After("changed-attribute", "S-030", "WrongDigest", "An attribute value was changed.",
            d => TestXml.One(d, "AttributeValue").InnerText = "ceo@tagoio.example"),
        After("changed-blank", "S-040", "WrongDigest", "A blank was put between two elements.",
            d => Assertion(d).AppendChild(d.CreateWhitespace(" "))),
        After("changed-schema-location", "S-007", "WrongDigest", "A schemaLocation was put on the assertion.",
            d => Assertion(d).SetAttribute("schemaLocation", SamlUris.Xsi, "urn:x http://attacker.example/x.xsd")),
        Draft("stranger", "S-035", "BadSignature", "Signed with the attacker's key; KeyInfo shows the attacker's certificate.",
            (d, g) => d with { Key = g.Attacker }),
        Draft("stranger-true-certificate", "S-035", "BadSignature",
            "Signed with the attacker's key; KeyInfo shows the provider's certificate.",
            (d, g) => d with { Key = g.Attacker, AssertionSignature = new() { Presented = g.Idp } }),
        Draft("stranger-no-key-info", "S-035", "BadSignature", "Signed with the attacker's key, without KeyInfo.",
            (d, g) => d with { Key = g.Attacker, AssertionSignature = new() { KeyInfo = false } }),
        KeyInfo("stranger-key-value", "the attacker's bare key",
            g => $"<ds:KeyInfo xmlns:ds=\"{SamlUris.Dsig}\"><ds:KeyValue>{g.Attacker.Rsa.ToXmlString(false)}</ds:KeyValue></ds:KeyInfo>"),
        KeyInfo("stranger-retrieval", "an address of the certificate",
            _ => $"<ds:KeyInfo xmlns:ds=\"{SamlUris.Dsig}\"><ds:RetrievalMethod Type=\"{SamlUris.Dsig}X509Data\" URI=\"http://attacker.example/cert\"/></ds:KeyInfo>"),
        KeyInfo("stranger-pkcs12", "a container with a million rounds",
            g => $"<ds:KeyInfo xmlns:ds=\"{SamlUris.Dsig}\"><ds:X509Data><ds:X509Certificate>MIIBAAIBAzCB</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"),
        Draft("key-of-other-kind", "S-029", "NoKeyForAlgorithm", "Signed with an EC key where only RSA is trusted.", (_, g) => g.EcSigned),
        Signed("method-of-other-kind", "S-029", "NoKeyForAlgorithm", "An RSA signature that calls itself ECDSA.", (p, _) => p with
        {
            EditSignedInfo = i => TestXml.One(i, "SignatureMethod").SetAttribute("Algorithm", SamlUris.EcdsaSha256),
        }),
    ];

    public static ImmutableArray<HostileMessage> Values { get; } =
    [
        Value("value-empty", "MalformedSignature", "An empty SignatureValue.", _ => ""),
        Value("value-flipped", "BadSignature", "One bit of the signature was turned.", v => Flip(v)),
        Value("value-zero", "BadSignature", "A signature of zeros.",
            v => Convert.ToBase64String(new byte[Convert.FromBase64String(v).Length])),
        Value("value-short", "BadSignature", "The last octet is missing.", v => Convert.ToBase64String(Convert.FromBase64String(v)[..^1])),
        Value("value-long", "BadSignature", "An octet follows the signature.",
            v => Convert.ToBase64String([.. Convert.FromBase64String(v), 0])),
        Value("value-leading-zero", "BadSignature", "A zero before the signature.",
            v => Convert.ToBase64String([0, .. Convert.FromBase64String(v)])),
        Value("value-not-base64", "MalformedSignature", "A SignatureValue that is not base64.", _ => "not base64"),
        EditedSignature("value-comment", "S-033", "MalformedSignature", "A comment inside SignatureValue.",
            s => TestXml.One(s, "SignatureValue").AppendChild(s.OwnerDocument.CreateComment("x"))),
        EditedSignature("value-element", "S-030", "MalformedSignature", "An element inside SignatureValue.",
            s => TestXml.One(s, "SignatureValue").AppendChild(Ds(s.OwnerDocument, "x"))),
        EditedSignature("value-missing", "S-030", "MalformedSignature", "No SignatureValue.", s => TestXml.One(s, "SignatureValue").Take()),
        EditedSignature("value-twice", "S-030", "MalformedSignature", "Two SignatureValues.",
            s => s.AppendChild(TestXml.One(s, "SignatureValue").Copy())),
        EcValue("ec-zero", "A signature with r = s = 0, which verifies anything where nobody checks.", v => new byte[v.Length]),
        EcValue("ec-der", "An ECDSA signature in DER.", v => Der(v)),
        EcValue("ec-half", "Half of an ECDSA signature.", v => v[..(v.Length / 2)]),
        EcValue("ec-padded", "Longer numbers with zeros in front.", v => [0, .. v[..(v.Length / 2)], 0, .. v[(v.Length / 2)..]]),
        SignedOver("empty-octets", "S-034", "A signature over nothing, as where canonicalization failed.", []),
        Draft("digest-of-nothing", "S-034", "WrongDigest", "The digest of empty octets, truly signed.", (d, _) => d with
        {
            AssertionSignature = new() { EditSignedInfo = i => Set(i, "DigestValue", Convert.ToBase64String(SHA256.HashData([]))) },
        }),
        EditedInfo("digest-empty", "S-030", "MalformedSignature", "An empty DigestValue.", i => Set(i, "DigestValue", "")),
        EditedInfo("digest-short", "S-030", "MalformedSignature", "The first four octets of the digest.",
            i => Set(i, "DigestValue", Convert.ToBase64String(Convert.FromBase64String(TestXml.One(i, "DigestValue").InnerText)[..4]))),
        EditedInfo("digest-long", "S-030", "MalformedSignature", "The digest with an octet behind it.",
            i => Set(i, "DigestValue", Convert.ToBase64String([.. Convert.FromBase64String(TestXml.One(i, "DigestValue").InnerText), 0]))),
        EditedInfo("digest-not-base64", "S-030", "MalformedSignature", "A DigestValue that is not base64.",
            i => Set(i, "DigestValue", "%%%%")),
        EditedInfo("digest-twice", "S-030", "MalformedSignature", "Two DigestValues.",
            i => TestXml.One(i, "Reference").AppendChild(TestXml.One(i, "DigestValue").Copy())),
        EditedInfo("digest-element", "S-030", "MalformedSignature", "An element inside DigestValue.",
            i => TestXml.One(i, "DigestValue").AppendChild(Ds(i.OwnerDocument, "x"))),
        EditedSignature("digest-comment", "S-033", "MalformedSignature", "A comment inside DigestValue, with a smuggled digest before it.",
            s =>
        {
            var value = TestXml.One(s, "DigestValue");
            value.PrependChild(s.OwnerDocument.CreateComment("forged"));
        }),
    ];

    public static ImmutableArray<HostileMessage> Form { get; } =
    [
        EditedSignature("signed-info-missing", "S-023", "MalformedSignature", "No SignedInfo.", s => TestXml.One(s, "SignedInfo").Take()),
        EditedSignature("signed-info-twice", "S-031", "MalformedSignature", "A forged SignedInfo before the true one.",
            s => s.PrependChild(ForgedInfo(s))),
        EditedSignature("signed-info-twice-last", "S-031", "MalformedSignature", "A forged SignedInfo behind the true one.",
            s => s.AppendChild(ForgedInfo(s))),
        EditedSignature("signed-info-in-object", "S-031", "MalformedSignature",
            "The true SignedInfo in an Object, a forged one in its place.", s =>
        {
            var (truth, forged) = (TestXml.One(s, "SignedInfo"), ForgedInfo(s));
            s.ReplaceChild(forged, truth);
            var holder = Ds(s.OwnerDocument, "Object");
            holder.AppendChild(truth);
            s.AppendChild(holder);
        }),
        EditedSignature("signed-info-nested", "S-031", "MalformedSignature", "A SignedInfo inside SignedInfo.",
            s => TestXml.One(s, "SignedInfo").AppendChild(ForgedInfo(s))),
        EditedInfo("signed-info-text", "S-033", "MalformedSignature", "Text inside SignedInfo.",
            i => i.AppendChild(i.OwnerDocument.CreateTextNode("admin"))),
        EditedInfo("signed-info-instruction", "S-033", "MalformedSignature", "A processing instruction inside SignedInfo.",
            i => i.AppendChild(i.OwnerDocument.CreateProcessingInstruction("x", "y"))),
        EditedSignature("signed-info-comment", "S-033", "MalformedSignature", "A comment inside SignedInfo.",
            s => TestXml.One(s, "SignedInfo").AppendChild(s.OwnerDocument.CreateComment("x"))),
        EditedSignature("signature-unknown-child", "S-032", "MalformedSignature", "An element of nobody in the signature.",
            s => s.AppendChild(s.OwnerDocument.CreateElement("x", "y", "urn:x"))),
        EditedSignature("object-empty", "S-032", "MalformedSignature", "An empty Object.",
            s => s.AppendChild(Ds(s.OwnerDocument, "Object"))),
        EditedSignature("object-manifest", "S-032", "MalformedSignature", "A Manifest with references nobody checks.",
            s => s.AppendChild(TestXml.Element(s.OwnerDocument,
            $"<ds:Object xmlns:ds=\"{SamlUris.Dsig}\"><ds:Manifest><ds:Reference URI=\"http://attacker.example/\"/></ds:Manifest></ds:Object>"))),
        EditedSignature("object-properties", "S-032", "MalformedSignature", "SignatureProperties.",
            s => s.AppendChild(TestXml.Element(s.OwnerDocument,
            $"<ds:Object xmlns:ds=\"{SamlUris.Dsig}\"><ds:SignatureProperties><ds:SignatureProperty Target=\"#x\"/></ds:SignatureProperties></ds:Object>"))),
        EditedInfo("hmac-output-length", "S-029", "MalformedSignature", "HMACOutputLength in SignatureMethod: compare no bits.",
            i => TestXml.One(i, "SignatureMethod").AppendChild(TestXml.Element(i.OwnerDocument,
                $"<ds:HMACOutputLength xmlns:ds=\"{SamlUris.Dsig}\">0</ds:HMACOutputLength>"))),

        EditedInfo("reference-none", "S-023", "WrongReference", "No Reference at all: nothing is signed.",
            i => TestXml.One(i, "Reference").Take()),
        EditedInfo("reference-twice", "S-023", "WrongReference", "The same Reference twice.",
            i => i.AppendChild(TestXml.One(i, "Reference").Copy())),
        EditedInfo("reference-thousand", "S-010", "WrongReference", "A thousand References.", i =>
        {
            for (var n = 0; n < 150; n++) i.AppendChild(TestXml.One(i, "Reference").Copy());
        }),
        Reference("reference-empty", "the whole document", ""),
        Reference("reference-hash", "nothing after the hash", "#"),
        Reference("reference-dangling", "an ID that is not there", "#_nothing"),
        Reference("reference-bare", "the ID without a hash", "ID"),
        Reference("reference-xpointer-root", "an XPointer to the root", "#xpointer(/)"),
        Reference("reference-xpointer-id", "an XPointer to an ID", "#xpointer(id('_forged'))"),
        Reference("reference-http", "an address on the network", "http://attacker.example/assertion.xml"),
        Reference("reference-metadata-service", "the metadata service of a cloud", "http://169.254.169.254/latest/meta-data/"),
        Reference("reference-file", "a file", "file:///etc/passwd"),
        Reference("reference-cid", "an attachment", "cid:assertion"),
        Reference("reference-data", "a data address", "data:text/xml,<x/>"),
        EditedInfo("reference-missing", "S-023", "WrongReference", "The Reference has no URI.",
            i => TestXml.One(i, "Reference").RemoveAttribute("URI")),
        EditedInfo("reference-response", "S-023", "WrongReference", "The assertion's Reference means the response.",
            i => TestXml.One(i, "Reference").SetAttribute("URI", "#" + Response(i.OwnerDocument).GetAttribute("ID"))),
        EditedInfo("reference-case", "S-023", "WrongReference", "The Reference has the ID in another case.",
            i => TestXml.One(i, "Reference").SetAttribute("URI", TestXml.One(i, "Reference").GetAttribute("URI").ToUpperInvariant())),
        EditedInfo("reference-blank", "S-023", "WrongReference", "The Reference has a blank behind the ID.",
            i => TestXml.One(i, "Reference").SetAttribute("URI", TestXml.One(i, "Reference").GetAttribute("URI") + " ")),
        EditedInfo("reference-escaped", "S-023", "WrongReference", "The Reference has the ID percent-encoded.",
            i => TestXml.One(i, "Reference").SetAttribute("URI", "#%5F" + TestXml.One(i, "Reference").GetAttribute("URI")[2..])),
    ];

    private static HostileMessage Value(string name, string reason, string how, Func<string, string> value) =>
        EditedSignature(name, "S-030", reason, how, s =>
        Set(s, "SignatureValue", value(TestXml.One(s, "SignatureValue").InnerText)));

    private static HostileMessage EcValue(string name, string how, Func<byte[], byte[]> value) =>
        Draft(name, "S-030", "BadSignature", how, (d, g) => d with
        {
            AssertionSignature = new()
            {
                Method = SamlUris.EcdsaSha256,
                SignWith = octets => value(TestXmlSigner.Value(SamlUris.EcdsaSha256, g.IdpEc, octets))
            },
        }, g => g.EcSigned, Ec);

    private static HostileMessage SignedOver(string name, string attack, string how, byte[] other) =>
        Signed(name, attack, "BadSignature", how,
        (p, g) => p with { SignWith = _ => TestXmlSigner.Value(p.Method, g.Idp, other) });

    private static HostileMessage KeyInfo(string name, string what, Func<HostileGround, string> text) =>
        Draft(name, "S-035", "BadSignature",
        $"Signed with the attacker's key; KeyInfo shows {what}.", (d, g) => d with
        {
            Key = g.Attacker,
            AssertionSignature = new()
            {
                EditSignature = s =>
                s.ReplaceChild(TestXml.Element(s.OwnerDocument, text(g)), TestXml.One(s, "KeyInfo"))
            },
        });

    private static HostileMessage Reference(string name, string what, string uri) =>
        Signed(name, "S-023", "WrongReference", $"The Reference is to {what}.", (p, _) => p with { Uri = uri });

    private static HostileMessage EditedInfo(string name, string attack, string reason, string how, Action<XmlElement> edit) =>
        Signed(name, attack, reason, how, (p, _) => p with { EditSignedInfo = edit });

    private static HostileMessage EditedSignature(string name, string attack, string reason, string how, Action<XmlElement> edit) =>
        Signed(name, attack, reason, how, (p, _) => p with { EditSignature = edit });

    private static XmlElement ForgedInfo(XmlElement signature)
    {
        var forged = TestXml.One(signature, "SignedInfo").Copy();
        Set(forged, "DigestValue", Convert.ToBase64String(new byte[32]));
        return forged;
    }

    private static void Set(XmlElement within, string name, string value) => TestXml.One(within, name).InnerText = value;

    private static string Flip(string base64)
    {
        var octets = Convert.FromBase64String(base64);
        octets[^1] ^= 1;
        return Convert.ToBase64String(octets);
    }

    private static byte[] Der(byte[] joined)
    {
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteIntegerUnsigned(joined.AsSpan(0, joined.Length / 2).TrimStart((byte)0));
            writer.WriteIntegerUnsigned(joined.AsSpan(joined.Length / 2).TrimStart((byte)0));
        }
        return writer.Encode();
    }
}
