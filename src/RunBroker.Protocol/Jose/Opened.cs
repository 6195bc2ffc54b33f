using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace RunBroker.Protocol.Jose;

/// <summary>A compact JWS taken apart: form and header are acceptable, the signature is not looked at yet. Stays in this folder.</summary>
internal readonly record struct Opened(
    string Compact, JoseHeader Header, JsonElement HeaderJson, JwsAlgorithm Algorithm, byte[] Payload, byte[] Signature)
{
    /// <summary>Null and the token, or why nobody needs to look at its signature.</summary>
    public static JoseRefusal? Read(string compact, JwsPolicy policy, out Opened token)
    {
        token = default;
        if (compact.Length > policy.MaxLength)
            return new(JoseReason.TooLarge, $"{policy.MaxLength} characters");
        Span<Range> parts = stackalloc Range[4];
        // A fourth part would be found in the third place of the split, so four places are asked for.
        if (compact.AsSpan().Split(parts, '.') != 3)
            return new(JoseReason.NotCompact, "three parts");
        if (JoseHeader.Read(compact.AsSpan(parts[0]), out var header, out var json) is { } refused)
            return refused;
        if (Wrong(header, policy, out var algorithm) is { } wrong)
            return wrong;
        if (!Base64Url.TryDecode(compact.AsSpan(parts[1]), out var payload)
            || !Base64Url.TryDecode(compact.AsSpan(parts[2]), out var signature))
            return new(JoseReason.BadBase64, "base64url");
        token = new(compact, header, json, algorithm, payload, signature);
        return null;
    }

    public bool IsSignedBy(Jwk key)
    {
        var signed = Compact.AsSpan(0, Compact.LastIndexOf('.'));
        var bytes = ArrayPool<byte>.Shared.Rent(signed.Length);
        try
        {
            return key.Verifies(Algorithm, bytes.AsSpan(0, Encoding.ASCII.GetBytes(signed, bytes)), Signature);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    public JwsResult Verified() => new JwsResult.Verified(Header, Payload);

    // RFC8725-3.1: the policy names the algorithms; the header can only ask for one of them (O-060).
    private static JoseRefusal? Wrong(JoseHeader header, JwsPolicy policy, out JwsAlgorithm algorithm)
    {
        algorithm = null!; // only looked at when nothing is wrong
        if (policy.Algorithms.IsDefaultOrEmpty || !policy.Algorithms.Contains(header.Alg)
            || JwsAlgorithm.Named(header.Alg) is not { } named)
        {
            var wanted = policy.Algorithms.IsDefault ? null : string.Join(' ', policy.Algorithms);
            return JoseRefusal.For(JoseReason.AlgorithmNotAllowed, wanted, header.Alg);
        }

        algorithm = named;
        if (!policy.Types.IsDefaultOrEmpty && !IsOneOf(policy.Types, header.Typ))
            return JoseRefusal.For(JoseReason.WrongType, string.Join(' ', policy.Types), header.Typ);
        return null;
    }

    private static bool IsOneOf(ImmutableArray<string> types, string? typ) =>
        types.Any(t => string.Equals(Short(t), Short(typ ?? ""), StringComparison.OrdinalIgnoreCase));

    // RFC7515-4.1.9: "application/" may be left out where no other slash follows.
    private static string Short(string typ)
    {
        const string Prefix = "application/";
        return typ.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && !typ.AsSpan(Prefix.Length).Contains('/')
            ? typ[Prefix.Length..] : typ;
    }
}
