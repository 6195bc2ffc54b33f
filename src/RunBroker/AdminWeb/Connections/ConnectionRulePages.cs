using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using RunBroker.Admin;
using RunBroker.Admin.Api;
using RunBroker.AdminWeb.Door;
using RunBroker.AdminWeb.Frame;
using RunBroker.Claims;

namespace RunBroker.AdminWeb.Connections;

/// <summary>Which of the provider's groups give which role.</summary>
internal static class ConnectionRulePages
{
    private const string Path = "/tenants/{slug}/connections/{id}/rules";
    private const int Empty = 3;

    public static void Map(WebGroup web)
    {
        web.Get(Path, Show);
        web.Post(Path, Save, bytes: Limits.ConnectionJsonBytes);
    }

    private static async Task<IResult> Show(HttpContext http, ConnectionEdit connections, ConnectionDesk desk)
    {
        var call = WebCall.Of(http);
        return (await connections.Get(call.Tenant.Id, call.Route("id"), call.Stop)).Match(
            stored => Page(call, desk, stored, [.. stored.Resource.RoleRules.Select(r => new RuleRow(r.Claim, r.Operator, r.Value, r.Role))]),
            _ => AdminPages.NotFound(call));
    }

    private static async Task<IResult> Save(HttpContext http, ConnectionEdit connections, ConnectionDesk desk, MappingPreview preview)
    {
        var call = WebCall.Of(http);
        if (await connections.Get(call.Tenant.Id, call.Route("id"), call.Stop) is not AdminResult<Versioned<ConnectionResource>>.Done { Value: var stored })
            return AdminPages.NotFound(call);
        var rows = Rows(call);
        if (call.Field("do") == "preview")
        {
            return (await preview.Of(call.Caller, call.Tenant, stored.Resource.Id, Patch(rows), call.Stop)).Match(
                shown => Page(call, desk, stored, rows, preview: shown), why => Page(call, desk, stored, rows, why));
        }

        if (Pressed(call, rows) is { } again)
            return Page(call, desk, stored, again, more: call.Field("do") == "add" ? Empty * 2 : Empty);
        var patch = Patch(rows);
        var saved = await connections.Change(call.Caller, call.Tenant.Id, stored.Resource.Id, patch, ConnectionFormPages.IfMatch(call), call.Stop);
        return await saved.Match<Task<IResult>>(
            now => Task.FromResult<IResult>(Found.After(ConnectionFormPages.At(call, now.Resource.Id) + "/rules",
                ConnectionEdit.Said(now.Resource, nameof(ConnectionFormWords.RulesSaved)))),
            async why => why.Status == 404 ? AdminPages.NotFound(call)
                : Page(call, desk, why == Problem.Stale ? await Latest(call, connections, stored) : stored, rows, why));
    }

    private static JsonObject Patch(ImmutableArray<RuleRow> rows) => new()
    {
        ["role_rules"] = new JsonArray([.. rows.Select(r => new JsonObject
        {
            ["claim"] = Text(r.Claim),
            ["operator"] = r.Operator,
            ["value"] = Text(r.Value),
            ["role"] = Text(r.Role),
        })]),
    };

    private static async Task<Versioned<ConnectionResource>> Latest(WebCall call, ConnectionEdit connections, Versioned<ConnectionResource> before) =>
        (await connections.Get(call.Tenant.Id, before.Resource.Id, call.Stop)).Match(now => now, _ => before);

    /// <summary>What the buttons that save nothing make of the rows; null: Save was pressed.</summary>
    private static ImmutableArray<RuleRow>? Pressed(WebCall call, ImmutableArray<RuleRow> rows) =>
        call.Field("do") switch
        {
            "add" => rows,
            var word when Number(word, "remove-") is { } at && at < rows.Length => rows.RemoveAt(at),
            var word when Number(word, "up-") is { } at && at < rows.Length => at == 0 ? rows : rows.RemoveAt(at).Insert(at - 1, rows[at]),
            "" => null,
            _ => rows,
        };

    private static int? Number(string word, string prefix) => word.StartsWith(prefix, StringComparison.Ordinal)
        && int.TryParse(word.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at : null;

    // Rows left empty are none; so the numbers in a complaint are those of the rows as they are shown again.
    private static ImmutableArray<RuleRow> Rows(WebCall call)
    {
        var (claims, operators, values, roles) = (call.Fields("claim"), call.Fields("operator"), call.Fields("value"), call.Fields("role"));
        var count = Math.Min(Math.Min(claims.Count, operators.Count), Math.Min(values.Count, roles.Count));
        return [.. Enumerable.Range(0, count).Select(i => new RuleRow(claims[i].Trim(), operators[i], values[i], roles[i].Trim())).Where(r => !r.IsEmpty)];
    }

    private static string? Text(string value) => value.Length == 0 ? null : value;

    private static AdminPage<ConnectionRulesView, ConnectionRulesModel, RuleWords> Page(
        WebCall call, ConnectionDesk desk, Versioned<ConnectionResource> stored, ImmutableArray<RuleRow> rows, Problem? why = null, int more = Empty,
        MappingPreviewResource? preview = null)
    {
        var words = call.Frame.Language.Words<ConnectionFormWords>();
        var now = stored.Resource;
        ImmutableArray<RuleRow> saved = [.. now.RoleRules.Select(r => new RuleRow(r.Claim, r.Operator, r.Value, r.Role))];
        return new(call.Frame, new()
        {
            Id = now.Id,
            Name = now.Name,
            Protocol = now.Protocol,
            Version = call.Field("do").Length > 0 && long.TryParse(call.Field("version"), NumberStyles.None, CultureInfo.InvariantCulture, out var opened)
                ? opened : stored.Version ?? 0,
            Rows = rows,
            SavedNow = why == Problem.Stale && !saved.SequenceEqual(rows) ? saved : [],
            More = Math.Min(more, ClaimLimits.RoleRules - rows.Length),
            Refused = why is null ? null : new(why.Code, words.Title(why), words.Why(why)),
            Faults = why is null ? [] : ConnectionFaults.Of(why, new() { Protocol = now.Protocol }, call.Frame.Language),
            Claim = desk.GuideOf(call, now)?.For(now.Protocol)?.Roles.Claim,
            DefaultRole = call.Tenant.DefaultRole,
            Preview = preview,
        }, why?.Status ?? 200);
    }
}

public sealed record ConnectionRulesModel
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string Protocol { get; init; }
    public required long Version { get; init; }
    public required ImmutableArray<RuleRow> Rows { get; init; }

    /// <summary>What somebody else saved meanwhile.</summary>
    public ImmutableArray<RuleRow> SavedNow { get; init; } = [];

    /// <summary>Empty rows after those.</summary>
    public required int More { get; init; }
    public Refusal? Refused { get; init; }
    public ImmutableArray<ConnectionFault> Faults { get; init; } = [];

    /// <summary>What the provider's groups come in, as far as its guide says.</summary>
    public string? Claim { get; init; }
    public required string DefaultRole { get; init; }

    /// <summary>What saving these rows would change.</summary>
    public MappingPreviewResource? Preview { get; init; }
}
