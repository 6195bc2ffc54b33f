using System.Collections.Frozen;
using System.Collections.Immutable;
using RunBroker.Admin;
using RunBroker.AdminWeb.Door;
using RunBroker.AdminWeb.Frame;
using RunBroker.Pages;
using RunBroker.Storage.Model;

namespace RunBroker.AdminWeb.SignIns;

/// <summary>Sign-ins, problems first, and the case file of each.</summary>
internal static class SignInPages
{
    private const int MostFailed = 10;

    public static void Map(WebGroup web)
    {
        web.Get("/tenants/{slug}/sign-ins", List);
        web.Get("/tenants/{slug}/sign-ins/{id}", Show);
        web.Post("/tenants/{slug}/sign-ins/{id}/reveal", Reveal);
        // A person's page names no tenant: the link in its message leads here.
        web.Get("/cases/{id}", Lead);
    }

    private static async Task<IResult> List(HttpContext http, SignInAdmin signIns, ConnectionAdmin connections, AppNames appNames)
    {
        var call = WebCall.Of(http);
        var typed = call.Query("case_id")?.Trim() is { Length: > 0 } number ? number : null;
        if (typed is not null && await Found(call, signIns, typed) is { } found)
            return new Found(call.Frame.At($"/sign-ins/{found.CaseId}"));
        var filter = new SignInFilter
        {
            State = Filled(call, "state"),
            ConnectionId = Filled(call, "connection_id"),
            UserId = Filled(call, "user_id"),
            Error = Filled(call, "error"),
        };
        var asked = new CaseFilter { State = filter.State, ConnectionId = filter.ConnectionId, UserId = filter.UserId, Error = filter.Error };
        var names = await Connections(call, connections);
        // What is disconnected is no choice any more, and still has the name that its sign-ins know it by.
        var others = names;
        var page = call.Page().Match(ask => ask, _ => new PageAsk(Limits.PageDefault, null));
        var all = await signIns.List(call.Tenant.Id, asked, page, call.Frame.Language, call.Stop);
        var failed = !filter.IsAny || page.After is not null ? []
            : (await signIns.List(call.Tenant.Id, new() { State = "failed", Test = false }, new(MostFailed, null), call.Frame.Language, call.Stop)).Items;
        foreach (var gone in failed.Concat(all.Items).Select(c => c.ConnectionId).OfType<string>().Where(id => !names.ContainsKey(id)).Distinct().ToArray())
            others = others.SetItem(gone, await signIns.ConnectionName(call.Tenant.Id, gone, call.Stop) is { } name ? Inert.Name(name) : gone);
        var apps = await appNames.Of(failed.Concat(all.Items).Select(c => c.ClientId), call.Stop);
        return new AdminPage<SignInListView, SignInListModel, SignInWords>(call.Frame, new()
        {
            Failed = [.. failed.Select(c => Row(c, others, apps))],
            All = [.. all.Items.Select(c => Row(c, others, apps))],
            Connections = [.. names.Select(n => new SignInChoice(n.Key, n.Value))],
            Filter = filter,
            NotFound = typed,
            Next = all.NextCursor,
        }, 200);
    }

    private static async Task<IResult> Show(HttpContext http, SignInAdmin signIns, SignInPage page)
    {
        var call = WebCall.Of(http);
        return await Found(call, signIns, call.Route("id")) is { } found ? await page.Of(call, found, revealed: false) : AdminPages.NotFound(call);
    }

    private static async Task<IResult> Reveal(HttpContext http, SignInAdmin signIns, SignInPage page)
    {
        var call = WebCall.Of(http);
        // The answer to the form itself, and no other page after it: what was revealed is in this one answer only.
        return await (await signIns.Reveal(call.Caller, call.Tenant.Id, call.Route("id"), call.Frame.Language, call.Stop)).Match(
            async shown => await page.Of(call, shown, revealed: true), _ => Task.FromResult(AdminPages.NotFound(call)));
    }

    private static async Task<IResult> Lead(HttpContext http, SignInAdmin signIns)
    {
        var call = WebCall.Of(http);
        return await signIns.TenantOf(call.Caller, call.Route("id"), call.Stop) is { } tenant
            ? new Found($"{WebGroup.Root}/tenants/{tenant.Slug}/sign-ins/{Uri.EscapeDataString(call.Route("id"))}")
            : AdminPages.NotFound(call);
    }

    private static async Task<SignInResource?> Found(WebCall call, SignInAdmin signIns, string id) =>
        (await signIns.Get(call.Tenant.Id, id, call.Frame.Language, call.Stop)).Match(v => v.Resource, _ => null!);

    private static async Task<ImmutableSortedDictionary<string, string>> Connections(WebCall call, ConnectionAdmin connections)
    {
        var all = new PageAsk(Limits.PageMax, null);
        var live = await connections.List(call.Tenant.Id, archived: false, all, call.Stop);
        var archived = await connections.List(call.Tenant.Id, archived: true, all, call.Stop);
        return live.Items.Concat(archived.Items).ToImmutableSortedDictionary(c => c.Id, c => Inert.Name(c.Name), StringComparer.Ordinal);
    }

    private static SignInRow Row(SignInResource c, ImmutableSortedDictionary<string, string> names, FrozenDictionary<string, string> apps) => new(
        c.CaseId, c.State, c.Error?.Title, c.Error?.Code, c.ClientId is { } app ? Inert.Name(apps[app]) : null, c.ConnectionId is { } id ? names.GetValueOrDefault(id, id) : null,
        new DateTimeOffset(c.CreatedAt, TimeSpan.Zero), c.Test);

    private static string? Filled(WebCall call, string name) => call.Query(name) is { Length: > 0 } value ? value : null;
}
