using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RunBroker.Protocol.Saml.Signatures;

/// <summary>A private key of ours for one connection, with its self-signed certificate: RSA 3072. For many threads at once.</summary>
public sealed class SpKey : IDisposable
{
    private const int Bits = 3072;

    private readonly PrivateKey<RSA> _key;
    private readonly Lazy<RSA> _alone;

    private SpKey(ReadOnlySpan<byte> pkcs8, byte[] certificate)
    {
        _key = new(pkcs8, RSA.Create);
        _alone = new(() => Import(_key.Export()));
        Certificate = certificate;
    }

    internal RSA Rsa => _alone.Value;

    /// <summary>DER.</summary>
    public ReadOnlyMemory<byte> Certificate { get; }

    /// <param name="name">The common name of the certificate.</param>
    public static SpKey Create(string name, DateTimeOffset from, DateTimeOffset until)
    {
        using var rsa = RSA.Create(Bits);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(name);
        var request = new CertificateRequest(subject.Build(), rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, false, 0, critical: true));
        var uses = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment;
        request.CertificateExtensions.Add(new X509KeyUsageExtension(uses, critical: true));
        using var certificate = request.CreateSelfSigned(from, until);
        var pkcs8 = rsa.ExportPkcs8PrivateKey();
        try
        {
            return new(pkcs8, certificate.RawData);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs8);
        }
    }

    /// <exception cref="CryptographicException">Not an RSA key, not a certificate, or the certificate of another key.</exception>
    public static SpKey From(ReadOnlySpan<byte> pkcs8, ReadOnlySpan<byte> certificate)
    {
        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(pkcs8, out _);
        using var read = X509CertificateLoader.LoadCertificate(certificate);
        return read.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(rsa.ExportSubjectPublicKeyInfo())
            ? new(pkcs8, certificate.ToArray())
            : throw new CryptographicException("The certificate is not of this key.");
    }

    public byte[] ExportPkcs8() => _key.Export();

    public void Dispose()
    {
        _key.Dispose();
        if (_alone.IsValueCreated)
            _alone.Value.Dispose();
    }

    /// <summary>One thread to a key object: the framework promises no more.</summary>
    internal TResult Use<TState, TResult>(Func<RSA, TState, TResult> work, TState state) where TState : allows ref struct =>
        _key.Use(work, state);

    /// <summary>By RSA-SHA256.</summary>
    internal byte[] Sign(ReadOnlySpan<byte> data) =>
        _key.Use(static (rsa, d) => rsa.SignData(d, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), data);

    private static RSA Import(byte[] pkcs8)
    {
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(pkcs8, out _);
        CryptographicOperations.ZeroMemory(pkcs8);
        return rsa;
    }
}
