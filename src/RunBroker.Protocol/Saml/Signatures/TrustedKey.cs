using System.Security.Cryptography;
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
    private readonly KeyPool<RSA>? _rsa;
    private readonly KeyPool<ECDsa>? _ec;
    private readonly int _signatureLength;

    private TrustedKey(X509Certificate2 certificate, RSAParameters rsa)
    {
        Certificate = certificate;
        _rsa = new(() => RSA.Create(rsa));
        _signatureLength = _rsa.Use((key, _) => (key.KeySize + 7) / 8, 0);
    }

    private TrustedKey(X509Certificate2 certificate, EcCurve curve, ECPoint point)
    {
        Certificate = certificate;
        _ec = new(() => ECDsa.Create(new ECParameters { Curve = curve.Named, Q = point }));
        // Imported once here: the platform refuses a point that is not on the curve.
        _signatureLength = _ec.Use((_, _) => 2 * curve.Bytes, 0);
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>SHA-256 of the certificate, upper case hexadecimal.</summary>
    public string Thumbprint => Certificate.GetCertHashString(HashAlgorithmName.SHA256);

    /// <param name="der">One X.509 certificate in DER; anything else, PKCS#12 among it, is refused (S-039).</param>
    public static TrustedKeyResult FromCertificate(ReadOnlyMemory<byte> der)
    {
        X509Certificate2 certificate;
        try
        {
            certificate = X509CertificateLoader.LoadCertificate(der.Span);
        }
        catch (CryptographicException)
        {
            return NotACertificate();
        }

        // The loader takes PEM, too, and octets that follow.
        if (!certificate.RawDataMemory.Span.SequenceEqual(der.Span) || !SaysItsNameAndTimes(certificate))
            return NotACertificate();
        try
        {
            return certificate.PublicKey.Oid.Value switch
            {
                CertificateNumbers.Rsa => FromRsa(certificate),
                CertificateNumbers.Ec => FromEc(certificate),
                _ => NotSupported(certificate.PublicKey.Oid.FriendlyName ?? certificate.PublicKey.Oid.Value),
            };
        }
        catch (CryptographicException)
        {
            // a point that is not on its curve, and what else the platform finds when it imports the key
            return NotSupported(certificate.PublicKey.Oid.FriendlyName ?? certificate.PublicKey.Oid.Value);
        }
    }

    /// <summary>False for a method of another kind of key, too.</summary>
    /// <param name="method">A SignatureMethod URI of <see cref="SignatureMethods"/>.</param>
    public bool Verify(string method, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        SignatureMethods.Find(method) is { } known && Verify(known, data, signature);

    internal bool Fits(SignatureMethod method) => method.IsRsa == _rsa is not null;

    /// <summary>The signature has the length of the key (S-030), which one in DER has not. No data is never signed (S-034).</summary>
    internal bool Verify(SignatureMethod method, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (!Fits(method) || data.IsEmpty || signature.Length != _signatureLength)
            return false;
        var check = new Check(method, data, signature);
        return _ec is not null
            ? _ec.Use((key, c) => key.VerifyData(c.Data, c.Signature, c.Method.Hash), check)
            : _rsa!.Use((key, c) => key.VerifyData(c.Data, c.Signature, c.Method.Hash, c.Method.Padding!), check);
    }

    // The platform decodes these only when they are asked for: what fails then would fail wherever the end is shown or watched (S-011).
    private static bool SaysItsNameAndTimes(X509Certificate2 certificate)
    {
        try
        {
            _ = (certificate.Subject, certificate.NotBefore, certificate.NotAfter);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static TrustedKeyResult FromRsa(X509Certificate2 certificate)
    {
        if (CertificateNumbers.ReadRsa(certificate.PublicKey) is not { } numbers)
            return NotSupported("RSA, unreadable");
        var bits = RsaStrength.Bits(numbers.Modulus);
        if (bits < ProtocolLimits.RsaBitsMin)
            return TooShort($"RSA, {bits} bits");
        if (bits > ProtocolLimits.RsaBitsMax)
            return NotSupported($"RSA, {bits} bits");
        return RsaStrength.Weakness(numbers.Modulus, numbers.Exponent) is { } weakness
            ? new TrustedKeyResult.Refused("WeakKey", "an RSA key that is not known to be weak", weakness)
            : new TrustedKeyResult.Read(new(certificate, numbers));
    }

    private static TrustedKeyResult FromEc(X509Certificate2 certificate)
    {
        if (CertificateNumbers.ReadCurve(certificate.PublicKey) is not { } oid)
            return NotSupported("EC, a curve without a name");
        if (EcCurve.Of(ECCurve.CreateFromValue(oid)) is not { } curve)
        {
            return CertificateNumbers.CoordinateBytes(certificate.PublicKey) < EcCurve.P256.Bytes
                ? TooShort($"EC, curve {oid}")
                : NotSupported($"EC, curve {oid}");
        }

        return CertificateNumbers.ReadPoint(certificate.PublicKey, curve) is { } point
            ? new TrustedKeyResult.Read(new(certificate, curve, point))
            : NotSupported($"EC, not a point of {curve.Name}");
    }

    private static TrustedKeyResult.Refused NotACertificate() => new("NotACertificate", "one X.509 certificate", null);

    private static TrustedKeyResult.Refused TooShort(string got) =>
        new("KeyTooShort", "RSA of 2048 bits or more, or EC on P-256, P-384 or P-521", got);

    private static TrustedKeyResult.Refused NotSupported(string? got) =>
        new("KeyNotSupported", "RSA of 2048 to 8192 bits, or EC on P-256, P-384 or P-521", got);

    private readonly ref struct Check(SignatureMethod method, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        public readonly SignatureMethod Method = method;
        public readonly ReadOnlySpan<byte> Data = data;
        public readonly ReadOnlySpan<byte> Signature = signature;
    }
}
