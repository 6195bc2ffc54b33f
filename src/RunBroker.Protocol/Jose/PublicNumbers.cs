using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RunBroker.Protocol.Jose;

/// <summary>The numbers of a public key, checked once, with the key objects that verify by them.</summary>
internal sealed class PublicNumbers
{
    private readonly KeyPool<RSA>? _rsa;
    private readonly KeyPool<ECDsa>? _ec;

    private PublicNumbers(RSAParameters rsa)
    {
        (Kty, Members) = ("RSA", [("n", Base64Url.Encode(rsa.Modulus)), ("e", Base64Url.Encode(rsa.Exponent))]);
        Thumbprint = Hash($$"""{"e":"{{Members[1].Value}}","kty":"RSA","n":"{{Members[0].Value}}"}""");
        _rsa = new(() => RSA.Create(rsa));
    }

    private PublicNumbers(EcCurve curve, ECPoint point)
    {
        (Kty, Curve) = ("EC", curve);
        Members = [("crv", curve.Name), ("x", Base64Url.Encode(point.X)), ("y", Base64Url.Encode(point.Y))];
        Thumbprint = Hash($$"""{"crv":"{{curve.Name}}","kty":"EC","x":"{{Members[1].Value}}","y":"{{Members[2].Value}}"}""");
        _ec = new(() => ECDsa.Create(new ECParameters { Curve = curve.Named, Q = point }));
    }

    public string Kty { get; }
    public EcCurve? Curve { get; }
    public ImmutableArray<(string Name, string Value)> Members { get; }
    public string Thumbprint { get; }

    public static PublicNumbers Of(RSA key) => new(key.ExportParameters(false));

    public static PublicNumbers Of(ECParameters key) =>
        new(EcCurve.Of(key.Curve) ?? throw new CryptographicException("The curve is not P-256, P-384 or P-521."), key.Q);

    /// <summary>Null and the numbers, or why they cannot be used.</summary>
    public static JoseRefusal? Read(JsonElement json, out PublicNumbers numbers)
    {
        numbers = null!; // only looked at when nothing was refused
        return json.Text("kty") switch
        {
            "RSA" => ReadRsa(json, out numbers),
            "EC" => ReadPoint(json, out numbers),
            var other => JoseRefusal.For(JoseReason.AlgorithmNotAllowed, "kty RSA or EC", other),
        };
    }

    public bool Verifies(JwsAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        var check = new Check(algorithm, data, signature);
        // RFC7518-3.4: r and s side by side, each as long as a coordinate. A DER signature has another length (O-066).
        if (_ec is not null)
            return signature.Length == 2 * Curve!.Bytes
                && _ec.Use((key, c) => key.VerifyData(c.Data, c.Signature, c.Algorithm.Hash), check);
        return _rsa!.Use((key, c) => key.VerifyData(c.Data, c.Signature, c.Algorithm.Hash, c.Algorithm.Padding!), check);
    }

    private static JoseRefusal? ReadRsa(JsonElement json, out PublicNumbers numbers)
    {
        numbers = null!;
        if (Number(json, "n") is not { } modulus || Number(json, "e") is not { } exponent)
            return new(JoseReason.BadBase64, "n and e in base64url");
        if (RsaStrength.Weakness(modulus, exponent) is { } weakness)
            return new(JoseReason.WeakKey, "RSA of 2048 to 8192 bits", weakness);
        numbers = new(new RSAParameters { Modulus = modulus, Exponent = exponent });
        return numbers.Imports() ? null : new(JoseReason.WeakKey, "an RSA public key");
    }

    private static JoseRefusal? ReadPoint(JsonElement json, out PublicNumbers numbers)
    {
        numbers = null!;
        if (EcCurve.All.FirstOrDefault(c => c.Name == json.Text("crv")) is not { } curve)
            return JoseRefusal.For(JoseReason.AlgorithmNotAllowed, "crv P-256, P-384 or P-521", json.Text("crv"));
        if (Point(json, curve) is not { } point)
            return new(JoseReason.BadBase64, $"x and y of {curve.Bytes} bytes in base64url");
        numbers = new(curve, point);
        return numbers.Imports() ? null : new(JoseReason.WeakKey, $"a point on {curve.Name}");
    }

    /// <summary>Null unless both coordinates have full length (RFC7518-6.2.1.2). Whether it lies on the curve is not looked at.</summary>
    public static ECPoint? Point(JsonElement json, EcCurve curve) =>
        Base64Url.TryDecode(json.Text("x"), out var x) && Base64Url.TryDecode(json.Text("y"), out var y)
            && x.Length == curve.Bytes && y.Length == curve.Bytes ? new ECPoint { X = x, Y = y } : null;

    // Some publish n with the sign octet of their big-number library; the number, and so the thumbprint, is the same without.
    private static byte[]? Number(JsonElement json, string name) =>
        Base64Url.TryDecode(json.Text(name), out var bytes) ? bytes.AsSpan().TrimStart((byte)0).ToArray() : null;

    // The platform refuses points off the curve (invalid curve attack) on import: once, here.
    private bool Imports()
    {
        try
        {
            return _ec?.Use((_, _) => true, 0) ?? _rsa!.Use((_, _) => true, 0);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static string Hash(string members) => Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(members)));

    private readonly ref struct Check(JwsAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        public readonly JwsAlgorithm Algorithm = algorithm;
        public readonly ReadOnlySpan<byte> Data = data;
        public readonly ReadOnlySpan<byte> Signature = signature;
    }
}
