using System.Collections.Immutable;
using RunBroker.Admin;
using RunBroker.Admin.Api;
using RunBroker.AdminWeb.Door;
using RunBroker.AdminWeb.Frame;

namespace RunBroker.AdminWeb.Clients;

/// <summary>Apps: of one tenant, or for an operator all of them, shared ones too. Settings, and what to paste into the app's code.</summary>
internal static class AppPages
{
    private const string OfTenant = "/tenants/{slug}/apps";
    private const string OfAll = "/apps";

    public static void Map(WebGroup web)
    {
        foreach (var all in (ReadOnlySpan<string>)[OfAll, OfTenant])
        {
            var (read, write) = all == OfTenant ? (ApiPolicy.Read, ApiPolicy.Write) : (ApiPolicy.Operator, ApiPolicy.Operator);
            web.Get(all, List, read);
            web.Get(all + "/new", New, write);
            web.Post(all + "/new", Create, write);
            web.Get(all + "/{id}", Show, read);
            web.Get(all + "/{id}/settings", Edit, read);
            web.Post(all + "/{id}/settings", Save, write);
            web.Post(all + "/{id}/secret", Rotate, write);
            web.Post(all + "/{id}/delete", Delete, write);
        }
    }

    private static async Task<IResult> List(HttpContext http, ClientAdmin clients)
    {
        var call = WebCall.Of(http);
        var ask = call.Page().Match(a => a, _ => new PageAsk(Limits.PageDefault, null));
        var page = await clients.List(Caller(call), ask, call.Stop);
        return new AdminPage<AppListView, AppListModel, AppWords>(call.Frame, new()
        {
            Apps = [.. page.Items.Select(a => new AppRow(a.ClientId, a.ClientName ?? a.ClientId, a.Tenant, a.BackchannelLogoutUri is not null
                || a.FrontchannelLogoutUri is not null))],
            Next = page.NextCursor,
        }, 200);
    }

    private static AdminPage<AppView, AppModel, AppWords> New(HttpContext http) => Form(WebCall.Of(http), AppModel.Blank);

    private static async Task<IResult> Create(HttpContext http, ClientAdmin clients, Settings settings)
    {
        var call = WebCall.Of(http);
        var typed = AppForm.Read(call);
        var sent = AppForm.Json(typed);
        if (call.Frame.TenantSlug is { } slug)
            sent["tenant"] = slug;
        else
            sent["allowed_tenants"] = AppForm.Lines(typed.AllowedTenants);
        return (await clients.Create(Caller(call), sent, call.Stop)).Match<IResult>(
            made => Quickstart(call, settings, made.Resource, made.Resource.ClientSecret),
            problem => Form(call, typed with { Problem = FormProblem.Of(problem) }));
    }

    private static async Task<IResult> Show(HttpContext http, ClientAdmin clients, Settings settings)
    {
        var call = WebCall.Of(http);
        return (await clients.Get(Caller(call), call.Route("id"), call.Stop)).Match<IResult>(
            app => Quickstart(call, settings, app.Resource, null), _ => AdminPages.NotFound(call));
    }

    private static async Task<IResult> Edit(HttpContext http, ClientAdmin clients)
    {
        var call = WebCall.Of(http);
        return (await clients.Get(Caller(call), call.Route("id"), call.Stop)).Match<IResult>(
            app => Form(call, AppForm.Of(app.Resource)), _ => AdminPages.NotFound(call));
    }

    private static async Task<IResult> Save(HttpContext http, ClientAdmin clients)
    {
        var call = WebCall.Of(http);
        var (id, typed) = (call.Route("id"), AppForm.Read(call));
        var patch = AppForm.Json(typed);
        if (call.Frame.TenantSlug is null)
            patch["allowed_tenants"] = AppForm.Lines(typed.AllowedTenants);
        return (await clients.Change(Caller(call), id, patch, null, call.Stop)).Match<IResult>(
            _ => Found.After($"{All(call)}/{id}/settings", "saved"),
            problem => problem.Status == 404 ? AdminPages.NotFound(call)
                : Form(call, typed with { ClientId = id, Problem = FormProblem.Of(problem) }));
    }

