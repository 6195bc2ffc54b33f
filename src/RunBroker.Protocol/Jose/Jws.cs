using System.Buffers;
using System.Text;
using Bcl = System.Buffers.Text.Base64Url;

namespace RunBroker.Protocol.Jose;

/// <summary>Signed tokens in compact form (RFC7515-7.1): the only form read or written here (O-064).</summary>
public static class Jws
{
    /// <summary>
    /// The payload, if one of <paramref name="keys"/> signed it with an algorithm that the policy, the key and the header all
    /// name. Without a kid every fitting key is tried; with one, every key of that kid (a kid need not be unique,
    /// RFC7517-4.5). jku, x5u, x5c and jwk in the header are not read (O-062).
    /// </summary>
    public static JwsResult Verify(string compact, JwkSet keys, JwsPolicy policy)
    {
        if (Opened.Read(compact, policy, out var token) is { } refused)
            return new JwsResult.Refused(refused);

        var kid = token.Header.Kid;
        var tried = false;
        foreach (var key in keys.Keys)
        {
            if (!key.Fits(token.Algorithm) || (kid is not null && key.Kid != kid))
                continue;
            if (token.IsSignedBy(key))
                return token.Verified();
            tried = true;
        }

        return new JwsResult.Refused(tried ? new(JoseReason.BadSignature) : NoKey(token, keys));
    }

    /// <summary>The payload of a token that <see cref="Verify"/> gave back before, or <see cref="Sign"/> made, octet for octet.</summary>
    public static byte[] PayloadOfVerified(string compact)
    {
        ArgumentNullException.ThrowIfNull(compact);
        var first = compact.IndexOf('.', StringComparison.Ordinal) + 1;
        return Bcl.DecodeFromChars(compact.AsSpan(first..compact.LastIndexOf('.')));
    }

    /// <summary>
    /// For DPoP proofs alone (RFC9449-4.3): verified by the key in the token's own header, so it proves possession and nothing
    /// else. Compare the key's thumbprint with the one bound before.
    /// </summary>
    public static JwsResult VerifyByEmbeddedKey(string compact, JwsPolicy policy, out Jwk? key)
    {
        key = null;
        if (Opened.Read(compact, policy, out var token) is { } refused)
            return new JwsResult.Refused(refused);
        if (!token.HeaderJson.TryGetProperty("jwk", out var embedded))
            return new JwsResult.Refused(new(JoseReason.NoMatchingKey, "jwk in the header"));
        if (Jwk.Read(embedded) is not JwkResult.Usable { Key: var own })
            return new JwsResult.Refused(new(JoseReason.WeakKey, "a sound public key in jwk"));
        if (!own.Fits(token.Algorithm))
            return new JwsResult.Refused(new(JoseReason.NoMatchingKey, $"a jwk for {token.Header.Alg}"));
        if (!token.IsSignedBy(own))
            return new JwsResult.Refused(new(JoseReason.BadSignature));
        key = own;
        return token.Verified();
    }

    /// <summary>
    /// Header (alg, typ, kid), payload and signature. A null typ is left out; give one wherever the spec names one, so that no
    /// token passes for another kind (O-071).
    /// </summary>
    public static string Sign(SigningKey key, string? typ, ReadOnlySpan<byte> payload)
    {
        var prefix = key.HeaderFor(typ);
        var signed = prefix.Length + Bcl.GetEncodedLength(payload.Length);
        var length = signed + 1 + Bcl.GetEncodedLength(key.SignatureLength);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            prefix.CopyTo(buffer);
            Bcl.EncodeToUtf8(payload, buffer.AsSpan(prefix.Length));
            Span<byte> signature = stackalloc byte[key.SignatureLength];
            key.Sign(buffer.AsSpan(0, signed), signature);
            buffer[signed] = (byte)'.';
            Bcl.EncodeToUtf8(signature, buffer.AsSpan(signed + 1));
            return Encoding.ASCII.GetString(buffer.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static JoseRefusal NoKey(Opened token, JwkSet keys)
    {
        var kid = token.Header.Kid;
        // The commonest question of an admin: the key is there, why is it not taken?
        return keys.LeftOut.FirstOrDefault(k => kid is not null && k.Kid == kid) is { } leftOut
            ? leftOut.Why
            : JoseRefusal.For(JoseReason.NoMatchingKey, $"a key for {token.Header.Alg}", kid);
    }
}
