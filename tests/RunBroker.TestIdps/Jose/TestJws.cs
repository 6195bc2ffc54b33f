using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace RunBroker.TestIdps;

/// <summary>Compact JWS on the platform's own primitives; shares nothing with the product.</summary>
public static class TestJws
{
    /// <summary>Signs as the header's <c>alg</c> says, right or wrong: <c>none</c> gives an empty signature, HS* wants <paramref name="secret"/>.</summary>
    public static string Sign(JsonObject header, JsonObject claims, TestKey? key, byte[]? secret = null)
    {
        var input = Part(header) + "." + Part(claims);
        var octets = Encoding.ASCII.GetBytes(input);
        return input + "." + Base64Url.EncodeToString(Signature((string?)header["alg"] ?? "none", octets, key, secret));
    }

    /// <summary>Whether the signature holds under the key and an algorithm that fits the key; <c>none</c> and HS* never do.</summary>
    public static bool Verify(string jws, TestKey key)
    {
        var parts = jws.Split('.');
        if (parts.Length != 3) return false;
        var alg = (string?)Header(jws)["alg"] ?? "none";
        var octets = Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]);
        var signature = Base64Url.DecodeFromChars(parts[2]);
        if (!key.Fits(alg)) return false;
        return key.Key switch
        {
            RSA rsa => rsa.VerifyData(octets, signature, Hash(alg), Padding(alg)),
            ECDsa ec => ec.VerifyData(octets, signature, Hash(alg)),
            _ => false,
        };
    }

    public static JsonObject Header(string jws) => Read(jws, 0);
    public static JsonObject Claims(string jws) => Read(jws, 1);

    /// <summary>The left half of the hash that belongs to the algorithm: <c>at_hash</c> and <c>c_hash</c> (OIDCC-3.1.3.6).</summary>
    public static string HalfHash(string alg, string value)
    {
        var hash = Digest(alg, Encoding.ASCII.GetBytes(value));
        return Base64Url.EncodeToString(hash.AsSpan(0, hash.Length / 2));
    }

    internal static string Part(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));

    private static JsonObject Read(string jws, int part) =>
        JsonNode.Parse(Base64Url.DecodeFromChars(jws.Split('.')[part]))?.AsObject() ?? [];

    private static byte[] Signature(string alg, byte[] octets, TestKey? key, byte[]? secret) => alg switch
    {
        "HS256" => HMACSHA256.HashData(secret ?? [], octets),
        "HS384" => HMACSHA384.HashData(secret ?? [], octets),
        "HS512" => HMACSHA512.HashData(secret ?? [], octets),
        _ => key?.Key switch
        {
            RSA rsa when alg != "none" => rsa.SignData(octets, Hash(alg), Padding(alg)),
            ECDsa ec when alg != "none" => ec.SignData(octets, Hash(alg)),
            _ => [],
        },
    };

    private static byte[] Digest(string alg, byte[] octets) => Hash(alg).Name switch
    {
        "SHA512" => SHA512.HashData(octets),
        "SHA384" => SHA384.HashData(octets),
        _ => SHA256.HashData(octets),
    };

    private static HashAlgorithmName Hash(string alg) => alg switch
    {
        [_, _, '3', ..] => HashAlgorithmName.SHA384,
        [_, _, '5', ..] => HashAlgorithmName.SHA512,
        _ => HashAlgorithmName.SHA256,
    };

    private static RSASignaturePadding Padding(string alg) =>
        alg.StartsWith("PS", StringComparison.Ordinal) ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
}
