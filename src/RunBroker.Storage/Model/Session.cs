using System.Collections.Immutable;

namespace RunBroker.Storage.Model;

/// <summary>The session of one user of one tenant in one browser; with <see cref="Sso"/> false, of one app only.</summary>
public sealed record Session
{
    public required string Id { get; init; }
    public required TenantId TenantId { get; init; }
    public required string UserId { get; init; }
    public required string ConnectionId { get; init; }
    public bool Sso { get; init; }
    /// <summary>SHA-256 of the secret in the SSO cookie; null for a session that has no cookie.</summary>
    public byte[]? SecretHash { get; init; }
    /// <summary>SHA-256 of the secret in the SameSite=None cookie that frames may send (security.md O-107).</summary>
    public byte[]? FrameHash { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset LastActiveAt { get; init; }
    /// <summary>The absolute end: the earlier of the lifetime and the upstream's own cap. Exclusive.</summary>
    public DateTimeOffset ExpiresAt { get; init; }
    public long IdleMs { get; init; }
    public DateTimeOffset AuthTime { get; init; }
    public string? Acr { get; init; }
    public ImmutableArray<string> Amr { get; init; } = [];
    /// <summary>Sealed JSON: what a logout at the upstream needs (ID token; NameID and SessionIndex).</summary>
    public byte[]? Upstream { get; init; }
    /// <summary>sid, or SessionIndex: what the upstream calls the session.</summary>
    public string? UpstreamSid { get; init; }
    /// <summary>SHA-256 of what the upstream calls the person, so that its sign-outs find the session without opening any.</summary>
    public byte[]? UpstreamNameHash { get; init; }
    /// <summary>The end that the upstream gave the session in advance (AU-35).</summary>
    public DateTimeOffset? UpstreamExpiresAt { get; init; }
    public string? Ip { get; init; }
    public string? UserAgent { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public string? EndCause { get; init; }
    /// <summary>JSON: why and by whom it ended, until its receipt is written. Not read with the rest.</summary>
    public string? EndToTell { get; init; }
}

public sealed record Participant
{
    public required string SessionId { get; init; }
    public required string ClientId { get; init; }
    /// <summary>The session's name towards this app only, so that apps cannot compare (security.md O-106).</summary>
    public required string Sid { get; init; }
    public DateTimeOffset FirstSeenAt { get; init; }
    public DateTimeOffset LastSeenAt { get; init; }
}

/// <summary>One authorization: its code, then the family of tokens the code gave.</summary>
public sealed record Grant
{
    public required string Id { get; init; }
    public required TenantId TenantId { get; init; }
    public required string ClientId { get; init; }
    public required string UserId { get; init; }
    public required string SessionId { get; init; }
    public required string Sid { get; init; }
    public required string Scope { get; init; }
    /// <summary>The `claims` request parameter as sent, or null.</summary>
    public string? Claims { get; init; }
    public string? Nonce { get; init; }
    public required string RedirectUri { get; init; }
    public string? CodeChallenge { get; init; }
    public required byte[] CodeHash { get; init; }
    public DateTimeOffset CodeExpiresAt { get; init; }
    public DateTimeOffset? CodeUsedAt { get; init; }
    public DateTimeOffset AuthTime { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }
    public string? RevokeCause { get; init; }
}

/// <summary>A session, with the user as they are now; null: gone.</summary>
public sealed record HeldSession(Session Session, User? User);

/// <summary>A grant, with the session and the user as they are now; null: gone.</summary>
public sealed record HeldGrant(Grant Grant, Session? Session, User? User);

/// <summary>A refresh token or an opaque access token, with its grant.</summary>
public sealed record HeldToken<T>(T Token, HeldGrant Held);

public sealed record RefreshToken
{
    public required string Id { get; init; }
    public required string GrantId { get; init; }
    public required byte[] SecretHash { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? UsedAt { get; init; }
}

public sealed record AccessToken
{
    public required string Id { get; init; }
    public required string GrantId { get; init; }
    public required byte[] SecretHash { get; init; }
    public required string Scope { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }
}
