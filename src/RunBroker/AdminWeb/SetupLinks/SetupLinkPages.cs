using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using RunBroker.Admin;
using RunBroker.AdminWeb.Door;
using RunBroker.AdminWeb.Frame;
using RunBroker.Pages;

namespace RunBroker.AdminWeb.SetupLinks;

/// <summary>Links by which the tenant's own IT sets its connection up: made, looked at, revoked.</summary>
internal static class SetupLinkPages
{
    private const string All = "/tenants/{slug}/setup-links";

    public static void Map(WebGroup web)
    {
        web.Get(All, List);
        web.Post(All, Create);
        web.Post(All + "/{id}/revoke", Revoke);
    }

    private static Task<IResult> List(HttpContext http, SetupLinkAdmin links, ConnectionAdmin connections) =>
        Show(WebCall.Of(http), links, connections, null, null);

    /// <summary>The link is on the answer to this form and on no other page, so there is no redirect.</summary>
    private static async Task<IResult> Create(HttpContext http, SetupLinkAdmin links, ConnectionAdmin connections)
    {
        var call = WebCall.Of(http);
        return await (await links.Create(call.Caller, call.Tenant.Id, Sent(call), call.Stop)).Match(
            made => Show(call, links, connections, made.Resource.Url, null),
            why => Show(call, links, connections, null, FormProblem.Of(why)));
    }

    private static async Task<IResult> Revoke(HttpContext http, SetupLinkAdmin links)
    {
        var call = WebCall.Of(http);
        return (await links.Revoke(call.Caller, call.Tenant.Id, call.Route("id"), call.Stop)).Match(
            _ => Found.After(call.Frame.At("/setup-links"), "revoked"), _ => AdminPages.NotFound(call));
    }

    private static JsonObject Sent(WebCall call)
    {
        var sent = new JsonObject { ["intents"] = new JsonArray([.. call.Fields("intent").Select(i => JsonValue.Create(i))]) };
        if (call.Field("connection_id") is { Length: > 0 } connection)
            sent["connection_id"] = connection;
        if (call.Field("recipient_note").ReplaceLineEndings(" ").Trim() is { Length: > 0 } note)
            sent["recipient_note"] = note;
        if (int.TryParse(call.Field("max_opens"), NumberStyles.None, CultureInfo.InvariantCulture, out var opens))
            sent["max_opens"] = opens;
        if (int.TryParse(call.Field("days"), NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days <= 3650)
            sent["expires_at"] = call.Now.AddDays(days).UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        return sent;
    }

    private static async Task<IResult> Show(WebCall call, SetupLinkAdmin links, ConnectionAdmin connections, string? made, FormProblem? problem)
    {
        var ask = call.Page().Match(page => page, _ => new PageAsk(Limits.PageDefault, null));
        var page = await links.List(call.Tenant.Id, ask, call.Stop);
        var live = await connections.List(call.Tenant.Id, archived: false, new(Limits.PageMax, null), call.Stop);
        var names = live.Items.ToDictionary(c => c.Id, c => c.Name, StringComparer.Ordinal);
        return new AdminPage<SetupLinkListView, SetupLinkListModel, SetupLinkWords>(call.Frame, new()
        {
            Links = [.. page.Items.Select(l => new SetupLinkRow(l.Id, l.State, [.. l.Intents], l.ConnectionId,
                l.ConnectionId is { } id && names.TryGetValue(id, out var name) ? Inert.Name(name) : null, [.. l.Domains],
                l.RecipientNote is { } note ? Inert.Text(note) : null, l.Opens, l.MaxOpens ?? 0, l.ExpiresAt, l.BegunAt, l.TestedAt, l.HandedOverAt,
                l.CreatedBy, l.CreatedAt))],
            Next = page.NextCursor,
            Connections = [.. live.Items.Where(c => !c.Enabled || c.Protocol == ConnectionState.Saml).Select(c => new SetupLinkChoice(c.Id, Inert.Name(c.Name)))],
            Intents = call.Fields("intent") is { Count: > 0 } ticked ? [.. ticked] : [SetupIntents.Sso],
            Note = call.Field("recipient_note"),
            Chosen = call.Field("connection_id"),
            Made = made,
            Problem = problem,
        }, problem is null ? 200 : 422);
    }
}

/// <param name="ConnectionName">Null: there is none (any more).</param>
public sealed record SetupLinkRow(
    string Id, string State, ImmutableArray<string> Intents, string? ConnectionId, string? ConnectionName, ImmutableArray<string> Domains, string? Note,
    long Opens, long MaxOpens, DateTime? ExpiresAt, DateTime? BegunAt, DateTime? TestedAt, DateTime? HandedOverAt, string CreatedBy, DateTime CreatedAt)
{
    public bool Lives => State is "open" or "in_progress";
}

public sealed record SetupLinkChoice(string Id, string Name);

public sealed record SetupLinkListModel
{
    public required ImmutableArray<SetupLinkRow> Links { get; init; }
    public string? Next { get; init; }
    public required ImmutableArray<SetupLinkChoice> Connections { get; init; }
    public required ImmutableArray<string> Intents { get; init; }
    public required string Note { get; init; }
    public required string Chosen { get; init; }

    /// <summary>Shown this once.</summary>
    public string? Made { get; init; }
    public FormProblem? Problem { get; init; }
}
