using System.Security.Cryptography;

namespace RunBroker.Protocol.Saml.Signatures;

/// <summary>A private key of ours for one connection, with its self-signed certificate: RSA 3072.</summary>
public sealed class SpKey : IDisposable
{
    private SpKey(RSA rsa, byte[] certificate) => (Rsa, Certificate) = (rsa, certificate);

    internal RSA Rsa { get; }

    /// <summary>DER.</summary>
    public ReadOnlyMemory<byte> Certificate { get; }

    /// <param name="name">The common name of the certificate.</param>
    public static SpKey Create(string name, DateTimeOffset from, DateTimeOffset until) => throw new NotSupportedException();

    public static SpKey From(ReadOnlySpan<byte> pkcs8, ReadOnlySpan<byte> certificate) => throw new NotSupportedException();

    public byte[] ExportPkcs8() => Rsa.ExportPkcs8PrivateKey();

    public void Dispose() => Rsa.Dispose();
}
