using RunBroker.Storage;

namespace RunBroker.Admin.Api;

internal static class LogoutsApi
{
    private const string All = "/tenants/{slug}/logouts";
    private const string One = All + "/{id}";
    private const string OfAll = "/logouts";
    private const string OneOfAll = OfAll + "/{id}";

    public static void Map(ApiGroup api)
    {
        api.Get<Page<LogoutResource>>(All, "listLogouts", List);
        api.Get<LogoutResource>(One, "getLogout", Get);
        api.Get<ReceiptResource>(One + "/receipt", "getLogoutReceipt", Receipt);
        api.Act<LogoutResource>(One + "/retry", "retryLogout", Retry);
        // A tenant's token gets its own receipts here too, and no others; the operator those of deleted tenants as well.
        api.Get<Page<LogoutResource>>(OfAll, "listAllLogouts", ListAll);
        api.Get<LogoutResource>(OneOfAll, "getAnyLogout", GetAny);
        api.Get<ReceiptResource>(OneOfAll + "/receipt", "getAnyLogoutReceipt", ReceiptOfAny);
        api.Act<LogoutResource>(OneOfAll + "/retry", "retryAnyLogout", RetryAny);
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

    private static async Task<IResult> ListAll(HttpContext http, LogoutAdmin logouts)
    {
        var call = ApiCall.Of(http);
        TenantId? tenant = call.Query("tenant_id") is { } id ? new TenantId(id) : null;
        return await call.Page().Match(
            async page => ApiAnswer.Done<Page<LogoutResource>>(await logouts.ListAll(call.Caller, tenant, page, call.Stop)),
            ApiAnswer.RefuseLater);
    }

    private static Task<IResult> GetAny(HttpContext http, LogoutAdmin logouts) => Any(
        http, logouts, async (call, tenant) => ApiAnswer.Ok(await logouts.Get(tenant, call.Route("id"), call.Stop)));

    private static Task<IResult> ReceiptOfAny(HttpContext http, LogoutAdmin logouts) => Any(
        http, logouts, async (call, tenant) => ApiAnswer.Done(await logouts.Receipt(tenant, call.Route("id"), call.Stop)));

    private static Task<IResult> RetryAny(HttpContext http, LogoutAdmin logouts) => Any(
        http, logouts, async (call, tenant) => ApiAnswer.Done(await logouts.Retry(call.Caller, tenant, call.Route("id"), call.Stop)));

    private static async Task<IResult> Any(HttpContext http, LogoutAdmin logouts, Func<ApiCall, TenantId, Task<IResult>> answer)
    {
        var call = ApiCall.Of(http);
        return await logouts.TenantOf(call.Caller, call.Route("id"), call.Stop) is { } tenant
            ? await answer(call, tenant) : ApiAnswer.Refuse(Problem.NotFound);
    }
}
