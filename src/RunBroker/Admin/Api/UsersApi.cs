namespace RunBroker.Admin.Api;

internal static class UsersApi
{
    private const string All = "/tenants/{slug}/users";
    private const string One = All + "/{id}";

    public static void Map(ApiGroup api)
    {
        api.Get<Page<UserResource>>(All, "listUsers", List);
        api.Get<UserResource>(One, "getUser", Get);
        api.Patch<UserResource>(One, "changeUser", Change);
        api.Delete(One, "deleteUser", Delete);
        api.Get<Page<SessionResource>>(One + "/sessions", "listSessionsOfUser", Sessions);
        api.Delete(One + "/sessions", "endSessionsOfUser", EndSessions);
    }

    private static async Task<IResult> List(HttpContext http, UserAdmin users)
    {
        var call = ApiCall.Of(http);
        return await call.Page().Match(
            async page => ApiAnswer.Done(await users.List(call.Tenant.Id, call.Query("tag"), call.Query("email"), page, call.Stop)),
            ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> Get(HttpContext http, UserAdmin users)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.Ok(await users.Get(call.Tenant.Id, call.Route("id"), call.Stop));
    }

    private static async Task<IResult> Change(HttpContext http, UserAdmin users)
    {
        var call = ApiCall.Of(http);
        return await (await call.Body()).Match(
            async patch => ApiAnswer.Ok(await users.Change(call.Caller, call.Tenant.Id, call.Route("id"), patch, call.IfMatch, call.Stop)),
            ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> Delete(HttpContext http, UserAdmin users)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.NoContent(await users.Delete(call.Caller, call.Tenant.Id, call.Route("id"), call.IfMatch, call.Stop));
    }

    private static async Task<IResult> Sessions(HttpContext http, SessionAdmin sessions)
    {
        var call = ApiCall.Of(http);
        return await call.Page().Match(
            async page => ApiAnswer.Done(await sessions.List(call.Tenant, call.Route("id"), page, call.Stop)), ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> EndSessions(HttpContext http, SessionAdmin sessions)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.NoContent(await sessions.EndOfUser(call.Caller, call.Tenant, call.Route("id"), call.Stop));
    }
}
