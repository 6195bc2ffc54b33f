using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Admin;
using RunBroker.Admin.Api;
using RunBroker.AdminWeb.Door;
using RunBroker.AdminWeb.Frame;

namespace RunBroker.AdminWeb.Domains;

/// <summary>E-mail domains: which addresses lead to this tenant, proved by a DNS record.</summary>
internal static class DomainPages
{
    private const string All = "/tenants/{slug}/domains";
    private const string One = All + "/{id}";

    public static void Map(WebGroup web)
    {
        web.Get(All, List);
        web.Post(All, Add);
        web.Post(One + "/verify", Verify);
        web.Post(One + "/trust", Trust, ApiPolicy.Operator);
        web.Post(One + "/delete", Delete);
    }

    private static Task<IResult> List(HttpContext http, DomainAdmin domains) => Show(WebCall.Of(http), domains, "", null);

    private static async Task<IResult> Show(WebCall call, DomainAdmin domains, string typed, FormProblem? problem)
    {
        var page = await domains.List(call.Tenant.Id, new PageAsk(Limits.PageMax, null), call.Stop);
        return new AdminPage<DomainListView, DomainListModel, DomainWords>(call.Frame, new()
        {
            Domains = [.. page.Items.Select(d => new DomainRow(d.Domain, d.Verified, d.DnsTxtName, d.DnsTxtValue, d.VerifiedAt))],
            Typed = typed,
            Problem = problem,
        }, problem is null ? 200 : 422);
    }

    private static async Task<IResult> Add(HttpContext http, DomainAdmin domains)
    {
        var call = WebCall.Of(http);
        var typed = call.Field("domain").Trim();
        return await After(call, domains, typed, await domains.Create(call.Caller, call.Tenant.Id, new() { ["domain"] = typed }, call.Stop), "added");
    }

    private static async Task<IResult> Verify(HttpContext http, DomainAdmin domains)
    {
        var call = WebCall.Of(http);
        return await After(call, domains, "", await domains.Verify(call.Caller, call.Tenant.Id, call.Route("id"), call.Stop), "verified");
    }

    /// <summary>An operator's word, either way.</summary>
    private static async Task<IResult> Trust(HttpContext http, DomainAdmin domains)
    {
        var call = WebCall.Of(http);
        var patch = new JsonObject { ["verified"] = call.Ticked("verified") };
        return await After(call, domains, "", await domains.Change(call.Caller, call.Tenant.Id, call.Route("id"), patch, null, call.Stop), "saved");
    }

    private static async Task<IResult> Delete(HttpContext http, DomainAdmin domains)
    {
        var call = WebCall.Of(http);
        return await After(call, domains, "", await domains.Delete(call.Caller, call.Tenant.Id, call.Route("id"), null, call.Stop), "deleted");
    }

    private static Task<IResult> After<T>(WebCall call, DomainAdmin domains, string typed, AdminResult<T> result, string said) => result.Match(
        _ => Task.FromResult<IResult>(Found.After(call.Frame.At("/domains"), said)),
        problem => problem.Status == 404 ? Task.FromResult(AdminPages.NotFound(call)) : Show(call, domains, typed, FormProblem.Of(problem)));
}

public sealed record DomainRow(string Name, bool Verified, string TxtName, string TxtValue, DateTime? VerifiedAt);

public sealed record DomainListModel
{
    public required ImmutableArray<DomainRow> Domains { get; init; }
    public required string Typed { get; init; }
    public FormProblem? Problem { get; init; }
}
