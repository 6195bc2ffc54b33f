using RunBroker.Admin;

namespace RunBroker.SetupLinks;

/// <summary>E-mail domains, proved by a DNS record; going on does not wait for it.</summary>
internal static class DomainStep
{
    public static void Map(SetupGroup setup)
    {
        setup.Get(SetupStep.Domain, "", (HttpContext http, HolderDomains domains, SetupDesk desk) => Page(SetupCall.Of(http), domains, desk, "", null));
        setup.Post(SetupStep.Domain, "", Add);
        setup.Post(SetupStep.Domain, "/check", Check);
        setup.Post(SetupStep.Domain, "/remove", Remove);
    }

    private static async Task<IResult> Add(HttpContext http, HolderDomains domains, SetupDesk desk)
    {
        var call = SetupCall.Of(http);
        var typed = call.Web.Field("domain").Trim();
        return await After(call, domains, desk, typed, await domains.Add(call, typed), "added");
    }

    private static async Task<IResult> Check(HttpContext http, HolderDomains domains, SetupDesk desk)
    {
        var call = SetupCall.Of(http);
        return await After(call, domains, desk, "", await domains.Check(call, call.Web.Field("domain")), "verified");
    }

    private static async Task<IResult> Remove(HttpContext http, HolderDomains domains, SetupDesk desk)
    {
        var call = SetupCall.Of(http);
        return await After(call, domains, desk, "", await domains.Drop(call, call.Web.Field("domain")), "deleted");
    }

    private static Task<IResult> After<T>(SetupCall call, HolderDomains domains, SetupDesk desk, string typed, AdminResult<T> result, string said) =>
        result.Match(_ => Task.FromResult<IResult>(call.Go(SetupStep.Domain, said)), why => Page(call, domains, desk, typed, why));

    private static async Task<IResult> Page(SetupCall call, HolderDomains domains, SetupDesk desk, string typed, Problem? why) =>
        SetupDesk.Page<DomainStepPage, DomainModel>(call, new()
        {
            Setup = desk.Around(call, SetupStep.Domain),
            Domains = [.. (await domains.All(call)).Select(d => new SetupDomain(d.Domain, d.Verified, d.DnsTxtName, d.DnsTxtValue))],
            Typed = typed,
            Problem = why is null ? null : call.Says(why),
        }, why?.Status ?? 200);
}
