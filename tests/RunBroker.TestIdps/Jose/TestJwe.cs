using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace RunBroker.TestIdps;

/// <summary>Compact JWE (RFC 7516): RSA-OAEP, RSA-OAEP-256 and ECDH-ES (direct) with A128GCM, A256GCM or A128CBC-HS256.</summary>
public static class TestJwe
{
    public static string Encrypt(string nested, TestKey to, string alg, string enc)
    {
        var header = new JsonObject { ["alg"] = alg, ["enc"] = enc, ["cty"] = "JWT", ["kid"] = to.Kid };
        var (contentKey, encryptedKey) = ContentKey(to, alg, enc, header);
        var protectedPart = TestJws.Part(header);
        var aad = Encoding.ASCII.GetBytes(protectedPart);
        var plain = Encoding.UTF8.GetBytes(nested);
        var (iv, cipher, tag) = enc == "A128CBC-HS256" ? Cbc(contentKey, plain, aad) : Gcm(contentKey, plain, aad);
        return string.Join('.', protectedPart, Text(encryptedKey), Text(iv), Text(cipher), Text(tag));
    }

    private static (byte[] Key, byte[] Encrypted) ContentKey(TestKey to, string alg, string enc, JsonObject header)
    {
        var size = enc == "A128GCM" ? 16 : 32;
        if (alg == "ECDH-ES") return (Agree(to, enc, size, header), []);
        var key = RandomNumberGenerator.GetBytes(size);
        var padding = alg == "RSA-OAEP" ? RSAEncryptionPadding.OaepSHA1 : RSAEncryptionPadding.OaepSHA256;
        return (key, ((RSA)to.Key).Encrypt(key, padding));
    }

    /// <summary>RFC 7518 section 4.6.2: one round of the concatenation KDF gives up to 32 octets.</summary>
    private static byte[] Agree(TestKey to, string enc, int size, JsonObject header)
    {
        var theirs = ((ECDsa)to.Key).ExportParameters(false);
        using var ours = ECDiffieHellman.Create(theirs.Curve);
        using var other = ECDiffieHellman.Create(theirs);
        var mine = ours.ExportParameters(false).Q;
        header["epk"] = new JsonObject { ["kty"] = "EC", ["crv"] = "P-" + ours.KeySize, ["x"] = Text(mine.X), ["y"] = Text(mine.Y) };
        byte[] info =
        [
            .. Number(enc.Length), .. Encoding.ASCII.GetBytes(enc), .. Number(0), .. Number(0), .. Number(size * 8),
        ];
        var shared = ours.DeriveRawSecretAgreement(other.PublicKey);
        return SHA256.HashData([.. Number(1), .. shared, .. info])[..size];
    }

    private static (byte[] Iv, byte[] Cipher, byte[] Tag) Gcm(byte[] key, byte[] plain, byte[] aad)
    {
        var (iv, cipher, tag) = (RandomNumberGenerator.GetBytes(12), new byte[plain.Length], new byte[16]);
        using var aes = new AesGcm(key, 16);
        aes.Encrypt(iv, plain, cipher, tag, aad);
        return (iv, cipher, tag);
    }

    /// <summary>RFC 7518 section 5.2.3: the first half of the key authenticates, the second encrypts.</summary>
    private static (byte[] Iv, byte[] Cipher, byte[] Tag) Cbc(byte[] key, byte[] plain, byte[] aad)
    {
        var iv = RandomNumberGenerator.GetBytes(16);
        using var aes = Aes.Create();
        aes.Key = key[16..];
        var cipher = aes.EncryptCbc(plain, iv);
        var bits = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bits, aad.Length * 8L);
        byte[] authenticated = [.. aad, .. iv, .. cipher, .. bits];
        return (iv, cipher, HMACSHA256.HashData(key[..16], authenticated)[..16]);
    }

    private static byte[] Number(int value)
    {
        var octets = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(octets, value);
        return octets;
    }

    private static string Text(byte[]? bytes) => Base64Url.EncodeToString(bytes);
}
