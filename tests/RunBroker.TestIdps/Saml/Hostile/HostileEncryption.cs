using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using static RunBroker.TestIdps.Hostile;
using static RunBroker.TestIdps.HostileDom;

namespace RunBroker.TestIdps;

/// <summary>S-080 to S-088: anybody can encrypt to a public key, so that something came encrypted makes nothing in it true.</summary>
internal static class HostileEncryption
{
    private static readonly HostileSetting Cbc = new() { AllowCbc = true };

    public static ImmutableArray<HostileMessage> All { get; } =
    [
        // What is inside: whatever is wrong there, one answer (S-085).
        Draft("encrypted-unsigned", "S-080", "DecryptionFailed", "An assertion that nobody signed, encrypted.",
            (d, _) => d.Sign(false, false), g => g.Encrypted),
        Draft("encrypted-by-attacker", "S-080", "DecryptionFailed", "An assertion that the attacker signed, encrypted.",
            (d, g) => d with { Key = g.Attacker }, g => g.Encrypted),
        Draft("encrypted-changed", "S-080", "DecryptionFailed", "An assertion that was changed after signing, encrypted.",
            (d, _) => d with { AfterAssertionSigned = doc => TestXml.One(doc, "NameID").InnerText = HostileGround.Victim },
                g => g.Encrypted),
        Inside("inside-two", "Two assertions.", text => text + text),
        Inside("inside-nothing", "Nothing.", _ => ""),
        Inside("inside-text", "Text.", _ => "admin"),
        Inside("inside-response", "A response.", text => $"<samlp:Response xmlns:samlp=\"{SamlUris.Protocol}\">{text}</samlp:Response>"),
        Inside("inside-doctype", "A document type declaration before the assertion.", text => "<!DOCTYPE x>" + text),
        Inside("inside-entity", "An entity that reads a file.", text => "<!DOCTYPE x [<!ENTITY f SYSTEM \"file:///etc/passwd\">]>"
            + text.Swap(">u-1000<", ">&f;<")),
        Inside("inside-cut", "Half of an assertion.", text => text[..(text.Length / 2)]),
        Inside("inside-deep", "Elements nested 60 deep.", text => text.Swap("<saml:Subject>", Deep(60) + "<saml:Subject>")),
        Inside("inside-hidden", "An assertion inside the assertion.",
            text => text.Swap("<saml:Subject>", $"<saml:Advice>{text}</saml:Advice><saml:Subject>")),
        Inside("inside-encrypted", "An encrypted assertion once more.",
            text => $"<saml:EncryptedAssertion xmlns:saml=\"{SamlUris.Assertion}\"/>"),
        Inside("inside-saml1", "An assertion of SAML 1.", text => text.Swap(SamlUris.Assertion, "urn:oasis:names:tc:SAML:1.0:assertion")),
        Encrypted("inside-latin1", "S-081", "DecryptionFailed", "Octets that are no UTF-8.",
            (p, _) => p with { EditPlaintext = t => Encoding.Latin1.GetBytes(t.Swap(">u-1000<", ">\u00E9<")) }),

        // What goes wrong on the way in: the same answer.
        Encrypted("key-other-recipient", "S-085", "DecryptionFailed", "Encrypted for another service.",
            (p, g) => p with { RecipientCertificate = g.OtherSp.Der }),
        Cipher("cipher-flipped", "One bit of the content was turned.", c => Flip(c, c.Length / 2)),
        Cipher("cipher-tag-flipped", "One bit of the tag was turned.", c => Flip(c, c.Length - 1)),
        Cipher("cipher-iv-flipped", "One bit of the nonce was turned.", c => Flip(c, 0)),
        Cipher("cipher-tag-short", "A tag that was cut to four octets.", c => c[..^12]),
        Cipher("cipher-noise", "Octets of no meaning.", c => RandomNumberGenerator.GetBytes(c.Length)),
        Encrypted("key-too-short", "S-083", "DecryptionFailed", "A key of 128 bits for AES-256.",
            (p, _) => p with { EditKey = k => k[..16] }),
        Encrypted("key-too-long", "S-083", "DecryptionFailed", "A key of 256 bits for AES-128.",
            (p, _) => p with { Content = SamlUris.Aes128Gcm, EditKey = k => [.. k, .. k] }),
        Encrypted("key-changed", "S-085", "DecryptionFailed", "Another key than the content was encrypted with.",
            (p, _) => p with { EditKey = k => Flip(k, 0) }),
        Edited("cipher-too-short", "S-083", "MalformedEncryption", "Less content than nonce and tag.",
            e => Data(e).InnerText = Convert.ToBase64String(new byte[20])),
        Edited("cipher-empty", "S-083", "MalformedEncryption", "No content.", e => Data(e).InnerText = ""),
        Edited("cipher-not-base64", "S-083", "MalformedEncryption", "Content that is not base64.", e => Data(e).InnerText = "%%%"),

        // Algorithms: refused by name, before a private key is used.
        Encrypted("cbc-not-allowed", "S-082", "EncryptionNotAllowed", "CBC, where the connection does not allow it.",
            (p, _) => p with { Content = SamlUris.Aes256Cbc }),
        Encrypted("cbc-unsigned-response", "S-082", "EncryptionNotAllowed",
            "CBC, allowed, but not under a signature over the response: a padding oracle.",
            (p, _) => p with { Content = SamlUris.Aes256Cbc }, null, Cbc),
        Encrypted("cbc-relabelled", "S-083", "EncryptionNotAllowed", "GCM content that calls itself CBC, to learn its key by the padding.",
            (p, _) => p with { Edit = e => TestXml.One(e, "EncryptionMethod").SetAttribute("Algorithm", SamlUris.Aes256Cbc) }),
        Encrypted("triple-des", "S-084", "EncryptionNotAllowed", "Triple DES.", (p, _) => p with { Content = SamlUris.TripleDesCbc },
            g => g.EncryptedUnderSignature, Cbc),
        Encrypted("rsa-1.5", "S-084", "EncryptionNotAllowed", "A key in RSA 1.5.", (p, _) => p with { Transport = SamlUris.Rsa15 }),
        Encrypted("content-unknown", "S-082", "EncryptionNotAllowed", "A content algorithm of nobody.", (p, _) => p with
        {
            Edit = e => TestXml.One(e, "EncryptionMethod").SetAttribute("Algorithm", "urn:x:rot13"),
        }),
        Encrypted("content-type", "S-082", "EncryptionNotAllowed", "A .NET type for the content algorithm.", (p, _) => p with
        {
            Edit = e => TestXml.One(e, "EncryptionMethod").SetAttribute("Algorithm", "System.Security.Cryptography.Aes"),
        }),
        Encrypted("oaep-md5", "S-084", "EncryptionNotAllowed", "OAEP with MD5.",
            (p, _) => p with { Transport = SamlUris.Oaep11, OaepDigest = SamlUris.Md5 }),
        Encrypted("oaep-mixed", "S-084", "EncryptionNotAllowed", "OAEP with two hashes.",
            (p, _) => p with { Transport = SamlUris.Oaep11, OaepDigest = SamlUris.Sha512, Mgf = SamlUris.Enc11 + "mgf1sha256" }),
        Encrypted("oaep-unknown-mgf", "S-084", "EncryptionNotAllowed", "OAEP with a mask of nobody.",
            (p, _) => p with { Transport = SamlUris.Oaep11, OaepDigest = SamlUris.Sha256, Mgf = "urn:x:mask" }),

        // Forms.
        Edited("data-twice", "S-086", "MalformedEncryption", "Two EncryptedData.",
            e => e.AppendChild(TestXml.One(e, "EncryptedData").Copy())),
        Edited("data-missing", "S-086", "MalformedEncryption", "No EncryptedData.", e => TestXml.One(e, "EncryptedData").Take()),
        Edited("key-missing", "S-086", "MalformedEncryption", "No EncryptedKey.", e => TestXml.One(e, "EncryptedKey").Take()),
        Edited("key-twice", "S-086", "MalformedEncryption", "Two EncryptedKeys.",
            e => e.AppendChild(TestXml.One(e, "EncryptedKey").Copy())),
        Edited("key-fifty", "S-086", "MalformedEncryption", "Fifty EncryptedKeys: fifty private key operations.", e =>
        {
            for (var n = 0; n < 50; n++) e.AppendChild(TestXml.One(e, "EncryptedKey").Copy());
        }),
        Edited("key-nested", "S-086", "MalformedEncryption", "An EncryptedKey that is encrypted with another.", e =>
            TestXml.One(e, "EncryptedKey").AppendChild(TestXml.Element(e.OwnerDocument,
                $"<ds:KeyInfo xmlns:ds=\"{SamlUris.Dsig}\">{TestXml.One(e, "EncryptedKey").OuterXml}</ds:KeyInfo>"))),
        Edited("cipher-reference", "S-086", "MalformedEncryption", "The content lies elsewhere.",
            e => TestXml.One(e, "CipherData").InnerXml =
            $"<xenc:CipherReference xmlns:xenc=\"{SamlUris.Enc}\" URI=\"http://169.254.169.254/\"/>"),
        Edited("cipher-reference-file", "S-086", "MalformedEncryption", "The content is a file.",
            e => TestXml.One(e, "CipherData").InnerXml =
            $"<xenc:CipherReference xmlns:xenc=\"{SamlUris.Enc}\" URI=\"file:///etc/passwd\"/>"),
        Edited("retrieval-remote", "S-086", "MalformedEncryption", "The key lies elsewhere.", e => TestXml.One(e, "KeyInfo").InnerXml =
            $"<ds:RetrievalMethod xmlns:ds=\"{SamlUris.Dsig}\" URI=\"http://attacker.example/key\"/>"),
        Edited("key-name", "S-086", "MalformedEncryption", "Only a name for the key.",
            e => TestXml.One(e, "KeyInfo").InnerXml = $"<ds:KeyName xmlns:ds=\"{SamlUris.Dsig}\">k</ds:KeyName>"),
        Edited("data-content", "S-081", "MalformedEncryption", "Content of an element in place of an element.",
            e => TestXml.One(e, "EncryptedData").SetAttribute("Type", SamlUris.Enc + "Content")),
        Edited("cipher-value-twice", "S-086", "MalformedEncryption", "Two CipherValues.",
            e => TestXml.One(e, "CipherData").AppendChild(Data(e).Copy())),
        Edited("cipher-value-comment", "S-086", "MalformedEncryption", "A comment inside CipherValue.",
            e => Data(e).AppendChild(e.OwnerDocument.CreateComment("x"))),

        Draft("not-encrypted", "S-080", "NotEncrypted", "In clear, where it must be encrypted.", (_, g) => g.AssertionSigned,
            g => g.Encrypted, new() { RequireEncryption = true }),
        After("encrypted-response-signature-broken", "S-081", "WrongDigest", "The ciphertext was changed under the response's signature.",
            d => Data(Response(d)).InnerText = Convert.ToBase64String(new byte[600]), g => g.EncryptedUnderSignature),
    ];

