namespace RunBroker.Admin.Api;

internal static class LogsApi
{
    public static void Map(ApiGroup api)
    {
        api.Get<Page<EventResource>>("/tenants/{slug}/events", "listEventsOfTenant", OfTenant);
        // A tenant's token gets its own events here too, and no others.
        api.Get<Page<EventResource>>("/events", "listEvents", All);
    }

    private static async Task<IResult> OfTenant(HttpContext http, LogAdmin logs)
    {
        var call = ApiCall.Of(http);
        return await call.Page().Match(
            async page => ApiAnswer.Done<Page<EventResource>>(await logs.Events(call.Tenant.Id, call.Query("type"), page, call.Stop)),
            ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> All(HttpContext http, LogAdmin logs)
    {
        var call = ApiCall.Of(http);
        var tenant = call.Caller.IsOperator ? null : call.Caller.Tenant;
        return await call.Page().Match(
            async page => ApiAnswer.Done<Page<EventResource>>(await logs.Events(tenant, call.Query("type"), page, call.Stop)),
            ApiAnswer.RefuseLater);
    }
}
