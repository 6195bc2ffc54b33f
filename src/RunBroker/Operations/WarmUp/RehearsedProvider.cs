using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml.Linq;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Signatures;

namespace RunBroker.Operations.WarmUp;

/// <summary>The SAML provider of a rehearsal: somebody is signed in there already, and every request gets a signed answer without any HTTP.</summary>
internal sealed class RehearsedProvider(TimeProvider time) : IDisposable
{
    public const string EntityId = "urn:runbroker:rehearsal";
    public const string SsoUrl = "http://127.0.0.1:9/sso";

    private static readonly XNamespace Saml = SamlNames.Assertion;
    private static readonly XNamespace Samlp = SamlNames.Protocol;
    private static readonly XNamespace Xsi = "http://www.w3.org/2001/XMLSchema-instance";

    /// <summary>As many as people of large companies have.</summary>
    private static readonly string[] Groups = [.. Enumerable.Range(1, 20).Select(static n => string.Create(CultureInfo.InvariantCulture, $"cn=group-{n},ou=groups,dc=company,dc=example"))];

    /// <summary>The provider's, and the connection's own as well.</summary>
    public SpKey Key { get; } = NewKey(time.GetUtcNow());

    public void Dispose() => Key.Dispose();

    /// <summary>What the browser posts, and where to.</summary>
    /// <param name="url">As the broker sent the browser here, by the Redirect binding.</param>
    public (string AcsUrl, Dictionary<string, string> Form) Answer(string url)
    {
        var at = time.GetUtcNow();
        if (RedirectBinding.Read(new Uri(url).Query) is not RedirectResult.Read { Message: { } asked })
            throw new InvalidOperationException("the request to the provider cannot be read");
        var request = XElement.Parse(Encoding.UTF8.GetString(asked.Xml.Span));
        var (id, acs) = (request.Attribute("ID")!.Value, request.Attribute("AssertionConsumerServiceURL")!.Value);
        var assertion = Encoding.UTF8.GetString(XmlSigner.Sign(Octets(AssertionFor(id, acs, request.Element(Saml + "Issuer")!.Value, at)), Key));
        var response = new XElement(Samlp + "Response",
            new XAttribute(XNamespace.Xmlns + "samlp", Samlp), new XAttribute(XNamespace.Xmlns + "saml", Saml), Head(at),
            new XAttribute("Destination", acs), new XAttribute("InResponseTo", id),
            new XElement(Saml + "Issuer", EntityId),
            new XElement(Samlp + "Status", new XElement(Samlp + "StatusCode", new XAttribute("Value", SamlNames.Success))),
            XElement.Parse(assertion, LoadOptions.PreserveWhitespace));
        return (acs, new()
        {
            ["SAMLResponse"] = Convert.ToBase64String(Octets(response)),
            ["RelayState"] = asked.RelayState ?? "",
        });
    }

    /// <summary>Of 2048 bits: a longer one takes a good part of a second to make.</summary>
    private static SpKey NewKey(DateTimeOffset now)
    {
        using var rsa = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=rehearsal", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return SpKey.From(rsa.ExportPkcs8PrivateKey(), certificate.RawData);
    }

    private static XElement AssertionFor(string request, string acs, string audience, DateTimeOffset at)
    {
        var until = Time(at.AddMinutes(5));
        return new(Saml + "Assertion",
            new XAttribute(XNamespace.Xmlns + "saml", Saml), new XAttribute(XNamespace.Xmlns + "xsi", Xsi), Head(at),
            new XElement(Saml + "Issuer", EntityId),
            new XElement(Saml + "Subject",
                new XElement(Saml + "NameID", new XAttribute("Format", SamlNames.FormatEmail), "rehearsal@partner.example"),
                new XElement(Saml + "SubjectConfirmation", new XAttribute("Method", SamlNames.Bearer),
                    new XElement(Saml + "SubjectConfirmationData", new XAttribute("InResponseTo", request), new XAttribute("NotOnOrAfter", until), new XAttribute("Recipient", acs)))),
            new XElement(Saml + "Conditions", new XAttribute("NotBefore", Time(at.AddMinutes(-1))), new XAttribute("NotOnOrAfter", until),
                new XElement(Saml + "AudienceRestriction", new XElement(Saml + "Audience", audience))),
            new XElement(Saml + "AuthnStatement", new XAttribute("AuthnInstant", Time(at)), new XAttribute("SessionIndex", NewId()),
                new XElement(Saml + "AuthnContext", new XElement(Saml + "AuthnContextClassRef", "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"))),
            new XElement(Saml + "AttributeStatement", Attribute("email", "rehearsal@partner.example"), Attribute("firstName", "Rehearsal"),
                Attribute("lastName", "Rehearsal"), Attribute("groups", Groups)));
    }

    private static object[] Head(DateTimeOffset at) =>
        [new XAttribute("ID", NewId()), new XAttribute("Version", "2.0"), new XAttribute("IssueInstant", Time(at))];

    private static XElement Attribute(string name, params ReadOnlySpan<string> values)
    {
        var made = new XElement(Saml + "Attribute", new XAttribute("Name", name), new XAttribute("NameFormat", "urn:oasis:names:tc:SAML:2.0:attrname-format:basic"));
        foreach (var value in values)
            made.Add(new XElement(Saml + "AttributeValue", new XAttribute(Xsi + "type", "string"), value));
        return made;
    }

    private static byte[] Octets(XElement root) => Encoding.UTF8.GetBytes(root.ToString(SaveOptions.DisableFormatting));

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string NewId() => "_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
