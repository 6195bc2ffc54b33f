using System.Collections.Immutable;
using System.Security.Cryptography;

namespace RunBroker.Protocol.Jose;

/// <summary>
/// One row for each signature algorithm there is. "none" and HS* have no row, so no policy can let them in (O-060, O-061).
/// </summary>
internal sealed record JwsAlgorithm(string Name, string Kty, HashAlgorithmName Hash, RSASignaturePadding? Padding, EcCurve? Curve)
{
    /// <summary>RFC7518-3.1.</summary>
    public static ImmutableArray<JwsAlgorithm> All { get; } =
    [
        new("RS256", "RSA", HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1, null),
        new("RS384", "RSA", HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1, null),
        new("RS512", "RSA", HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1, null),
        new("PS256", "RSA", HashAlgorithmName.SHA256, RSASignaturePadding.Pss, null),
        new("PS384", "RSA", HashAlgorithmName.SHA384, RSASignaturePadding.Pss, null),
        new("PS512", "RSA", HashAlgorithmName.SHA512, RSASignaturePadding.Pss, null),
        new("ES256", "EC", HashAlgorithmName.SHA256, null, EcCurve.P256),
        new("ES384", "EC", HashAlgorithmName.SHA384, null, EcCurve.P384),
        new("ES512", "EC", HashAlgorithmName.SHA512, null, EcCurve.P521),
    ];

    /// <summary>Null when there is no such algorithm here; the name is compared octet for octet ("nOnE", "rs256": null).</summary>
    public static JwsAlgorithm? Named(string name) => All.FirstOrDefault(a => a.Name == name);
}
