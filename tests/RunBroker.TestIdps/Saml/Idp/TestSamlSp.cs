using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using System.Xml;

namespace RunBroker.TestIdps;

/// <summary>A service provider as the IdP knows it.</summary>
public sealed record TestSamlSp(string EntityId, params ImmutableArray<string> AcsUrls)
{
    /// <summary>Where logout messages go; null: it has no single logout.</summary>
    public string? SloUrl { get; init; }
    public string SloBinding { get; init; } = SamlUris.Redirect;
    public ImmutableArray<X509Certificate2> SigningCertificates { get; init; } = [];
    public ImmutableArray<X509Certificate2> EncryptionCertificates { get; init; } = [];
    /// <summary>AuthnRequestsSigned: an unsigned request of it is turned down.</summary>
    public bool SignsRequests { get; init; }

    /// <summary>What its metadata says; the first key of each kind comes first.</summary>
    public static TestSamlSp FromMetadata(string xml)
    {
        var root = TestXml.Root(TestXml.Parse(xml));
        var role = TestXml.One(root, "SPSSODescriptor");
        var logout = All(role, "SingleLogoutService").FirstOrDefault();
        return new(root.GetAttribute("entityID"), [.. All(role, "AssertionConsumerService")
            .OrderByDescending(e => e.GetAttribute("isDefault") is "true" or "1").Select(e => e.GetAttribute("Location"))])
        {
            SloUrl = logout?.GetAttribute("Location"),
            SloBinding = logout?.GetAttribute("Binding") ?? SamlUris.Redirect,
            SigningCertificates = Keys(role, "signing"),
            EncryptionCertificates = Keys(role, "encryption"),
            SignsRequests = role.GetAttribute("AuthnRequestsSigned") is "true" or "1",
        };
    }

    private static ImmutableArray<X509Certificate2> Keys(XmlElement role, string use) =>
        [.. All(role, "KeyDescriptor").Where(k => k.GetAttribute("use") is var said && (said.Length == 0 || said == use))
            .Select(k => X509CertificateLoader.LoadCertificate(Convert.FromBase64String(TestXml.One(k, "X509Certificate").InnerText)))];

    private static IEnumerable<XmlElement> All(XmlElement role, string name) =>
        role.ChildNodes.OfType<XmlElement>().Where(e => e.LocalName == name);
}
