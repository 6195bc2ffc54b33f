using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace RunBroker.TestIdps;

/// <summary>An RSA or EC key of the test side, with its public JWK.</summary>
public sealed class TestKey
{
    private TestKey(string kid, AsymmetricAlgorithm key) => (Kid, Key) = (kid, key);

    public string Kid { get; }
    public AsymmetricAlgorithm Key { get; }

    public static TestKey Rsa(string kid, int bits = 2048) => new(kid, RSA.Create(bits));
    /// <summary>A key that is there already, such as a SAML provider's.</summary>
    public static TestKey Of(string kid, AsymmetricAlgorithm key) => new(kid, key);
    public static TestKey Ec(string kid, ECCurve? curve = null) => new(kid, ECDsa.Create(curve ?? ECCurve.NamedCurves.nistP256));

    /// <summary>A key fit for a JWS algorithm such as RS256, PS384, ES512.</summary>
    public static TestKey For(string alg, string kid) => alg switch
    {
        "ES256" => Ec(kid, ECCurve.NamedCurves.nistP256),
        "ES384" => Ec(kid, ECCurve.NamedCurves.nistP384),
        "ES512" => Ec(kid, ECCurve.NamedCurves.nistP521),
        _ => Rsa(kid),
    };

    public bool Fits(string alg) => Key switch
    {
        ECDsa ec => alg == EcAlg(ec),
        _ => alg.StartsWith("RS", StringComparison.Ordinal) || alg.StartsWith("PS", StringComparison.Ordinal),
    };

    /// <summary>The public JWK, <c>use</c> as given; without <c>alg</c>, since one RSA key may sign as RS256 and PS256.</summary>
    public JsonObject PublicJwk(string use = "sig")
    {
        if (Key is RSA rsa)
        {
            var p = rsa.ExportParameters(false);
            return new() { ["kty"] = "RSA", ["kid"] = Kid, ["use"] = use, ["n"] = Text(p.Modulus), ["e"] = Text(p.Exponent) };
        }
        var q = ((ECDsa)Key).ExportParameters(false);
        var size = (((ECDsa)Key).KeySize + 7) / 8;
        return new()
        {
            ["kty"] = "EC",
            ["kid"] = Kid,
            ["use"] = use,
            ["crv"] = "P-" + ((ECDsa)Key).KeySize,
            ["x"] = Text(Padded(q.Q.X, size)),
            ["y"] = Text(Padded(q.Q.Y, size)),
        };
    }

    /// <summary>Reads a public RSA or EC JWK; null for other kinds.</summary>
    public static TestKey? FromJwk(JsonObject jwk)
    {
        var kid = (string?)jwk["kid"] ?? "";
        switch ((string?)jwk["kty"])
        {
            case "RSA":
                return new(kid, RSA.Create(new RSAParameters { Modulus = Bytes(jwk, "n"), Exponent = Bytes(jwk, "e") }));
            case "EC":
                var curve = (string?)jwk["crv"] switch
                {
                    "P-384" => ECCurve.NamedCurves.nistP384,
                    "P-521" => ECCurve.NamedCurves.nistP521,
                    _ => ECCurve.NamedCurves.nistP256,
                };
                return new(kid, ECDsa.Create(new ECParameters { Curve = curve, Q = new() { X = Bytes(jwk, "x"), Y = Bytes(jwk, "y") } }));
            default:
                return null;
        }
    }

    private static string EcAlg(ECDsa ec) => ec.KeySize switch { 256 => "ES256", 384 => "ES384", _ => "ES512" };
    private static string Text(byte[]? bytes) => Base64Url.EncodeToString(bytes);
    private static byte[] Bytes(JsonObject jwk, string name) => Base64Url.DecodeFromChars((string?)jwk[name] ?? "");
    private static byte[] Padded(byte[]? bytes, int size) => [.. new byte[size - (bytes?.Length ?? 0)], .. bytes ?? []];
}
