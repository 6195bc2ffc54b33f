namespace RunBroker.Admin.Api;

internal static class DomainsApi
{
    private const string All = "/tenants/{slug}/domains";
    private const string One = All + "/{domain}";

    public static void Map(ApiGroup api)
    {
        api.Get<Page<DomainResource>>(All, "listDomains", List);
        api.Create<DomainResource>(All, "createDomain", Create);
        api.Get<DomainResource>(One, "getDomain", Get);
        api.Patch<DomainResource>(One, "changeDomain", Change);
        api.Delete(One, "deleteDomain", Delete);
        api.Act<DomainResource>(One + "/verify", "verifyDomain", Verify);
    }

    private static async Task<IResult> List(HttpContext http, DomainAdmin domains)
    {
        var call = ApiCall.Of(http);
        return await call.Page().Match(
            async page => ApiAnswer.Done<Page<DomainResource>>(await domains.List(call.Tenant.Id, page, call.Stop)), ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> Create(HttpContext http, DomainAdmin domains)
    {
        var call = ApiCall.Of(http);
        return await (await call.Body()).Match(
            async sent => ApiAnswer.Created(
                await domains.Create(call.Caller, call.Tenant.Id, sent, call.Stop), d =>
                    $"{ApiGroup.Root}/tenants/{call.Tenant.Slug}/domains/{d.Domain}"),
            ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> Get(HttpContext http, DomainAdmin domains)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.Ok(await domains.Get(call.Tenant.Id, call.Route("domain"), call.Stop));
    }

    private static async Task<IResult> Change(HttpContext http, DomainAdmin domains)
    {
        var call = ApiCall.Of(http);
        return await (await call.Body()).Match(
            async patch =>
                ApiAnswer.Ok(await domains.Change(call.Caller, call.Tenant.Id, call.Route("domain"), patch, call.IfMatch, call.Stop)),
            ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> Delete(HttpContext http, DomainAdmin domains)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.NoContent(await domains.Delete(call.Caller, call.Tenant.Id, call.Route("domain"), call.IfMatch, call.Stop));
    }

    private static async Task<IResult> Verify(HttpContext http, DomainAdmin domains)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.Ok(await domains.Verify(call.Caller, call.Tenant.Id, call.Route("domain"), call.Stop));
    }
}
