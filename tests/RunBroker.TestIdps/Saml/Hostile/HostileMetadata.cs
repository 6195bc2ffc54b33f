using System.Collections.Immutable;
using System.Text;
using System.Xml;

namespace RunBroker.TestIdps;

/// <summary>S-120 to S-127: metadata that would make somebody else the provider, or send people elsewhere.</summary>
internal static class HostileMetadata
{
    private static readonly HostileSetting Pinned = new() { MetadataSigned = true };

    public static ImmutableArray<HostileMessage> All { get; } =
    [
        Text("metadata-doctype", "S-120", "Doctype", "A document type declaration.",
            t => "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>" + t),
        Text("metadata-not-xml", "S-120", "NotXml", "The end is missing.", t => t[..^30]),
        Text("metadata-page", "S-120", "HtmlPage", "A sign-in page.", _ => "<!doctype html><html><body>Please sign in</body></html>"),
        Text("metadata-json", "S-120", "JsonDocument", "A discovery document of OpenID Connect.",
            _ => "{\"issuer\":\"https://idp.example\"}"),
        Text("metadata-empty", "S-120", "Empty", "Nothing.", _ => ""),
        Text("metadata-too-large", "S-120", "TooLarge", "Eleven megabytes.", t => t + new string(' ', 11 * 1024 * 1024)),
        Text("metadata-deep", "S-120", "TooComplex", "Extensions nested 10,000 deep.", t => t.Swap("<md:IDPSSODescriptor",
            $"<md:Extensions>{string.Concat(Enumerable.Repeat("<e>", 10_000))}{string.Concat(Enumerable.Repeat("</e>", 10_000))}</md:Extensions><md:IDPSSODescriptor")),
        Text("metadata-response", "S-120", "NotMetadata", "A response of a sign-in.",
            _ => $"<samlp:Response xmlns:samlp=\"{SamlUris.Protocol}\"/>"),

        Text("metadata-unsigned", "S-121", "NotSigned", "Not signed, where a key is pinned.", t => t, sign: _ => null, setting: Pinned),
        Text("metadata-stranger", "S-121", "BadSignature", "Signed by the attacker, where a key is pinned.", t => t, sign: g => g.Attacker,
            setting: Pinned),
        Edited("metadata-changed", "S-121", "BadSignature", "A further key was put in after signing.",
            (d, g) => TestXml.One(d, "IDPSSODescriptor").PrependChild(Key(d, g.Attacker.Base64)), Pinned),
        Edited("metadata-wrapped", "S-122", "BadSignature", "A forged entity around the signed one, with its signature.", (d, g) =>
        {
            var root = TestXml.Root(d);
            var original = root.WithoutSignature();
            root.SetAttribute("ID", "_forged");
            TestXml.One(TestXml.One(root, "IDPSSODescriptor"), "X509Certificate").InnerText = g.Attacker.Base64;
            HostileDom.Signature(root).AppendChild(original);
        }, Pinned),
        Edited("metadata-wrapped-group", "S-122", "DuplicateEntity", "A group of a forged entity and the signed one.", (d, g) =>
        {
            var root = TestXml.Root(d);
            var forged = root.WithoutSignature();
            forged.SetAttribute("ID", "_forged");
            TestXml.One(forged, "X509Certificate").InnerText = g.Attacker.Base64;
            var group = d.CreateElement("md", "EntitiesDescriptor", SamlUris.Metadata);
            d.ReplaceChild(group, root);
            group.AppendChild(forged);
            group.AppendChild(root);
        }, Pinned),

        Edited("metadata-expired", "S-123", "Expired", "validUntil is over.",
            (d, g) => TestXml.Root(d).SetAttribute("validUntil", ResponseWriter.Time(g.Now.AddHours(-1)))),
        Edited("metadata-role-expired", "S-123", "Expired", "validUntil of the role is over.",
            (d, g) => TestXml.One(d, "IDPSSODescriptor").SetAttribute("validUntil", ResponseWriter.Time(g.Now.AddHours(-1)))),
        Edited("metadata-valid-until-words", "S-123", "BadValidUntil", "validUntil is no time.",
            (d, _) => TestXml.Root(d).SetAttribute("validUntil", "forever")),
        Edited("metadata-no-keys", "S-124", "NoUsableCertificate", "No keys: nothing would be checked.",
            (d, _) => TestXml.One(d, "KeyDescriptor").Take()),
        Edited("metadata-encryption-key-only", "S-124", "NoUsableCertificate", "Only a key for encryption.",
            (d, _) => TestXml.One(d, "KeyDescriptor").SetAttribute("use", "encryption")),
        Edited("metadata-key-name-only", "S-124", "NoUsableCertificate", "Only the name of a key.",
            (d, _) => TestXml.One(d, "KeyInfo").InnerXml = $"<ds:KeyName xmlns:ds=\"{SamlUris.Dsig}\">k</ds:KeyName>"),
        Edited("metadata-weak-key", "S-038", "NoUsableCertificate", "A key of 1,024 bits.",
            (d, _) => TestXml.One(d, "X509Certificate").InnerText = TestSamlKey.OfRsa(bits: 1024).Base64),
        Edited("metadata-garbage-key", "S-039", "NoUsableCertificate", "A certificate that is none.",
            (d, _) => TestXml.One(d, "X509Certificate").InnerText = "AAAA"),
        Edited("metadata-pkcs12", "S-039", "NoUsableCertificate", "A PKCS#12 container for a certificate.",
            (d, _) => TestXml.One(d, "X509Certificate").InnerText = Container()),

        Edited("metadata-two-entities", "S-126", "DuplicateEntity", "The entity twice, with different keys.",
            (d, g) => Group(d, e => TestXml.One(e, "X509Certificate").InnerText = g.Attacker.Base64)),
        Edited("metadata-other-entity", "S-126", "EntityNotFound", "A group without the entity.", (d, _) =>
        {
            TestXml.Root(d).SetAttribute("entityID", "https://other.example");
            Group(d, e => e.SetAttribute("entityID", "https://third.example"));
        }),
        Edited("metadata-no-entity-id", "S-126", "EntityNotFound", "No entity ID.", (d, _) => TestXml.Root(d).RemoveAttribute("entityID")),
        Edited("metadata-long-entity-id", "S-126", "EntityNotFound", "An entity ID of 2,000 characters.",
            (d, _) => TestXml.Root(d).SetAttribute("entityID", "https://idp.example/" + new string('x', 2000))),
        Edited("metadata-service-provider", "S-126", "ServiceProvider", "A service provider's.",
            (d, _) => Rename(TestXml.One(d, "IDPSSODescriptor"), "SPSSODescriptor")),

        Sso("metadata-sso-javascript", "DangerousEndpoint", "javascript:alert(document.domain)"),
        Sso("metadata-sso-javascript-hidden", "DangerousEndpoint", " java\tscript:alert(1)"),
        Sso("metadata-sso-data", "DangerousEndpoint", "data:text/html,<script>alert(1)</script>"),
        Sso("metadata-sso-file", "DangerousEndpoint", "file:///etc/passwd"),
        Sso("metadata-sso-http", "EndpointNotHttps", "http://idp.example/sso"),
        Sso("metadata-sso-user", "EndpointNotUrl", "https://idp.example@attacker.example/sso"),
        Sso("metadata-sso-fragment", "EndpointNotUrl", "https://idp.example/sso#x"),
        Sso("metadata-sso-relative", "EndpointNotUrl", "/sso"),
        Sso("metadata-sso-scheme-relative", "EndpointNotUrl", "//attacker.example/sso"),
        Sso("metadata-sso-backslash", "EndpointNotUrl", "https:\\\\attacker.example\\sso"),
        Sso("metadata-sso-line-break", "EndpointNotUrl", "https://idp.example/sso\r\nSet-Cookie: a=b"),
        Edited("metadata-no-sso", "S-127", "NoSsoEndpoint", "No sign-in address.", (d, _) =>
        {
            while (TestXml.Find(d, "SingleSignOnService") is { } endpoint) endpoint.Take();
        }),
    ];

