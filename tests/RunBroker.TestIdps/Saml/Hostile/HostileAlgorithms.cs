using System.Collections.Immutable;
using System.Security.Cryptography;
using static RunBroker.TestIdps.Hostile;

namespace RunBroker.TestIdps;

/// <summary>S-025 to S-029: algorithms, canonicalizations and transforms that are not on the list, most of them truly signed.</summary>
internal static class HostileAlgorithms
{
    public static ImmutableArray<HostileMessage> Methods { get; } =
    [
        Signed("method-rsa-sha1", "S-027", "AlgorithmNotAllowed", "RSA with SHA-1, truly signed.",
            (p, _) => p with { Method = SamlUris.RsaSha1 }),
        Signed("method-rsa-md5", "S-027", "AlgorithmNotAllowed", "RSA with MD5, truly signed.",
            (p, _) => p with { Method = SamlUris.RsaMd5 }),
        Draft("method-ecdsa-sha1", "S-027", "AlgorithmNotAllowed", "ECDSA with SHA-1, truly signed.",
            (d, _) => d with { AssertionSignature = new() { Method = SamlUris.EcdsaSha1 } }, g => g.EcSigned, new() { TrustsEc = true }),
        Named("method-dsa", "DSA", SamlUris.DsaSha1),
        Named("method-dsa-sha256", "DSA with SHA-256", "http://www.w3.org/2009/xmldsig11#dsa-sha256"),
        Named("method-ripemd", "RSA with RIPEMD-160", "http://www.w3.org/2001/04/xmldsig-more#rsa-ripemd160"),
        Named("method-none", "none", "none"),
        Named("method-empty", "nothing", ""),
        Named("method-unknown", "an address of nobody", "urn:x:trust-me"),
        Named("method-type", "a .NET type",
            "System.Security.Cryptography.RSAPKCS1SHA256SignatureDescription, System.Security.Cryptography.Xml"),
        Named("method-short", "a name without its namespace", "rsa-sha256"),
        Named("method-case", "the right address in capitals", SamlUris.RsaSha256.ToUpperInvariant()),
        Named("method-blank", "the right address with a blank behind it", SamlUris.RsaSha256 + " "),
        Hmac("spki", SamlUris.HmacSha256), Hmac("pem", SamlUris.HmacSha256), Hmac("base64", SamlUris.HmacSha256),
        Hmac("modulus", SamlUris.HmacSha256), Hmac("certificate", SamlUris.HmacSha256), Hmac("certificate", SamlUris.HmacSha1),
        Signed("method-missing", "S-027", "AlgorithmNotAllowed", "SignatureMethod has no Algorithm.",
            (p, _) => p with { EditSignedInfo = i => TestXml.One(i, "SignatureMethod").RemoveAttribute("Algorithm") }),

        Digested("digest-sha1", "SHA-1, truly computed", SamlUris.Sha1),
        Digested("digest-md5", "MD5, truly computed", SamlUris.Md5),
        Digested("digest-unknown", "an address of nobody", "urn:x:trust-me"),
        Digested("digest-empty-name", "nothing", ""),
        Digested("digest-type", "a .NET type", "System.Security.Cryptography.SHA256"),
        Digested("digest-short-name", "a name without its namespace", "SHA256"),
        Signed("digest-method-missing", "S-028", "MalformedSignature", "No DigestMethod.",
            (p, _) => p with { EditSignedInfo = i => TestXml.One(i, "DigestMethod").Take() }),
    ];

