using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RunBroker.Protocol.Saml.Signatures;

/// <summary>
/// The numbers of a certificate's key as they stand there. Read here and not by the platform, which takes the description of a curve in
/// place of its name (CVE-2020-0601), and refuses some weak keys without a word why.
/// </summary>
internal static class CertificateNumbers
{
    public const string Rsa = "1.2.840.113549.1.1.1";
    public const string Ec = "1.2.840.10045.2.1";

    /// <summary>RFC8017-A.1.1; null when it is none.</summary>
    public static RSAParameters? ReadRsa(PublicKey key)
    {
        try
        {
            var reader = new AsnReader(key.EncodedKeyValue.RawData, AsnEncodingRules.DER);
            var numbers = reader.ReadSequence();
            reader.ThrowIfNotEmpty();
            var (modulus, exponent) = (numbers.ReadIntegerBytes(), numbers.ReadIntegerBytes());
            numbers.ThrowIfNotEmpty();
            return IsNegative(modulus) || IsNegative(exponent)
                ? null
                : new() { Modulus = Unsigned(modulus), Exponent = Unsigned(exponent) };
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>RFC5480-2.1.1; null when the curve is described and not named.</summary>
    public static string? ReadCurve(PublicKey key)
    {
        try
        {
            return AsnDecoder.ReadObjectIdentifier(key.EncodedParameters?.RawData, AsnEncodingRules.DER, out _);
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    /// <summary>RFC5480-2.2: not compressed; null when it is not of the curve's size. Whether it lies on it is not looked at.</summary>
    public static ECPoint? ReadPoint(PublicKey key, EcCurve curve) =>
        key.EncodedKeyValue.RawData is [4, .. var xy] && xy.Length == 2 * curve.Bytes
            ? new ECPoint { X = xy[..curve.Bytes], Y = xy[curve.Bytes..] }
            : null;

    public static int CoordinateBytes(PublicKey key) => key.EncodedKeyValue.RawData.Length / 2;

    private static byte[] Unsigned(ReadOnlyMemory<byte> number) => number.Span.TrimStart((byte)0).ToArray();

    private static bool IsNegative(ReadOnlyMemory<byte> number) => (number.Span[0] & 0x80) != 0;
}