    private static HostileMessage Text(string name, string attack, string fault, string how, Func<string, string> edit, Func<HostileGround,
        TestSamlKey?>? sign = null,
        HostileSetting? setting = null) => new(name, attack, fault, how)
        {
            Kind = HostileKind.Metadata,
            Setting = setting ?? HostileSetting.Usual,
            Make = g => Encoding.UTF8.GetBytes(edit(Document(g, sign is null ? g.Idp : sign(g)).OuterXml)),
            Unbroken = g => TestXml.Bytes(Document(g, g.Idp)),
        };

    /// <summary>Changed after it was signed where a key is pinned, and not signed at all where none is.</summary>
    private static HostileMessage Edited(string name, string attack, string fault, string how, Action<XmlDocument, HostileGround> edit,
        HostileSetting? setting = null) =>
        new(name, attack, fault, how)
        {
            Kind = HostileKind.Metadata,
            Setting = setting ?? HostileSetting.Usual,
            Make = g =>
            {
                var document = Document(g, setting is null ? null : g.Idp);
                edit(document, g);
                return TestXml.Bytes(document);
            },
            Unbroken = g => TestXml.Bytes(Document(g, setting is null ? null : g.Idp)),
        };

    private static HostileMessage Sso(string name, string fault, string url) =>
        Edited(name, "S-127", fault, $"The sign-in address is {url.ReplaceLineEndings(" ")}.", (d, _) =>
    {
        foreach (var endpoint in d.SelectNodes("//*[local-name()='SingleSignOnService']")!.OfType<XmlElement>()) endpoint.SetAttribute("Location", url);
    });

