namespace RunBroker.Logout;

/// <summary>Why sessions end, and by whom: whoever asks brings one of these, so that none can forget a part of it.</summary>
/// <param name="Cause">One of <see cref="Causes"/>.</param>
/// <param name="Actor">As in the audit log: <c>user:…</c>, <c>client:…</c>, <c>token:…</c>, <c>upstream:…</c> or <c>broker</c>.</param>
/// <param name="Ip">Of whoever asked; null when it was nobody.</param>
internal sealed record SessionEnd(string Cause, string Actor, string? Ip, DateTimeOffset Now)
{
    /// <summary>How the actor begins where an app asked.</summary>
    public const string OfApp = "client:";

    /// <summary>Whether this app asked for it.</summary>
    public bool IsAskedBy(string clientId) => Cause == Causes.App && Actor == OfApp + clientId;

    /// <summary>The way on which the person's browser is led through what needs it; null: there is no browser to lead.</summary>
    public string? SignOutId { get; init; }

    /// <summary>The session is of another browser than the one that is led: what needs a browser is not possible for it.</summary>
    public bool Elsewhere { get; init; }

    /// <summary>There is a browser that can do what this session's end needs of one.</summary>
    public bool HasBrowser => SignOutId is not null && !Elsewhere;

    /// <summary>The provider's page shows the apps' frames within its own; what becomes of them is not told.</summary>
    public bool InFrame { get; init; }

    /// <summary>The number on the person's page; null: each session gets one of its own.</summary>
    public string? ReceiptId { get; init; }

    /// <summary>The upstream's own session ends too, whatever the connection is set to.</summary>
    public bool Federated { get; init; }
}

/// <summary>The causes of the contract (section 6, `/logouts`).</summary>
internal static class Causes
{
    public const string App = "app";
    public const string User = "user";
    public const string Upstream = "upstream";
    public const string Admin = "admin";
    public const string Idle = "idle";
    public const string Absolute = "absolute";
    /// <summary>The end that the upstream gave the session in advance.</summary>
    public const string UpstreamExpiry = "upstream_expiry";
    /// <summary>The upstream's order without a session named: Okta's global token revocation.</summary>
    public const string UpstreamRevoked = "upstream_revoked";
    public const string TokenReuse = "token_reuse";
    public const string ConnectionDisabled = "connection_disabled";
    public const string Disconnected = "disconnected";
    public const string UserDeactivated = "user_deactivated";
    public const string UserDeleted = "user_deleted";
}
