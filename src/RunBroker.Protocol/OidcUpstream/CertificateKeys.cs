using System.Buffers;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using RunBroker.Protocol.Jose;

namespace RunBroker.Protocol.OidcUpstream;

/// <summary>
/// The keys of a SAML connection's certificates, for a token of its provider. A certificate has no kid, so whatever the token calls its key,
/// each of them is tried.
/// </summary>
public static class CertificateKeys
{
    /// <param name="token">Nothing in it is believed: only the kid of its header is read, to name the keys by it.</param>
    /// <param name="certificates">DER; those whose key cannot verify a token are left out.</param>
    public static JwkSet For(string token, IEnumerable<ReadOnlyMemory<byte>> certificates)
    {
        var end = token.IndexOf('.', StringComparison.Ordinal);
        var kid = end > 0 && JoseHeader.Read(token.AsSpan(0, end), out var header, out _) is null ? header.Kid : null;
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("keys");
            foreach (var der in certificates)
                Write(writer, der.Span, kid);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return JwkSet.Parse(buffer.WrittenMemory).Match(read => read.Keys, _ => JwkSet.Of());
    }

    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> der, string? kid)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(der);
        using var rsa = certificate.GetRSAPublicKey();
        using var ec = certificate.GetECDsaPublicKey();
        if (rsa is null && ec is null)
            return;
        writer.WriteStartObject();
        if (kid is not null)
            writer.WriteString("kid", kid);
        if (rsa is not null)
        {
            var numbers = rsa.ExportParameters(false);
            writer.WriteString("kty", "RSA");
            writer.WriteString("n", Base64Url.Encode(numbers.Modulus));
            writer.WriteString("e", Base64Url.Encode(numbers.Exponent));
        }
        else
        {
            var numbers = ec!.ExportParameters(false);
            writer.WriteString("kty", "EC");
            writer.WriteString("crv", $"P-{ec.KeySize}");
            writer.WriteString("x", Base64Url.Encode(numbers.Q.X));
            writer.WriteString("y", Base64Url.Encode(numbers.Q.Y));
        }

        writer.WriteEndObject();
    }
}
