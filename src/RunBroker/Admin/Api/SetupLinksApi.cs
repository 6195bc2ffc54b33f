namespace RunBroker.Admin.Api;

internal static class SetupLinksApi
{
    private const string All = "/tenants/{slug}/setup-links";
    private const string One = All + "/{id}";

    public static void Map(ApiGroup api)
    {
        api.Get<Page<SetupLinkResource>>(All, "listSetupLinks", List);
        api.Create<SetupLinkResource>(All, "createSetupLink", Create);
        api.Get<SetupLinkResource>(One, "getSetupLink", Get);
        api.Delete(One, "revokeSetupLink", Revoke);
    }

    private static async Task<IResult> List(HttpContext http, SetupLinkAdmin links)
    {
        var call = ApiCall.Of(http);
        return await call.Page().Match(
            async page => ApiAnswer.Done<Page<SetupLinkResource>>(await links.List(call.Tenant.Id, page, call.Stop)), ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> Create(HttpContext http, SetupLinkAdmin links)
    {
        var call = ApiCall.Of(http);
        return await (await call.Body()).Match(
            async sent => ApiAnswer.Created(
                await links.Create(call.Caller, call.Tenant.Id, sent, call.Stop),
                l => $"{ApiGroup.Root}/tenants/{call.Tenant.Slug}/setup-links/{l.Id}"),
            ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> Get(HttpContext http, SetupLinkAdmin links)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.Ok(await links.Get(call.Tenant.Id, call.Route("id"), call.Stop));
    }

    private static async Task<IResult> Revoke(HttpContext http, SetupLinkAdmin links)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.NoContent(await links.Revoke(call.Caller, call.Tenant.Id, call.Route("id"), call.Stop));
    }
}
