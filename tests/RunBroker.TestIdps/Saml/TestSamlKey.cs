using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RunBroker.TestIdps;

/// <summary>A private key with its self-signed certificate, as identity providers make one for signing.</summary>
public sealed class TestSamlKey
{
    private TestSamlKey(AsymmetricAlgorithm key, X509Certificate2 certificate) => (Key, Certificate) = (key, certificate);

    public AsymmetricAlgorithm Key { get; }
    public X509Certificate2 Certificate { get; }
    public ReadOnlyMemory<byte> Der => Certificate.RawData;
    /// <summary>As KeyInfo and metadata hold it: base64 in one line.</summary>
    public string Base64 => Convert.ToBase64String(Certificate.RawData);
    public RSA Rsa => Key as RSA ?? throw new InvalidOperationException("Not an RSA key.");

    /// <param name="from">First day of the certificate; null: 2020.</param>
    /// <param name="until">Last day of the certificate; null: 2040.</param>
    public static TestSamlKey OfRsa(string name = "idp.example", int bits = 2048, DateTimeOffset? from = null, DateTimeOffset? until = null)
    {
        var rsa = RSA.Create(bits);
        return new(rsa, SelfSigned(new(Name(name), rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), from, until));
    }

    public static TestSamlKey OfEc(string name = "idp.example", ECCurve? curve = null, DateTimeOffset? from = null,
        DateTimeOffset? until = null)
    {
        var ec = ECDsa.Create(curve ?? ECCurve.NamedCurves.nistP256);
        return new(ec, SelfSigned(new(Name(name), ec, HashAlgorithmName.SHA256), from, until));
    }

    private static X500DistinguishedName Name(string name) => new($"CN=\"{name}\"");

    private static X509Certificate2 SelfSigned(CertificateRequest request, DateTimeOffset? from, DateTimeOffset? until)
    {
        using var whole = request.CreateSelfSigned(from ?? new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero),
            until ?? new(2040, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return X509CertificateLoader.LoadCertificate(whole.RawData);
    }
}