    public static ImmutableArray<HostileMessage> Transforms { get; } =
    [
        Canonical("c14n-inclusive", "inclusive canonicalization, truly signed", SamlUris.C14n),
        Canonical("c14n-inclusive-comments", "inclusive canonicalization with comments", SamlUris.C14nWithComments),
        Canonical("c14n-exclusive-comments", "exclusive canonicalization with comments", SamlUris.ExcC14nWithComments),
        Canonical("c14n-1.1", "Canonical XML 1.1", "http://www.w3.org/2006/12/xml-c14n11"),
        Canonical("c14n-xpath", "XPath as a canonicalization", "http://www.w3.org/TR/1999/REC-xpath-19991116"),
        Canonical("c14n-xslt", "XSLT as a canonicalization", "http://www.w3.org/TR/1999/REC-xslt-19991116"),
        Canonical("c14n-unknown", "an address of nobody", "urn:x:identity"),
        Canonical("c14n-empty", "nothing", ""),
        Canonical("c14n-type", "a .NET type", "System.Security.Cryptography.Xml.XmlDsigExcC14NTransform"),

        Listed("transforms-none", "none at all"),
        Listed("transforms-enveloped-only", "no canonicalization: the inclusive one is meant", SamlUris.Enveloped),
        Listed("transforms-reversed", "the two in the other order", SamlUris.ExcC14n, SamlUris.Enveloped),
        Listed("transforms-enveloped-twice", "enveloped-signature twice", SamlUris.Enveloped, SamlUris.Enveloped, SamlUris.ExcC14n),
        Listed("transforms-c14n-twice", "the canonicalization twice", SamlUris.Enveloped, SamlUris.ExcC14n, SamlUris.ExcC14n),
        Listed("transforms-inclusive", "inclusive canonicalization", SamlUris.Enveloped, SamlUris.C14n),
        Listed("transforms-comments", "canonicalization with comments", SamlUris.Enveloped, SamlUris.ExcC14nWithComments),
        Listed("transforms-c14n11", "Canonical XML 1.1", SamlUris.Enveloped, "http://www.w3.org/2006/12/xml-c14n11"),
        Listed("transforms-base64", "base64", SamlUris.Enveloped, "http://www.w3.org/2000/09/xmldsig#base64", SamlUris.ExcC14n),
        Listed("transforms-decrypt", "decryption", SamlUris.Enveloped, "http://www.w3.org/2002/07/decrypt#XML", SamlUris.ExcC14n),
        Listed("transforms-license", "MPEG-21 licences", SamlUris.Enveloped, "urn:mpeg:mpeg21:2003:01-REL-R-NS:licenseTransform",
            SamlUris.ExcC14n),
        Listed("transforms-soap", "references of WS-Security",
            SamlUris.Enveloped, "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#STR-Transform",
                SamlUris.ExcC14n),
        Listed("transforms-type", "a .NET type", SamlUris.Enveloped, "System.Security.Cryptography.Xml.XmlDsigXsltTransform"),
        Listed("transforms-unknown", "an address of nobody", SamlUris.Enveloped, "urn:x:identity"),
        Listed("transforms-empty", "an empty address", SamlUris.Enveloped, ""),
        Listed("transforms-hundred", "a hundred of them", [.. Enumerable.Repeat(SamlUris.Enveloped, 99), SamlUris.ExcC14n]),
        Inside("transforms-xpath", "an XPath that leaves the subject out", "http://www.w3.org/TR/1999/REC-xpath-19991116",
            "<ds:XPath>not(ancestor-or-self::*[local-name()='Subject'])</ds:XPath>"),
        Inside("transforms-xpath-bomb", "an XPath that never ends", "http://www.w3.org/TR/1999/REC-xpath-19991116",
            "<ds:XPath>count(//*//*//*//*//*//*) &gt; 0</ds:XPath>"),
        Inside("transforms-xpath-filter", "an XPath filter", "http://www.w3.org/2002/06/xmldsig-filter2",
            "<f:XPath xmlns:f=\"http://www.w3.org/2002/06/xmldsig-filter2\" Filter=\"subtract\">//*[local-name()='Subject']</f:XPath>"),
        Inside("transforms-xslt", "a style sheet that reads a file", "http://www.w3.org/TR/1999/REC-xslt-19991116",
            "<x:stylesheet xmlns:x=\"http://www.w3.org/1999/XSL/Transform\" version=\"1.0\"><x:template match=\"/\"><x:copy-of select=\"document('file:///etc/passwd')\"/></x:template></x:stylesheet>"),
        Inside("transforms-xslt-script", "a style sheet with a script", "http://www.w3.org/TR/1999/REC-xslt-19991116",
            "<x:stylesheet xmlns:x=\"http://www.w3.org/1999/XSL/Transform\" xmlns:m=\"urn:schemas-microsoft-com:xslt\" version=\"1.0\"><m:script language=\"C#\">public void a(){}</m:script></x:stylesheet>"),
        Signed("transforms-missing", "S-025", "TransformNotAllowed", "The Reference has no Transforms.",
            (p, _) => p with { EditSignedInfo = i => TestXml.One(i, "Transforms").Take() }),
    ];

    private static HostileMessage Named(string name, string what, string method) => Signed(name, "S-027", "AlgorithmNotAllowed",
        $"The signature method is {what}.",
            (p, g) => p with { Method = method, SignWith = o => TestXmlSigner.Value(SamlUris.RsaSha256, g.Idp, o) });

    private static HostileMessage Digested(string name, string what, string digest) => Signed(name, "S-028", "AlgorithmNotAllowed",
        $"The digest method is {what}.", (p, _) => p with { Digest = digest });

    private static HostileMessage Canonical(string name, string what, string method) => Signed(name, "S-026", "TransformNotAllowed",
        $"The canonicalization of SignedInfo is {what}.", (p, _) => p with { Canonicalization = method });

    private static HostileMessage Listed(string name, string what, params ImmutableArray<string> transforms) =>
        Signed(name, "S-025", "TransformNotAllowed",
        $"The transforms are {what}.", (p, _) => p with { Transforms = transforms });

    private static HostileMessage Inside(string name, string what, string transform, string inside) =>
        Signed(name, "S-025", "TransformNotAllowed",
        $"Among the transforms is {what}.", (p, _) => p with
        {
            EditSignedInfo = i => TestXml.One(i, "Transforms").PrependChild(TestXml.Element(i.OwnerDocument,
                $"<ds:Transform xmlns:ds=\"{SamlUris.Dsig}\" Algorithm=\"{transform}\">{inside}</ds:Transform>")),
        });

    /// <summary>The provider's public key, taken for the secret of an HMAC: anybody can make it.</summary>
    private static HostileMessage Hmac(string spelling, string method) => Signed(
        $"method-hmac-{(method == SamlUris.HmacSha1 ? "sha1-" : "")}{spelling}", "S-027", "AlgorithmNotAllowed",
            $"An HMAC ({method.Split('#')[1]}) with the provider's public key ({spelling}) as its secret.",
        (p, g) => p with { Method = method, SignWith = o => Mac(method, g.PublicKeyAsSecret(spelling), o) });

#pragma warning disable CA5350 // weak ones are made to be refused
    private static byte[] Mac(string method, byte[] secret, byte[] octets) =>
        method == SamlUris.HmacSha1 ? HMACSHA1.HashData(secret, octets) : HMACSHA256.HashData(secret, octets);
#pragma warning restore CA5350
}
