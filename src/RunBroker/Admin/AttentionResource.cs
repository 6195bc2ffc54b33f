namespace RunBroker.Admin;

/// <summary>Something that somebody has to do, and that is gone from the list once it works again.</summary>
internal sealed record AttentionResource
{
    /// <summary>sign_ins_fail, certificate_ends, metadata_fails, metadata_waits or sign_outs_undelivered.</summary>
    public required string Kind { get; init; }
    /// <summary>Slug.</summary>
    public required string Tenant { get; init; }
    public required string TenantName { get; init; }
    public string? ConnectionId { get; init; }
    public string? ConnectionName { get; init; }
    /// <summary>tenant_it, operator, app_developer or provider: who has to act.</summary>
    public required string Who { get; init; }
    public required DateTime Since { get; init; }
    /// <summary>Failed sign-ins since the last good one (50 at most are counted), or sign-outs that were given up.</summary>
    public long? Count { get; init; }
    /// <summary>Of failing sign-ins: the cause met most often, in the language of the request.</summary>
    public string? Title { get; init; }
    /// <summary>Its code.</summary>
    public string? Code { get; init; }
    /// <summary>Of failing sign-ins: the newest case of that cause.</summary>
    public string? CaseId { get; init; }
    /// <summary>When the certificate ends.</summary>
    public DateTime? EndsAt { get; init; }
    /// <summary>Of undelivered sign-outs: a client_id or the connection's id.</summary>
    public string? Target { get; init; }
    public string? LogoutId { get; init; }
}
