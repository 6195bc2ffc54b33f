using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RunBroker.Protocol.Jose;

namespace RunBroker.Protocol.Tests.Jose;

/// <summary>Test data of this repository, and the keys made from it.</summary>
internal static class Vectors
{
    private static readonly Lazy<JsonElement> RfcFigures = new(() => Read("tests", "RunBroker.Protocol.Tests", "Jose", "figures.json"));

    /// <summary>A figure of an RFC, such as RFC7515-A.2, out of figures.json.</summary>
    public static JsonElement Figure(string name) => RfcFigures.Value.GetProperty(name);

    public static string Token(string figure) => Figure(figure).GetProperty("token").GetString()!;

    public static JsonElement Wycheproof(string file) => Read("tests", "vectors", "wycheproof", file);

    public static JsonElement Json(string text) => JsonElement.Parse(text);

    public static JwkSet Set(params ReadOnlySpan<JsonElement> keys) =>
        Set("{\"keys\":[" + string.Join(',', keys.ToArray().Select(k => k.GetRawText())) + "]}");

    public static JwkSet Set(string json) => Assert.IsType<JwkSetResult.Read>(JwkSet.Parse(Encoding.UTF8.GetBytes(json))).Keys;

    public static JoseReason Reason(JwsResult result) => Assert.IsType<JwsResult.Refused>(result).Why.Reason;

    public static JoseReason Reason(JweResult result) => Assert.IsType<JweResult.Refused>(result).Why.Reason;

    /// <summary>The private JWK as our own key; empty for a key that is not one of ours at all.</summary>
    public static IReadOnlyList<DecryptionKey> DecryptionKeys(JsonElement jwk) => jwk.GetProperty("kty").GetString() switch
    {
        "RSA" => [DecryptionKey.FromPkcs8("RSA-OAEP", Rsa(jwk)), DecryptionKey.FromPkcs8("RSA-OAEP-256", Rsa(jwk))],
        "EC" => [DecryptionKey.FromPkcs8("ECDH-ES", Ec(jwk))],
        _ => [],
    };

    private static byte[] Rsa(JsonElement jwk)
    {
        var n = Bytes(jwk, "n", 0);
        var half = (n.Length + 1) / 2;
        using var key = RSA.Create(new RSAParameters
        {
            Modulus = n,
            Exponent = Bytes(jwk, "e", 0),
            D = Bytes(jwk, "d", n.Length),
            P = Bytes(jwk, "p", half),
            Q = Bytes(jwk, "q", half),
            DP = Bytes(jwk, "dp", half),
            DQ = Bytes(jwk, "dq", half),
            InverseQ = Bytes(jwk, "qi", half),
        });
        return key.ExportPkcs8PrivateKey();
    }

    private static byte[] Ec(JsonElement jwk)
    {
        var curve = EcCurve.All.Single(c => c.Name == jwk.GetProperty("crv").GetString());
        using var key = ECDiffieHellman.Create(new ECParameters
        {
            Curve = curve.Named,
            Q = new() { X = Bytes(jwk, "x", curve.Bytes), Y = Bytes(jwk, "y", curve.Bytes) },
            D = Bytes(jwk, "d", curve.Bytes),
        });
        return key.ExportPkcs8PrivateKey();
    }

    private static byte[] Bytes(JsonElement jwk, string name, int length)
    {
        Assert.True(Base64Url.TryDecode(jwk.GetProperty(name).GetString(), out var bytes), name);
        return [.. new byte[Math.Max(0, length - bytes.Length)], .. bytes];
    }

    private static JsonElement Read(params string[] path)
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "RunBroker.sln")))
            root = Path.GetDirectoryName(root) ?? throw new DirectoryNotFoundException("RunBroker.sln is in no folder above the tests.");
        return JsonElement.Parse(File.ReadAllBytes(Path.Combine([root, .. path])));
    }
}
