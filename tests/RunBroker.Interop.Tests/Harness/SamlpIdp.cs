using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Xml.Linq;

namespace RunBroker.Interop.Tests.Harness;

/// <summary>npm samlp as a SAML identity provider. Where a test says so, its next answer is a wrong one.</summary>
internal sealed class SamlpIdp(NodePeer peer) : ISamlProvider
{
    private static readonly XNamespace Saml = "urn:oasis:names:tc:SAML:2.0:metadata";
    private static readonly XNamespace Signature = "http://www.w3.org/2000/09/xmldsig#";

    public Uri Address => peer.Address;

    public string EntityId => peer.At("/idp").ToString();

    public Uri Metadata => peer.At("/metadata");

    public string Log => peer.Log;

    /// <param name="encrypt">Assertions go out encrypted, with AES-256-GCM.</param>
    /// <param name="validate">Only signed requests are taken.</param>
    public static async Task<SamlpIdp> Start(bool encrypt = false, bool validate = false) => new(await NodePeer.Start("samlp.mjs", NodePeer.TakeAddress(), new
    {
        People = new[] { People.Alice, People.Bob, People.Zoe, People.NoEmail },
        Keys = new { First = SigningKey.Make("first key of samlp"), Second = SigningKey.Make("second key of samlp") },
        Encrypt = encrypt,
        Validate = validate,
        SignResponse = true,
    }));

    public async Task Trust(Uri metadata)
    {
        using var http = Wire.Client();
        var root = XDocument.Parse(await http.GetStringAsync(metadata)).Root!;
        await Put("/test/sp", new
        {
            EntityId = (string)root.Attribute("entityID")!,
            Acs = (string)root.Descendants(Saml + "AssertionConsumerService").First().Attribute("Location")!,
            Signing = Certificate(root, "signing"),
            Encryption = Certificate(root, "encryption"),
        });
    }

    /// <summary>Options of samlp, and those that the head of <c>samlp.mjs</c> names, for the next answer alone.</summary>
    public Task AnswerNext(object with) => Put("/test/next", with);

    public Uri SignInTo(string serviceProvider) => peer.At($"/sso?sp={Uri.EscapeDataString(serviceProvider)}");

    public ValueTask DisposeAsync() => peer.DisposeAsync();

    private static string? Certificate(XElement root, string use)
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
