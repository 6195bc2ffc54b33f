using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Serialization;

namespace RunBroker.Interop.Tests.Harness;

/// <summary>A key of a provider and its self-signed certificate, both as PEM.</summary>
internal sealed record SigningKey([property: JsonPropertyName("key")] string Key, [property: JsonPropertyName("cert")] string Certificate)
{
    public static SigningKey Make(string name)
    {
        using var key = RSA.Create(2048);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(now.AddDays(-1), now.AddYears(3));
        return new SigningKey(key.ExportPkcs8PrivateKeyPem(), certificate.ExportCertificatePem());
    }
}
