using System.Collections.Immutable;
using RunBroker.Claims;
using RunBroker.Tenancy;

namespace RunBroker.Upstream;

/// <summary>What both kinds of upstream hand on: a person, as vouched for and checked.</summary>
internal sealed record UpstreamLogin
{
    public required string Issuer { get; init; }
    /// <summary>Immutable at the upstream; never an e-mail by our choice (security.md D6).</summary>
    public required string Subject { get; init; }
    public required UpstreamClaims Claims { get; init; }
    public required ClaimRules Rules { get; init; }
    /// <summary>When the upstream authenticated the person; null: it did not say.</summary>
    public DateTimeOffset? AuthTime { get; init; }
    public string? Acr { get; init; }
    public ImmutableArray<string> Amr { get; init; } = [];
    /// <summary>What the upstream calls this session when it asks for its end: sid, or SessionIndex.</summary>
    public string? Sid { get; init; }
    /// <summary>What the upstream calls this person when it asks for the end of sessions without a sid; a hash, compared as a whole.</summary>
    public byte[]? NameHash { get; init; }
    /// <summary>
    /// When the upstream was asked for it: a session that it has ended since begins no more here. Null: it has no other way than our sessions.
    /// </summary>
    public DateTimeOffset? AskedAt { get; init; }
    /// <summary>The session may not outlive this (AU-35).</summary>
    public DateTimeOffset? SessionExpiry { get; init; }
    /// <summary>Sealed with the session.</summary>
    public UpstreamFacts? Facts { get; init; }

    /// <summary>Values that are stored beside the session; what no provider means by them (control characters, pages of text) is left out.</summary>
    public static string? Kept(string? value) => value is { Length: > 0 and <= 255 } && !value.Any(char.IsControl) ? value : null;
}
