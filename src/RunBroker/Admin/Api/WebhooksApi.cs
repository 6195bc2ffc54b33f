namespace RunBroker.Admin.Api;

internal static class WebhooksApi
{
    private const string All = "/tenants/{slug}/webhooks";
    private const string One = All + "/{id}";
    private const string Delivery = One + "/deliveries/{delivery}";

    public static void Map(ApiGroup api)
    {
        api.Get<Page<WebhookResource>>(All, "listWebhooks", List);
        api.Create<WebhookResource>(All, "createWebhook", Create);
        api.Get<WebhookResource>(One, "getWebhook", Get);
        api.Patch<WebhookResource>(One, "changeWebhook", Change);
        api.Delete(One, "deleteWebhook", Delete);
        api.Act<WebhookResource>(One + "/rotate-secret", "rotateWebhookSecret", Rotate);
        api.Act<WebhookResource>(One + "/enable", "enableWebhook", Enable);
        api.Get<Page<DeliveryResource>>(One + "/deliveries", "listDeliveries", Deliveries);
        api.Get<DeliveryResource>(Delivery, "getDelivery", GetDelivery);
        api.Act<DeliveryResource>(Delivery + "/redeliver", "redeliver", Redeliver);
    }

    private static async Task<IResult> List(HttpContext http, WebhookAdmin webhooks)
    {
        var call = ApiCall.Of(http);
        return await call.Page().Match(
            async page => ApiAnswer.Done<Page<WebhookResource>>(await webhooks.List(call.Tenant.Id, page, call.Stop)),
            ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> Create(HttpContext http, WebhookAdmin webhooks)
    {
        var call = ApiCall.Of(http);
        return await (await call.Body()).Match(
            async sent => ApiAnswer.Created(
                await webhooks.Create(call.Caller, call.Tenant.Id, sent, call.Stop), w =>
                    $"{ApiGroup.Root}/tenants/{call.Tenant.Slug}/webhooks/{w.Id}"),
            ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> Get(HttpContext http, WebhookAdmin webhooks)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.Ok(await webhooks.Get(call.Tenant.Id, call.Route("id"), call.Stop));
    }

    private static async Task<IResult> Change(HttpContext http, WebhookAdmin webhooks)
    {
        var call = ApiCall.Of(http);
        return await (await call.Body()).Match(
            async patch =>
                ApiAnswer.Ok(await webhooks.Change(call.Caller, call.Tenant.Id, call.Route("id"), patch, call.IfMatch, call.Stop)),
            ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> Delete(HttpContext http, WebhookAdmin webhooks)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.NoContent(await webhooks.Delete(call.Caller, call.Tenant.Id, call.Route("id"), call.IfMatch, call.Stop));
    }

    private static async Task<IResult> Rotate(HttpContext http, WebhookAdmin webhooks)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.Ok(await webhooks.RotateSecret(call.Caller, call.Tenant.Id, call.Route("id"), call.Stop));
    }

    private static async Task<IResult> Enable(HttpContext http, WebhookAdmin webhooks)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.Ok(await webhooks.Enable(call.Caller, call.Tenant.Id, call.Route("id"), call.Stop));
    }

    private static async Task<IResult> Deliveries(HttpContext http, WebhookAdmin webhooks)
    {
        var call = ApiCall.Of(http);
        return await call.Page().Match(
            async page => ApiAnswer.Done(await webhooks.Deliveries(call.Tenant.Id, call.Route("id"), page, call.Stop)),
            ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> GetDelivery(HttpContext http, WebhookAdmin webhooks)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.Ok(await webhooks.Delivery(call.Tenant.Id, call.Route("id"), call.Route("delivery"), call.Stop));
    }

    private static async Task<IResult> Redeliver(HttpContext http, WebhookAdmin webhooks)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.Done(await webhooks.Redeliver(call.Caller, call.Tenant.Id, call.Route("id"), call.Route("delivery"), call.Stop));
    }
}
