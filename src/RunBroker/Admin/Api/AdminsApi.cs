namespace RunBroker.Admin.Api;

/// <summary>Who of a tenant's users may open the admin pages.</summary>
internal static class AdminsApi
{
    private const string All = "/tenants/{slug}/admins";
    private const string One = All + "/{user}";

    public static void Map(ApiGroup api)
    {
        api.Get<Page<AdminGrantResource>>(All, "listAdmins", List);
        api.Create<AdminGrantResource>(All, "createAdmin", Create);
        api.Get<AdminGrantResource>(One, "getAdmin", Get);
        api.Patch<AdminGrantResource>(One, "changeAdmin", Change);
        api.Delete(One, "deleteAdmin", Delete);
    }

    private static async Task<IResult> List(HttpContext http, AdminGrantAdmin admins)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.Done<Page<AdminGrantResource>>(new Page<AdminGrantResource>(await admins.List(call.Tenant.Id, call.Stop), null));
    }

    private static async Task<IResult> Create(HttpContext http, AdminGrantAdmin admins)
    {
        var call = ApiCall.Of(http);
        return await (await call.Body()).Match(
            async sent => ApiAnswer.Created(await admins.Create(call.Caller, call.Tenant.Id, sent, call.Stop),
                a => $"{ApiGroup.Root}/tenants/{call.Tenant.Slug}/admins/{a.UserId}"),
            ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> Get(HttpContext http, AdminGrantAdmin admins)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.Ok(await admins.Get(call.Tenant.Id, call.Route("user"), call.Stop));
    }

    private static async Task<IResult> Change(HttpContext http, AdminGrantAdmin admins)
    {
        var call = ApiCall.Of(http);
        return await (await call.Body()).Match(
            async patch => ApiAnswer.Ok(await admins.Change(call.Caller, call.Tenant.Id, call.Route("user"), patch, call.Stop)),
            ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> Delete(HttpContext http, AdminGrantAdmin admins)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.NoContent(await admins.Delete(call.Caller, call.Tenant.Id, call.Route("user"), call.Stop));
    }
}
