using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RunBroker.Bench;

/// <summary>Both in base64.</summary>
internal sealed record SamlSignature(string Value, string Certificate);

/// <summary>
/// A Response of about 7 KB with its assertion signed, written as exclusive canonicalisation would write it (attributes sorted, namespaces
/// where they are first used, no empty-element tags), so that the digest is a hash of the text. All values are plain ASCII without markup.
/// </summary>
internal static class SamlXml
{
    private const string Canonical = "http://www.w3.org/2001/10/xml-exc-c14n#";
    private const string Dsig = "http://www.w3.org/2000/09/xmldsig#";

    private static readonly string Groups = string.Concat(Enumerable.Range(0, 22).Select(static i =>
        Value(string.Create(CultureInfo.InvariantCulture, $"cn=group-{i:000},ou=groups,dc=example,dc=test"))));

    /// <param name="sign">Signs the canonical SignedInfo.</param>
    public static string Response(SamlAsk ask, string issuer, string user, DateTimeOffset now, Func<string, SamlSignature> sign)
    {
        var (response, assertion) = (NewId(), NewId());
        var (at, until) = (Time(now), Time(now.AddMinutes(5)));
        var head = $"<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"{assertion}\" IssueInstant=\"{at}\" Version=\"2.0\">"
            + $"<saml:Issuer>{issuer}</saml:Issuer>";
        var tail = "<saml:Subject><saml:NameID Format=\"urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress\">" + user + "</saml:NameID>"
            + "<saml:SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\">"
            + $"<saml:SubjectConfirmationData InResponseTo=\"{ask.Id}\" NotOnOrAfter=\"{until}\" Recipient=\"{ask.AcsUrl}\"></saml:SubjectConfirmationData>"
            + $"</saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore=\"{Time(now.AddMinutes(-1))}\" NotOnOrAfter=\"{until}\">"
            + $"<saml:AudienceRestriction><saml:Audience>{ask.Issuer}</saml:Audience></saml:AudienceRestriction></saml:Conditions>"
            + $"<saml:AuthnStatement AuthnInstant=\"{at}\" SessionIndex=\"{assertion}\"><saml:AuthnContext><saml:AuthnContextClassRef>"
            + "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>"
            + $"<saml:AttributeStatement>{Attribute("email", Value(user))}{Attribute("firstName", Value("Alice"))}"
            + $"{Attribute("lastName", Value("Adams"))}{Attribute("department", Value("Research"))}{Attribute("groups", Groups)}"
            + "</saml:AttributeStatement></saml:Assertion>";
        return $"<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" Destination=\"{ask.AcsUrl}\" ID=\"{response}\" "
            + $"InResponseTo=\"{ask.Id}\" IssueInstant=\"{at}\" Version=\"2.0\">"
            + $"<saml:Issuer xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">{issuer}</saml:Issuer>"
            + "<samlp:Status><samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"></samlp:StatusCode></samlp:Status>"
            + head + Signature(assertion, head + tail, sign) + tail + "</samlp:Response>";
    }

    private static string Signature(string id, string canonical, Func<string, SamlSignature> sign)
    {
        var digest = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
        var inner = $"<ds:CanonicalizationMethod Algorithm=\"{Canonical}\"></ds:CanonicalizationMethod>"
            + "<ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"></ds:SignatureMethod>"
            + $"<ds:Reference URI=\"#{id}\"><ds:Transforms><ds:Transform Algorithm=\"{Dsig}enveloped-signature\"></ds:Transform>"
            + $"<ds:Transform Algorithm=\"{Canonical}\"></ds:Transform></ds:Transforms>"
            + "<ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"></ds:DigestMethod>"
            + $"<ds:DigestValue>{digest}</ds:DigestValue></ds:Reference></ds:SignedInfo>";
        var made = sign($"<ds:SignedInfo xmlns:ds=\"{Dsig}\">{inner}");
        return $"<ds:Signature xmlns:ds=\"{Dsig}\"><ds:SignedInfo>{inner}<ds:SignatureValue>{made.Value}</ds:SignatureValue>"
            + $"<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{made.Certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>";
    }

    private static string Attribute(string name, string values) =>
        $"<saml:Attribute Name=\"{name}\" NameFormat=\"urn:oasis:names:tc:SAML:2.0:attrname-format:basic\">{values}</saml:Attribute>";

    private static string Value(string text) =>
        $"<saml:AttributeValue xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"string\">{text}</saml:AttributeValue>";

    private static string NewId() => "_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private static string Time(DateTimeOffset at) => at.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
