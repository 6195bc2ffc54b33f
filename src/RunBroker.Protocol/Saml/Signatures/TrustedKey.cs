using System.Security.Cryptography.X509Certificates;

namespace RunBroker.Protocol.Saml.Signatures;

public abstract record TrustedKeyResult
{
    private TrustedKeyResult()
    {
    }

    public sealed record Read(TrustedKey Key) : TrustedKeyResult;

    /// <param name="Code">Stable: <c>NotACertificate</c>, <c>KeyTooShort</c>, <c>KeyNotSupported</c>, <c>WeakKey</c>.</param>
    public sealed record Refused(string Code, string Wanted, string? Got) : TrustedKeyResult;
}

/// <summary>The public key of a certificate that a connection trusts. Of the certificate nothing else counts (SAML MDIOP, S-037).</summary>
public sealed class TrustedKey
{
    private TrustedKey(X509Certificate2 certificate) => Certificate = certificate;

    public X509Certificate2 Certificate { get; }

    /// <summary>SHA-256 of the certificate, upper case hexadecimal.</summary>
    public string Thumbprint => Certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256);

    /// <param name="der">One X.509 certificate in DER; anything else, PKCS#12 among it, is refused (S-039).</param>
    public static TrustedKeyResult FromCertificate(ReadOnlyMemory<byte> der) => throw new NotSupportedException();

    /// <summary>False for a method of another kind of key, too.</summary>
    /// <param name="method">A SignatureMethod URI of <see cref="SignatureMethods"/>.</param>
    public bool Verify(string method, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) => throw new NotSupportedException();
}
