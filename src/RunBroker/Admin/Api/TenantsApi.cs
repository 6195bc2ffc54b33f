namespace RunBroker.Admin.Api;

internal static class TenantsApi
{
    public static void Map(ApiGroup api)
    {
        api.Get<Page<TenantResource>>("/tenants", "listTenants", List);
        api.Create<TenantResource>("/tenants", "createTenant", Create, ApiPolicy.Operator);
        api.Get<TenantResource>("/tenants/{slug}", "getTenant", Get);
        api.Patch<TenantResource>("/tenants/{slug}", "changeTenant", Change);
        api.Delete("/tenants/{slug}", "deleteTenant", Delete, ApiPolicy.Operator);
    }

    private static async Task<IResult> List(HttpContext http, TenantAdmin tenants)
    {
        var call = ApiCall.Of(http);
        return await call.Page().Match(
            async page => ApiAnswer.Done<Page<TenantResource>>(await tenants.List(call.Caller, page, call.Stop)), ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> Create(HttpContext http, TenantAdmin tenants)
    {
        var call = ApiCall.Of(http);
        return await (await call.Body()).Match(
            async sent => ApiAnswer.Created(await tenants.Create(call.Caller, sent, call.Stop), t => $"{ApiGroup.Root}/tenants/{t.Slug}"),
            ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> Get(HttpContext http, TenantAdmin tenants)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.Ok<TenantResource>(await tenants.Get(call.Tenant, call.Stop));
    }

    private static async Task<IResult> Change(HttpContext http, TenantAdmin tenants)
    {
        var call = ApiCall.Of(http);
        return await (await call.Body()).Match(
            async patch =>
                ApiAnswer.Ok(await tenants.Change(call.Caller, call.Tenant.Id, patch, call.IfMatch, call.Stop)), ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> Delete(HttpContext http, TenantAdmin tenants)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.NoContent(await tenants.Delete(call.Caller, call.Tenant, call.IfMatch, call.Stop));
    }
}
