namespace RunBroker.Storage.Model;

/// <summary>What became of an ended session (contract section 6, `/logouts`).</summary>
public sealed record LogoutRow
{
    public required string Id { get; init; }
    public required TenantId TenantId { get; init; }
    public required string SessionId { get; init; }
    public required string UserId { get; init; }
    public required string ConnectionId { get; init; }
    public required string Cause { get; init; }
    public required string Actor { get; init; }
    /// <summary>As the person's page shows it.</summary>
    public required string ReceiptId { get; init; }
    /// <summary>The browser's way through the sign-out; null when there was no browser to lead.</summary>
    public string? SignOutId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>One who had to be told: an app by one channel, or the upstream.</summary>
public sealed record LogoutLeg
{
    public required string Id { get; init; }
    public required string LogoutId { get; init; }
    public required TenantId TenantId { get; init; }
    /// <summary>A client_id, or the connection's id.</summary>
    public required string Target { get; init; }
    /// <summary>One of <see cref="LogoutChannels"/>.</summary>
    public required string Channel { get; init; }
    /// <summary>One of <see cref="LegStates"/>.</summary>
    public required string State { get; init; }
    public int Attempts { get; init; }
    public string? LastError { get; init; }
    /// <summary>The session's name towards the app.</summary>
    public string? Sid { get; init; }
    /// <summary>Sealed where it was sealed in the session: what the upstream needs. Null once the leg is over.</summary>
    public byte[]? Upstream { get; init; }
    /// <summary>Of our request to the upstream, which its answer names.</summary>
    public string? RequestId { get; init; }
    public DateTimeOffset At { get; init; }
}

public static class LogoutChannels
{
    public const string Backchannel = "backchannel";
    public const string Frontchannel = "frontchannel";
    /// <summary>The app registered neither.</summary>
    public const string None = "none";
    /// <summary>The upstream, by SAML single logout.</summary>
    public const string Saml = "saml";
    /// <summary>The upstream, by OIDC RP-initiated logout.</summary>
    public const string Oidc = "oidc";
}

public static class LegStates
{
    public const string Pending = "pending";
    public const string Delivered = "delivered";
    public const string Failed = "failed";
    /// <summary>App or connection are no longer registered.</summary>
    public const string Gone = "gone";
    /// <summary>It needs a browser and there is none, or the other side cannot.</summary>
    public const string NotPossible = "not_possible";
}

/// <summary>The way of one browser through a sign-out.</summary>
public sealed record SignOut
{
    public required string Id { get; init; }
    /// <summary>SHA-256 of the secret in the browser's cookie.</summary>
    public required byte[] SecretHash { get; init; }
    /// <summary>JSON: where it ends.</summary>
    public required string Next { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
}