    private static XmlDocument Document(HostileGround g, TestSamlKey? signer)
    {
        var document = TestXml.Parse($"""
            <md:EntityDescriptor xmlns:md="{SamlUris.Metadata}" ID="_md" entityID="{g.Parties.IdpEntityId}"><md:IDPSSODescriptor protocolSupportEnumeration="{SamlUris.Protocol}">
            <md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="{SamlUris.Dsig}"><ds:X509Data><ds:X509Certificate>{g.Idp.Base64}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
            <md:SingleSignOnService Binding="{SamlUris.Redirect}" Location="https://idp.example/sso"/><md:SingleSignOnService Binding="{SamlUris.Post}" Location="https://idp.example/sso"/>
            </md:IDPSSODescriptor></md:EntityDescriptor>
            """);
        if (signer is not null) TestXmlSigner.Sign(TestXml.Root(document), signer, new());
        return document;
    }

    private static XmlElement Key(XmlDocument d, string certificate) => TestXml.Element(d,
        $"<md:KeyDescriptor xmlns:md=\"{SamlUris.Metadata}\"><ds:KeyInfo xmlns:ds=\"{SamlUris.Dsig}\"><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>");

    private static void Group(XmlDocument d, Action<XmlElement> second)
    {
        var first = TestXml.Root(d);
        var copy = first.Copy();
        copy.SetAttribute("ID", "_second");
        second(copy);
        var group = d.CreateElement("md", "EntitiesDescriptor", SamlUris.Metadata);
        d.ReplaceChild(group, first);
        group.AppendChild(first);
        group.AppendChild(copy);
    }

    private static void Rename(XmlElement element, string name)
    {
        var renamed = element.OwnerDocument.CreateElement(element.Prefix, name, element.NamespaceURI);
        renamed.SetAttribute("protocolSupportEnumeration", SamlUris.Protocol);
        renamed.InnerXml = element.InnerXml;
        element.ParentNode!.ReplaceChild(renamed, element);
    }

    private static string Container()
    {
        using var certificate = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(TestSamlKey.OfRsa().Der.Span);
        return Convert.ToBase64String(certificate.Export(System.Security.Cryptography.X509Certificates.X509ContentType.Pkcs12));
    }
}
