using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;

namespace RunBroker.Bench;

/// <summary>What an AuthnRequest asks, as far as an answer needs it.</summary>
internal sealed record SamlAsk(string Id, string AcsUrl, string Issuer);

/// <summary>
/// A SAML identity provider whose person is signed in already: it answers a request without any HTTP of its own, by one RSA signature over an
/// assertion that is written in its canonical form.
/// </summary>
internal sealed partial class SamlStub : IDisposable
{
    public const string EntityId = "urn:stub:idp";
    public const string SsoUrl = "http://127.0.0.1:9998/sso";

    private readonly RSA key = RSA.Create(2048);
    private readonly int users;

    public SamlStub(int users)
    {
        this.users = users;
        var request = new CertificateRequest("CN=stub saml idp", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(10));
        Certificate = Convert.ToBase64String(made.RawData);
    }

    /// <summary>Base64 of its DER.</summary>
    public string Certificate { get; }

    /// <summary>For those who want it as a document.</summary>
    public string Metadata => MetadataOf(EntityId, "");

    /// <param name="attributes">More of the root; each begins with a space.</param>
    public string MetadataOf(string entityId, string attributes) => $"""
        <md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{entityId}"{attributes}><md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>{Certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{SsoUrl}"/></md:IDPSSODescriptor></md:EntityDescriptor>
        """;

    /// <summary>The form that the browser brings back to the broker, and where to.</summary>
    /// <param name="url">As the broker sent the browser here, by the Redirect binding.</param>
    public (string AcsUrl, string Form) Answer(string url, int number)
    {
        if (!url.StartsWith(SsoUrl, StringComparison.Ordinal))
            throw new BenchFault($"not a request to the identity provider: {url}");
        var ask = Read(Form.Need(url, "SAMLRequest"));
        var xml = SamlXml.Response(ask, EntityId, $"user{number % users}@example.test", TimeProvider.System.GetUtcNow(), Sign);
        var form = Form.Write(("SAMLResponse", Convert.ToBase64String(Encoding.UTF8.GetBytes(xml))), ("RelayState", Form.Need(url, "RelayState")));
        return (ask.AcsUrl, form);
    }

    public void Dispose() => key.Dispose();

    private static SamlAsk Read(string message)
    {
        using var deflated = new DeflateStream(new MemoryStream(Convert.FromBase64String(message)), CompressionMode.Decompress);
        using var reader = new StreamReader(deflated, Encoding.UTF8);
        var xml = reader.ReadToEnd();
        return new(Of(Id()), Of(Acs()), Of(Issuer()));

        string Of(Regex part) => part.Match(xml) is { Success: true } found ? found.Groups[1].Value : throw new BenchFault($"an AuthnRequest lacks {part}: {xml}");
    }

    private SamlSignature Sign(string signedInfo) =>
        new(Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(signedInfo), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)), Certificate);

    [GeneratedRegex(" ID=\"([^\"]*)\"")]
    private static partial Regex Id();

    [GeneratedRegex(" AssertionConsumerServiceURL=\"([^\"]*)\"")]
    private static partial Regex Acs();

    [GeneratedRegex("<(?:\\w+:)?Issuer[^>]*>([^<]*)<")]
    private static partial Regex Issuer();
}