    /// <summary>The new secret is on the answer to this form and on no other page.</summary>
    private static async Task<IResult> Rotate(HttpContext http, ClientAdmin clients, Settings settings)
    {
        var call = WebCall.Of(http);
        return (await clients.RotateSecret(Caller(call), call.Route("id"), [], call.Stop)).Match<IResult>(
            app => Quickstart(call, settings, app.Resource, app.Resource.ClientSecret), _ => AdminPages.NotFound(call));
    }

    private static async Task<IResult> Delete(HttpContext http, ClientAdmin clients)
    {
        var call = WebCall.Of(http);
        return (await clients.Delete(Caller(call), call.Route("id"), null, call.Stop)).Match(
            _ => Found.After(All(call), "deleted"), _ => AdminPages.NotFound(call));
    }

    private static AdminPage<QuickstartView, QuickstartModel, AppWords> Quickstart(
        WebCall call, Settings settings, ClientResource app, string? secret)
    {
        var isPublic = app.TokenEndpointAuthMethod == "none";
        var starts = Quickstarts.For(new(settings.Issuer, app.ClientId, app.RedirectUris.FirstOrDefault() ?? "",
            app.PostLogoutRedirectUris.FirstOrDefault() ?? "", app.Scope, isPublic));
        var asked = call.Query("for");
        return new(call.Frame, new()
        {
            All = All(call),
            ClientId = app.ClientId,
            Name = app.ClientName ?? app.ClientId,
            Issuer = settings.Issuer,
            RedirectUris = app.RedirectUris,
            PostLogoutRedirectUris = app.PostLogoutRedirectUris,
            Starts = starts,
            Chosen = starts.FirstOrDefault(s => s.Id == asked) ?? starts[0],
            Secret = secret,
            HasSecret = app.TokenEndpointAuthMethod.StartsWith("client_secret", StringComparison.Ordinal),
            RequiresPkce = app.RequirePkce,
            HearsOfSignOuts = app.BackchannelLogoutUri is not null || app.FrontchannelLogoutUri is not null,
        }, 200);
    }

    private static AdminPage<AppView, AppModel, AppWords> Form(WebCall call, AppModel model) =>
        new(call.Frame, model with { All = All(call) }, model.Problem is null ? 200 : 422);

    private static string All(WebCall call) => call.Frame.TenantSlug is null ? WebGroup.Root + OfAll : call.Frame.At("/apps");

    /// <summary>On a tenant's page an operator, too, sees that tenant's apps alone.</summary>
    private static ManagementCaller Caller(WebCall call) =>
        call.Frame.TenantSlug is null ? call.Caller : call.Caller with { Tenant = call.Tenant.Id };
}

/// <param name="Hears">Whether it registered a way to be told of sign-outs.</param>
public sealed record AppRow(string ClientId, string Name, string? Tenant, bool Hears);

public sealed record AppListModel
{
    public required ImmutableArray<AppRow> Apps { get; init; }
    public string? Next { get; init; }
}

public sealed record QuickstartModel
{
    public required string All { get; init; }
    public required string ClientId { get; init; }
    public required string Name { get; init; }
    public required string Issuer { get; init; }
    public required ImmutableArray<string> RedirectUris { get; init; }
    public required ImmutableArray<string> PostLogoutRedirectUris { get; init; }
    public required ImmutableArray<Quickstart> Starts { get; init; }
    public required Quickstart Chosen { get; init; }
    /// <summary>Shown this once.</summary>
    public string? Secret { get; init; }
    public required bool HasSecret { get; init; }
    public required bool RequiresPkce { get; init; }
    public required bool HearsOfSignOuts { get; init; }
}
