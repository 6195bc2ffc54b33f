using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using RunBroker.Protocol.Jose;

namespace RunBroker.Protocol.Oidc;

/// <summary>One claim asked for by name (OIDCC-5.5.1).</summary>
/// <param name="Values">The values that would do; empty: any.</param>
public sealed record RequestedClaim(string Name, bool Essential, ImmutableArray<string> Values);

/// <summary>The <c>claims</c> request parameter (OIDCC-5.5).</summary>
public sealed record ClaimsRequest(ImmutableArray<RequestedClaim> IdToken, ImmutableArray<RequestedClaim> UserInfo)
{
    public static ClaimsRequest None { get; } = new([], []);

    /// <summary>Null when it is not the JSON of OIDCC-5.5; unknown members of a claim are ignored, as the section says.</summary>
    public static ClaimsRequest? Parse(string? json)
    {
        if (json is null)
            return None;
        if (JwtClaims.Parse(Encoding.UTF8.GetBytes(json)) is not { } root)
            return null;
        return Members(root["id_token"]) is { } idToken && Members(root["userinfo"]) is { } userInfo ? new(idToken, userInfo) : null;
    }

    private static ImmutableArray<RequestedClaim>? Members(JsonElement? section)
    {
        if (section is not { } element || element.ValueKind == JsonValueKind.Null)
            return [];
        if (element.ValueKind != JsonValueKind.Object)
            return null;
        var claims = ImmutableArray.CreateBuilder<RequestedClaim>();
        foreach (var member in element.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null)
                claims.Add(new(member.Name, false, []));
            else if (member.Value.ValueKind == JsonValueKind.Object)
                claims.Add(new(member.Name, IsEssential(member.Value), Values(member.Value)));
            else
                return null;
        }

        return claims.ToImmutable();
    }

    private static bool IsEssential(JsonElement claim) =>
        claim.TryGetProperty("essential", out var essential) && essential.ValueKind == JsonValueKind.True;

    private static ImmutableArray<string> Values(JsonElement claim)
    {
        if (claim.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.String)
            return [value.GetString()!];
        if (!claim.TryGetProperty("values", out var values) || values.ValueKind != JsonValueKind.Array)
            return [];
        return [.. values.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!)];
    }
}
