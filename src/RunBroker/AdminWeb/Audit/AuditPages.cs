using System.Collections.Immutable;
using RunBroker.Admin;
using RunBroker.Admin.Api;
using RunBroker.AdminWeb.Door;
using RunBroker.AdminWeb.Frame;

namespace RunBroker.AdminWeb.Audit;

/// <summary>Who did what to what, from where: of one tenant, or of the installation.</summary>
internal static class AuditPages
{
    public static void Map(WebGroup web)
    {
        web.Get("/tenants/{slug}/audit", OfTenant);
        web.Get("/events", OfAll, ApiPolicy.Operator);
    }

    private static Task<IResult> OfTenant(HttpContext http, LogAdmin logs)
    {
        var call = WebCall.Of(http);
        return Show(call, logs, call.Tenant.Id);
    }

    private static Task<IResult> OfAll(HttpContext http, LogAdmin logs) => Show(WebCall.Of(http), logs, null);

    private static async Task<IResult> Show(WebCall call, LogAdmin logs, Storage.TenantId? tenant)
    {
        var type = call.Query("type") is { Length: > 0 and <= 100 } sent ? sent : null;
        var ask = call.Page().Match(a => a, _ => new PageAsk(Limits.PageDefault, null));
        var page = await logs.Events(tenant, type, ask, call.Stop);
        return new AdminPage<AuditView, AuditModel, AuditWords>(call.Frame, new()
        {
            Events = [.. page.Items.Select(e => new AuditRow(e.Type, e.Actor, e.TargetType, e.TargetId, e.Data.GetRawText(), e.Ip, e.CreatedAt))],
            Next = page.NextCursor,
            Type = type,
        }, 200);
    }
}

/// <param name="Data">JSON.</param>
public sealed record AuditRow(string Type, string Actor, string? TargetType, string? TargetId, string Data, string? Ip, DateTime At);

public sealed record AuditModel
{
    public required ImmutableArray<AuditRow> Events { get; init; }
    public string? Next { get; init; }
    public string? Type { get; init; }
}
