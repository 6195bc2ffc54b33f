using System.Collections.Immutable;
using System.Text;
using RunBroker.Protocol.Jose;

namespace RunBroker.Protocol.OidcUpstream;

/// <summary>A provider's token after its signature held. Nothing in it was believed before (house rule 12).</summary>
internal sealed record OpenedJwt(JoseHeader Header, JwtClaims Claims);

/// <summary>What opening came to: the token, or why not and whether fresh keys may mend it.</summary>
internal readonly record struct OpenedResult(OpenedJwt? Token, UpstreamRefusal? Why, bool FreshKeysMayHelp);

/// <summary>The one door for every token of a provider: decrypt, then verify, then read.</summary>
internal static class UpstreamJwt
{
    public static OpenedResult Open(
        string token, JwkSet keys, IReadOnlyList<DecryptionKey> decryptionKeys, OidcTrust trust, ImmutableArray<string> types) =>
        Open(token, keys, decryptionKeys, trust.IdTokenAlgorithms, types);

    public static OpenedResult Open(
        string token, JwkSet keys, IReadOnlyList<DecryptionKey> decryptionKeys, ImmutableArray<string> algorithms, ImmutableArray<string> types)
    {
        // RFC7516-A: what is encrypted must be signed inside, since anybody can encrypt to our public key (O-068).
        if (Jwe.IsCompact(token))
        {
            switch (Jwe.Decrypt(token, decryptionKeys, UpstreamLimits.Token))
            {
                case JweResult.Decrypted inner:
                    token = Encoding.UTF8.GetString(inner.Plaintext.Span);
                    break;
                case JweResult.Refused { Why: var why }:
                    return Refused(UpstreamReason.Undecryptable, "O-068", why.Wanted ?? "a key of ours", why.Got ?? $"{why.Reason}");
            }
        }

        var policy = new JwsPolicy([.. algorithms.Where(UpstreamAlgorithms.Accepted.Contains)], types, UpstreamLimits.Token);
        return Jws.Verify(token, keys, policy).Match(
            verified => JwtClaims.Parse(verified.Payload) is { } claims
                ? new OpenedResult(new(verified.Header, claims), null, false)
                : Refused(UpstreamReason.MalformedToken, "O-065", "claims as one JSON object without repeated names", null),
            refused => Refused(token, refused.Why));
    }

    private static OpenedResult Refused(string token, JoseRefusal why)
    {
        var (reason, spec) = why.Reason switch
        {
            JoseReason.AlgorithmNotAllowed or JoseReason.NoAlgorithm => (UpstreamReason.AlgorithmNotAllowed, "O-060"),
            JoseReason.UnknownCritical or JoseReason.ZipNotAllowed => (UpstreamReason.UnsupportedHeader, "O-063"),
            JoseReason.WrongType => (UpstreamReason.WrongTokenKind, "O-071"),
            JoseReason.NoMatchingKey => (UpstreamReason.UnknownKey, "OIDCC-10.1"),
            JoseReason.WeakKey => (UpstreamReason.WeakKey, "O-067"),
            JoseReason.BadSignature => (UpstreamReason.BadSignature, "OIDCC-3.1.3.7"),
            _ => (UpstreamReason.MalformedToken, "O-064"),
        };
        // Without a kid a key that was changed looks like a bad signature (O-089).
        var fresh = reason == UpstreamReason.UnknownKey || (reason == UpstreamReason.BadSignature && !HasKid(token));
        return Refused(reason, spec, why.Wanted, why.Got ?? (reason == UpstreamReason.MalformedToken ? $"{why.Reason}" : null), fresh);
    }

    private static bool HasKid(string token) =>
        JoseHeader.Read(token.AsSpan(0, token.IndexOf('.', StringComparison.Ordinal)), out var header, out _) is null
        && header.Kid is not null;

    private static OpenedResult Refused(UpstreamReason reason, string spec, string? wanted, string? got, bool fresh = false) =>
        new(null, new(reason, spec, wanted, got), fresh);
}
