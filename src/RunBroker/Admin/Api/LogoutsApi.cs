namespace RunBroker.Admin.Api;

internal static class LogoutsApi
{
    private const string All = "/tenants/{slug}/logouts";
    private const string One = All + "/{id}";

    public static void Map(ApiGroup api)
    {
        api.Get<Page<LogoutResource>>(All, "listLogouts", List);
        api.Get<LogoutResource>(One, "getLogout", Get);
        api.Get<ReceiptResource>(One + "/receipt", "getLogoutReceipt", Receipt);
        api.Act<LogoutResource>(One + "/retry", "retryLogout", Retry);
    }

    private static async Task<IResult> List(HttpContext http, LogoutAdmin logouts)
    {
        var call = ApiCall.Of(http);
        return await call.Page().Match(
            async page => ApiAnswer.Done<Page<LogoutResource>>(await logouts.List(call.Tenant.Id, page, call.Stop)), ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> Get(HttpContext http, LogoutAdmin logouts)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.Ok(await logouts.Get(call.Tenant.Id, call.Route("id"), call.Stop));
    }

    private static async Task<IResult> Receipt(HttpContext http, LogoutAdmin logouts)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.Done(await logouts.Receipt(call.Tenant.Id, call.Route("id"), call.Stop));
    }

    private static async Task<IResult> Retry(HttpContext http, LogoutAdmin logouts)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.Done(await logouts.Retry(call.Caller, call.Tenant.Id, call.Route("id"), call.Stop));
    }
}
