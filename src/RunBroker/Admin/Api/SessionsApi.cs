namespace RunBroker.Admin.Api;

internal static class SessionsApi
{
    private const string All = "/tenants/{slug}/sessions";
    private const string One = All + "/{id}";

    public static void Map(ApiGroup api)
    {
        api.Get<Page<SessionResource>>("/sessions", "listAllSessions", ListAll);
        api.Get<Page<SessionResource>>(All, "listSessions", List);
        api.Get<SessionResource>(One, "getSession", Get);
        api.Delete(One, "endSession", End);
    }

    private static async Task<IResult> ListAll(HttpContext http, SessionAdmin sessions)
    {
        var call = ApiCall.Of(http);
        return await call.Page().Match(async page =>
            ApiAnswer.Done<Page<SessionResource>>(await sessions.ListAll(page, call.Stop)), ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> List(HttpContext http, SessionAdmin sessions)
    {
        var call = ApiCall.Of(http);
        return await call.Page().Match(async page =>
            ApiAnswer.Done(await sessions.List(call.Tenant, null, page, call.Stop)), ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> Get(HttpContext http, SessionAdmin sessions)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.Ok(await sessions.Get(call.Tenant, call.Route("id"), call.Stop));
    }

    private static async Task<IResult> End(HttpContext http, SessionAdmin sessions)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.NoContent(await sessions.End(call.Caller, call.Tenant, call.Route("id"), call.Stop));
    }
}