    private static HostileMessage Inside(string name, string how, Func<string, string> plaintext) =>
        Encrypted(name, "S-081", "DecryptionFailed",
        "Encrypted: " + char.ToLowerInvariant(how[0]) + how[1..],
            (p, _) => p with { EditPlaintext = t => Encoding.UTF8.GetBytes(plaintext(t)) });

    private static HostileMessage Cipher(string name, string how, Func<byte[], byte[]> edit) =>
        Encrypted(name, "S-083", "DecryptionFailed", how, (p, _) => p with { EditCipher = edit });

    private static HostileMessage Edited(string name, string attack, string reason, string how, Action<XmlElement> edit) =>
        Encrypted(name, attack, reason, how, (p, _) => p with { Edit = edit });

    /// <summary>CipherValue of the content; that of the key comes first in the document.</summary>
    private static XmlElement Data(XmlElement within) => (XmlElement)within.SelectSingleNode(
        "descendant-or-self::*[local-name()='EncryptedData']/*[local-name()='CipherData']/*[local-name()='CipherValue']")!;

    private static string Deep(int levels) => string.Concat(Enumerable.Repeat("<e>", levels))
        + string.Concat(Enumerable.Repeat("</e>", levels));

    private static byte[] Flip(byte[] octets, int at)
    {
        var copy = octets.ToArray();
        copy[at] ^= 1;
        return copy;
    }
}
