using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Xml.Linq;

namespace RunBroker.Interop.Tests.Harness;

/// <summary>npm samlp as a SAML identity provider. Where a test says so, its next answer is a wrong one.</summary>
internal sealed class SamlpIdp(NodePeer peer, string certificate) : ISamlProvider
{
    private static readonly XNamespace Saml = "urn:oasis:names:tc:SAML:2.0:metadata";
    private static readonly XNamespace Signature = "http://www.w3.org/2000/09/xmldsig#";

    public Uri Address => peer.Address;

    public string EntityId => peer.At("/idp").ToString();

    public Uri Metadata => peer.At("/metadata");

    /// <summary>The one it signs with, as PEM.</summary>
    public string Certificate => certificate;

    public string Log => peer.Log;

    /// <param name="encrypt">Assertions go out encrypted, with AES-256-GCM.</param>
    /// <param name="validate">Only signed requests are taken.</param>
    public static async Task<SamlpIdp> Start(bool encrypt = false, bool validate = false)
    {
        var first = SigningKey.Make("first key of samlp");
        var peer = await NodePeer.Start("samlp.mjs", NodePeer.TakeAddress(), new
        {
            People = new[] { People.Alice, People.Bob, People.Zoe, People.NoEmail },
            Keys = new { First = first, Second = SigningKey.Make("second key of samlp") },
            Encrypt = encrypt,
            Validate = validate,
            SignResponse = true,
        });
        return new SamlpIdp(peer, first.Certificate);
    }

    public async Task Trust(Uri metadata)
    {
        using var http = Wire.Client();
        var root = XDocument.Parse(await http.GetStringAsync(metadata)).Root!;
        await Put("/test/sp", new
        {
            EntityId = (string)root.Attribute("entityID")!,
            Acs = (string)root.Descendants(Saml + "AssertionConsumerService").First().Attribute("Location")!,
            Slo = new { Redirect = SloOf(root, "HTTP-Redirect"), Post = SloOf(root, "HTTP-POST") },
            Signing = KeyOf(root, "signing"),
            Encryption = KeyOf(root, "encryption"),
        });
    }

    /// <summary>Options of samlp, and those that the head of <c>samlp.mjs</c> names, for the next answer or logout message alone.</summary>
    public Task AnswerNext(object with) => Put("/test/next", with);

    public Uri SignInTo(string serviceProvider) => peer.At($"/sso?sp={Uri.EscapeDataString(serviceProvider)}");

    /// <summary>Where a person signs out at the provider itself, which tells the service providers one after another.</summary>
    public Uri SignOut() => peer.At("/slo");

    public ValueTask DisposeAsync() => peer.DisposeAsync();

    private static string? SloOf(XElement root, string binding) =>
        (string?)root.Descendants(Saml + "SingleLogoutService")
            .FirstOrDefault(s => ((string?)s.Attribute("Binding"))?.EndsWith(":" + binding, StringComparison.Ordinal) is true)?.Attribute("Location");

    private static string? KeyOf(XElement root, string use)
    {
        var key = root.Descendants(Saml + "KeyDescriptor").FirstOrDefault(k => ((string?)k.Attribute("use") ?? use) == use);
        if (key is null)
            return null;
        using var certificate = X509CertificateLoader.LoadCertificate(Convert.FromBase64String((string)key.Descendants(Signature + "X509Certificate").First()));
        return certificate.ExportCertificatePem();
    }

    private async Task Put(string path, object body)
    {
        using var http = Wire.Client();
        using var answer = await http.PutAsJsonAsync(peer.At(path), body, JsonSerializerOptions.Web);
        answer.EnsureSuccessStatusCode();
    }
}
