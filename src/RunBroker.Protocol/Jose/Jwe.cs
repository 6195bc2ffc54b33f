using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RunBroker.Protocol.Jose;

/// <summary>Encrypted tokens in compact form (RFC7516-7.1): read only, none is written here.</summary>
public static class Jwe
{
    /// <summary>True for five parts, whatever is in them.</summary>
    public static bool IsCompact(string token) => token.AsSpan().Count('.') == 4;

    /// <summary>
    /// Decrypts with the keys whose alg the header names. The kid is no more than a hint which to try first: providers set up
    /// by hand make up their own. That it decrypts says nothing about who sent it: the caller verifies the JWS inside (O-068).
    /// Every failure once a key of that alg was found is the same Undecryptable.
    /// </summary>
    public static JweResult Decrypt(string compact, IReadOnlyList<DecryptionKey> keys, int maxLength = JoseLimits.JweLength)
    {
        if (compact.Length > maxLength)
            return Refused(new(JoseReason.TooLarge, $"{maxLength} characters"));
        if (!IsCompact(compact))
            return Refused(new(JoseReason.NotCompact, "five parts"));
        var parts = compact.Split('.');
        if (JoseHeader.Read(parts[0], out var header, out var json) is { } refused)
            return Refused(refused);
        if (Wrong(header, json, out var enc) is { } wrong)
            return Refused(wrong);
        if (Octets.Decode(parts) is not { } octets)
            return Refused(new(JoseReason.BadBase64, "base64url"));

        var fitting = keys.Where(k => k.Alg == header.Alg).OrderByDescending(k => k.Kid == header.Kid).ToImmutableArray();
        if (fitting.IsEmpty)
            return Refused(new(JoseReason.NoMatchingKey, string.Join(' ', keys.Select(k => k.Alg).Distinct()), header.Alg));
        foreach (var key in fitting)
        {
            if (octets.Open(key, json, enc) is { } plaintext)
                return new JweResult.Decrypted(header, plaintext);
        }

        return Refused(new(JoseReason.Undecryptable));
    }

    private static JweResult.Refused Refused(JoseRefusal why) => new(why);

    private static JoseRefusal? Wrong(JoseHeader header, JsonElement json, out ContentEncryption enc)
    {
        enc = null!; // only looked at when nothing is wrong
        if (header.Alg is not ("RSA-OAEP" or "RSA-OAEP-256" or "ECDH-ES"))
            return JoseRefusal.For(JoseReason.AlgorithmNotAllowed, "RSA-OAEP RSA-OAEP-256 ECDH-ES", header.Alg);
        if (ContentEncryption.Named(header.Enc) is not { } named)
            return JoseRefusal.For(JoseReason.AlgorithmNotAllowed, "an enc of RFC 7518", header.Enc);
        // A few bytes inflate to gigabytes (CVE-2024-21319), and the length of what was compressed tells about what is in it.
        if (json.Has("zip"))
            return new(JoseReason.ZipNotAllowed, "no zip");
        enc = named;
        return null;
    }

    private sealed record Octets(byte[] Header, byte[] Key, byte[] Iv, byte[] Ciphertext, byte[] Tag)
    {
        public static Octets? Decode(string[] parts) =>
            Base64Url.TryDecode(parts[1], out var key) && Base64Url.TryDecode(parts[2], out var iv)
                && Base64Url.TryDecode(parts[3], out var ciphertext) && Base64Url.TryDecode(parts[4], out var tag)
                    ? new(Encoding.ASCII.GetBytes(parts[0]), key, iv, ciphertext, tag) : null;

        public byte[]? Open(DecryptionKey key, JsonElement header, ContentEncryption enc)
        {
            var contentKey = key.ContentKey(header, Key, enc);
            try
            {
                return enc.Decrypt(contentKey, Iv, Ciphertext, Tag, Header);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(contentKey);
            }
        }
    }
}
