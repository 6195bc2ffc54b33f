using System.Collections.Immutable;
using System.Security.Cryptography;

namespace RunBroker.Protocol;

/// <summary>A curve and the bytes of a coordinate, half of a signature (RFC7518-3.4, 6.2.1.2).</summary>
internal sealed record EcCurve(string Name, ECCurve Named, int Bytes)
{
    public static EcCurve P256 { get; } = new("P-256", ECCurve.NamedCurves.nistP256, 32);
    public static EcCurve P384 { get; } = new("P-384", ECCurve.NamedCurves.nistP384, 48);
    public static EcCurve P521 { get; } = new("P-521", ECCurve.NamedCurves.nistP521, 66);
    public static ImmutableArray<EcCurve> All { get; } = [P256, P384, P521];

    /// <summary>Null for other curves; secp256k1 and brainpoolP256r1 have the same length as P-256.</summary>
    public static EcCurve? Of(ECCurve curve) => curve.IsNamed ? All.FirstOrDefault(c => c.Named.Oid.Value == curve.Oid.Value) : null;
}
