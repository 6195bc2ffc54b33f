using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Admin;
using RunBroker.Admin.Api;
using RunBroker.AdminWeb.Door;
using RunBroker.AdminWeb.Frame;

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

    private static async Task<IResult> List(HttpContext http, TenantAdmin tenants)
    {
        var call = WebCall.Of(http);
        var page = await call.Page().Match(ask => tenants.List(call.Caller, ask, call.Stop),
            _ => tenants.List(call.Caller, new PageAsk(Limits.PageDefault, null), call.Stop));
        // Who has one tenant only is there already.
        return !call.Caller.IsOperator && page.Items is [var own]
            ? new Found($"{WebGroup.Root}/tenants/{own.Slug}")
            : new AdminPage<TenantListView, TenantListModel, TenantWords>(call.Frame, new()
            {
                Tenants = [.. page.Items.Select(t => new TenantRow(t.Name, t.Slug, t.Plan))],
                Next = page.NextCursor,
            }, 200);
    }

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

public sealed record TenantRow(string Name, string Slug, string Plan);

public sealed record TenantListModel
{
    public required ImmutableArray<TenantRow> Tenants { get; init; }
    public string? Next { get; init; }
}

public sealed record NewTenantModel
{
    public string Name { get; init; } = "";
    public string Slug { get; init; } = "";
    public string Plan { get; init; } = "";
    public FormProblem? Problem { get; init; }
}
