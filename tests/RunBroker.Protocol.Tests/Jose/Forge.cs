using System.Security.Cryptography;
using System.Text;
using RunBroker.Protocol.Jose;

namespace RunBroker.Protocol.Tests.Jose;

/// <summary>Tokens with any header at all, good or bad, around a signature or a tag that is right for it.</summary>
internal static class Forge
{
    public static string Jws(SigningKey key, string header, string payload = "{}") => Jws(key, Encoding.UTF8.GetBytes(header), payload);

    public static string Jws(SigningKey key, byte[] header, string payload = "{}") =>
        SignedParts(key, $"{Base64Url.Encode(header)}.{Base64Url.Encode(Encoding.UTF8.GetBytes(payload))}");

    /// <summary>The parts as they are, signed as they are.</summary>
    public static string SignedParts(SigningKey key, string headerAndPayload)
    {
        var signature = new byte[key.SignatureLength];
        key.Sign(Encoding.UTF8.GetBytes(headerAndPayload), signature);
        return $"{headerAndPayload}.{Base64Url.Encode(signature)}";
    }

    /// <summary>A JWE for the RSA key, encrypted with A128GCM; more is put into the header as it is, such as <c>,"zip":"DEF"</c>.</summary>
    public static string Jwe(DecryptionKey key, string plaintext, string more = "", int contentKeyBytes = 16)
    {
        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(key.ExportPkcs8(), out _);
        var contentKey = RandomNumberGenerator.GetBytes(contentKeyBytes);
        var wrapped = rsa.Encrypt(contentKey, key.Alg == "RSA-OAEP" ? RSAEncryptionPadding.OaepSHA1 : RSAEncryptionPadding.OaepSHA256);
        return Sealed($$"""{"alg":"{{key.Alg}}","enc":"A128GCM"{{more}}}""", wrapped, contentKey[..16], plaintext);
    }

    /// <summary>A JWE for the point, agreed on with a one-time key of the same curve.</summary>
    public static string EcdhJwe(DecryptionKey key, string plaintext)
    {
        using var theirs = ECDiffieHellman.Create();
        theirs.ImportPkcs8PrivateKey(key.ExportPkcs8(), out _);
        using var oneTime = ECDiffieHellman.Create(theirs.ExportParameters(false).Curve);
        var point = oneTime.ExportParameters(false).Q;
        var crv = EcCurve.Of(oneTime.ExportParameters(false).Curve)!.Name;
        var contentKey = ConcatKdf.Derive(oneTime.DeriveRawSecretAgreement(theirs.PublicKey), "A128GCM", "A"u8, "B"u8, 16);
        var epk = $$"""{"kty":"EC","crv":"{{crv}}","x":"{{Base64Url.Encode(point.X)}}","y":"{{Base64Url.Encode(point.Y)}}"}""";
        return Sealed($$"""{"alg":"ECDH-ES","enc":"A128GCM","apu":"QQ","apv":"Qg","epk":{{epk}}}""", [], contentKey, plaintext);
    }

    private static string Sealed(string header, byte[] encryptedKey, byte[] contentKey, string plaintext)
    {
        var first = Base64Url.Encode(Encoding.UTF8.GetBytes(header));
        var clear = Encoding.UTF8.GetBytes(plaintext);
        byte[] iv = RandomNumberGenerator.GetBytes(12), ciphertext = new byte[clear.Length], tag = new byte[16];
        using var gcm = new AesGcm(contentKey, 16);
        gcm.Encrypt(iv, clear, ciphertext, tag, Encoding.ASCII.GetBytes(first));
        return string.Join('.', first, Base64Url.Encode(encryptedKey),
            Base64Url.Encode(iv), Base64Url.Encode(ciphertext), Base64Url.Encode(tag));
    }
}
