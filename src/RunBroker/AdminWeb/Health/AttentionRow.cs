using RunBroker.Admin;
using RunBroker.AdminWeb.Door;
using RunBroker.Pages;

namespace RunBroker.AdminWeb.Health;

/// <summary>One thing that somebody has to do.</summary>
/// <param name="Title">Of failing sign-ins: the cause met most often.</param>
/// <param name="Href">Where to look at it.</param>
public sealed record AttentionRow(
    string Kind, string Slug, string Tenant, string? Connection, string Who, DateTimeOffset Since, long? Count, string? Title, DateTime? Ends, long? Days,
    string? Target, string Href)
{
    internal static AttentionRow Of(AttentionResource a, DateTimeOffset now) => new(
        a.Kind, a.Tenant, Inert.Name(a.TenantName), a.ConnectionName is { } name ? Inert.Name(name) : null, a.Who, new(a.Since, TimeSpan.Zero), a.Count,
        a.Title, a.EndsAt, a.EndsAt is { } end ? (long)Math.Floor((end - now.UtcDateTime).TotalDays) : null, a.Target,
        $"{WebGroup.Root}/tenants/{a.Tenant}" + a.Kind switch
        {
            "sign_ins_fail" => $"/sign-ins/{a.CaseId}",
            "sign_outs_undelivered" => $"/sign-outs/{a.LogoutId}",
            _ => $"/connections/{a.ConnectionId}",
        });

    /// <summary>What no longer works is bad; what will stop working, or is late, is a warning.</summary>
    public bool IsBad => Kind == "sign_ins_fail" || Days < 0;
}
