using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Admin;
using RunBroker.Admin.Api;
using RunBroker.AdminWeb.Door;
using RunBroker.AdminWeb.Frame;
using RunBroker.AdminWeb.Health;
using RunBroker.Pages;
using RunBroker.Storage.Model;

namespace RunBroker.AdminWeb.Tenants;

/// <summary>All tenants, and a new one: the operator's first page.</summary>
internal static class TenantPages
{
    public static void Map(WebGroup web)
    {
        web.Get("", List);
        web.Get("/tenants/new", New, ApiPolicy.Operator);
        web.Post("/tenants/new", Create, ApiPolicy.Operator);
        web.Get("/tenants/{slug}", (string slug) => new Found($"{WebGroup.Root}/tenants/{slug}/connections"));
    }

    private static async Task<IResult> List(HttpContext http, TenantAdmin tenants, AttentionAdmin attention)
    {
        var call = WebCall.Of(http);
        var ask = call.Page().Match(a => a, _ => new PageAsk(Limits.PageDefault, null));
        if (!call.Caller.IsOperator)
        {
            // Who has one tenant only is there already.
            var own = await tenants.List(call.Caller, ask, call.Stop);
            return own.Items is [var only, ..] ? new Found($"{WebGroup.Root}/tenants/{only.Slug}") : AdminPages.NotFound(call);
        }

        var filter = new TenantFilter { Text = Filled(call, "q"), Plan = Filled(call, "plan"), Connection = Filled(call, "connection") };
        var page = await tenants.Search(filter, ask, call.Stop);
        var isStart = ask.After is null && filter == new TenantFilter();
        var wrong = isStart ? await attention.List(null, call.Frame.Language, call.Stop) : [];
        return new AdminPage<TenantListView, TenantListModel, TenantWords>(call.Frame, new()
        {
            Tenants = [.. page.Items.Select(t => new TenantRow(t.Tenant.Name, t.Tenant.Slug, t.Tenant.Plan, [.. t.Enabled.Select(Row)], t.LastSuccessAt?.UtcDateTime))],
            Attention = [.. wrong.Select(a => AttentionRow.Of(a, call.Now))],
            Text = filter.Text,
            Plan = filter.Plan,
            Connection = filter.Connection,
            Next = page.NextCursor,
        }, 200);
    }

    private static TenantConnection Row(Connection c) => new(Inert.Name(c.Name), c.Protocol == ConnectionState.Saml ? "SAML" : "OIDC");

    private static string? Filled(WebCall call, string name) => call.Query(name)?.Trim() is { Length: > 0 and <= 200 } value ? value : null;

    private static AdminPage<NewTenantView, NewTenantModel, TenantWords> New(HttpContext http) => Form(WebCall.Of(http), new() { Plan = Plans.Scale }, 200);

    private static async Task<IResult> Create(HttpContext http, TenantAdmin tenants)
    {
        var call = WebCall.Of(http);
        var model = new NewTenantModel { Name = call.Field("name"), Slug = call.Field("slug"), Plan = call.Field("plan") };
        var sent = new JsonObject { ["name"] = model.Name, ["slug"] = model.Slug, ["plan"] = model.Plan };
        return (await tenants.Create(call.Caller, sent, call.Stop)).Match<IResult>(
            made => new Found($"{WebGroup.Root}/tenants/{made.Resource.Slug}"),
            problem => Form(call, model with { Problem = FormProblem.Of(problem) }, problem.Status));
    }

    private static AdminPage<NewTenantView, NewTenantModel, TenantWords> Form(WebCall call, NewTenantModel model, int status) =>
        new(call.Frame, model, status);
}

public sealed record TenantConnection(string Name, string Protocol);

/// <param name="Connections">The enabled ones.</param>
public sealed record TenantRow(string Name, string Slug, string Plan, ImmutableArray<TenantConnection> Connections, DateTime? LastSignInAt);

public sealed record TenantListModel
{
    public required ImmutableArray<TenantRow> Tenants { get; init; }
    public required ImmutableArray<AttentionRow> Attention { get; init; }
    public string? Text { get; init; }
    public string? Plan { get; init; }
    public string? Connection { get; init; }
    public bool IsFiltered => (Text ?? Plan ?? Connection) is not null;
    public string? Next { get; init; }
}

public sealed record NewTenantModel
{
    public string Name { get; init; } = "";
    public string Slug { get; init; } = "";
    public string Plan { get; init; } = "";
    public FormProblem? Problem { get; init; }
}
