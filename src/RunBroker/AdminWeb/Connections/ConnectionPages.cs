using System.Collections.Immutable;
using RunBroker.Admin;
using RunBroker.AdminWeb.Door;
using RunBroker.AdminWeb.Frame;
using RunBroker.AdminWeb.Health;

namespace RunBroker.AdminWeb.Connections;

/// <summary>A tenant's connections.</summary>
internal static class ConnectionPages
{
    public static void Map(WebGroup web)
    {
        web.Get("/tenants/{slug}/connections", List);
        ConnectionFormPages.Map(web);
        ConnectionRulePages.Map(web);
        ConnectionCheckPages.Map(web);
        ConnectionActs.Map(web);
        ConnectionVersionActs.Map(web);
        ConnectionTests.TestPages.Map(web);
    }

    private static async Task<IResult> List(HttpContext http, ConnectionAdmin connections, AttentionAdmin attention, SetupLinkAdmin links)
    {
        var call = WebCall.Of(http);
        var all = new PageAsk(Limits.PageMax, null);
        var live = await connections.List(call.Tenant.Id, archived: false, all, call.Stop);
        var waiting = await links.Waiting(call.Tenant.Id, call.Stop);
        var archived = await connections.List(call.Tenant.Id, archived: true, all, call.Stop);
        return new AdminPage<ConnectionListView, ConnectionListModel, ConnectionWords>(call.Frame, new()
        {
            Connections = [.. live.Items.Select(Row)],
            Archived = [.. archived.Items.Select(Row)],
            Attention = [.. (await attention.List(call.Tenant, call.Frame.Language, call.Stop)).Select(a => AttentionRow.Of(a, call.Now))],
            PlanAllows = Plans.AllowSso(call.Tenant),
            Waiting = [.. waiting.Where(l => live.Items.Any(c => c.Id == l.ConnectionId)).DistinctBy(l => l.ConnectionId)
                .Select(l => new HandedOverRow(l.ConnectionId!, live.Items.First(c => c.Id == l.ConnectionId).Name, l.HandedOverAt!.Value, l.TestedAt is not null))],
        }, 200);
    }

    private static ConnectionRow Row(ConnectionResource c) => new(c.Id, c.Name, c.Protocol, c.Enabled, c.Warnings.Count(w => w.Blocks),
        c.Status.LastSuccessAt, c.Status.LastFailureAt, c.ArchivedAt);
}

/// <param name="Faults">How many things stand against enabling it.</param>
public sealed record ConnectionRow(
    string Id, string Name, string Protocol, bool Enabled, int Faults, DateTime? LastSuccessAt, DateTime? LastFailureAt, DateTime? ArchivedAt);

/// <summary>Set up by whoever had a link, and waiting for an admin.</summary>
public sealed record HandedOverRow(string Id, string Name, DateTime At, bool Tested);

public sealed record ConnectionListModel
{
    public ImmutableArray<HandedOverRow> Waiting { get; init; } = [];
    public required ImmutableArray<ConnectionRow> Connections { get; init; }
    public required ImmutableArray<ConnectionRow> Archived { get; init; }
    public required ImmutableArray<AttentionRow> Attention { get; init; }
    public required bool PlanAllows { get; init; }
}
