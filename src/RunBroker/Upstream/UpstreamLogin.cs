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
    public string? Sid { get; init; }
    /// <summary>The session may not outlive this (AU-35).</summary>
    public DateTimeOffset? SessionExpiry { get; init; }
    /// <summary>Sealed with the session: what a logout at the upstream needs.</summary>
    public string? IdToken { get; init; }
}
