namespace RunBroker.Admin.Api;

internal static class ClientsApi
{
    public static void Map(ApiGroup api)
    {
        api.Get<Page<ClientResource>>("/clients", "listClients", List);
        api.Create<ClientResource>("/clients", "createClient", Create);
        api.Get<ClientResource>("/clients/{client_id}", "getClient", Get);
        api.Patch<ClientResource>("/clients/{client_id}", "changeClient", Change);
        api.Delete("/clients/{client_id}", "deleteClient", Delete);
        api.Act<ClientResource>("/clients/{client_id}/rotate-secret", "rotateClientSecret", Rotate)
            .Accepts<RotateSecretRequest>(isOptional: true, "application/json");
    }

    private static async Task<IResult> List(HttpContext http, ClientAdmin clients)
    {
        var call = ApiCall.Of(http);
        return await call.Page().Match(
            async page => ApiAnswer.Done<Page<ClientResource>>(await clients.List(call.Caller, page, call.Stop)), ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> Create(HttpContext http, ClientAdmin clients)
    {
        var call = ApiCall.Of(http);
        return await (await call.Body()).Match(
            async sent => ApiAnswer.Created(await clients.Create(call.Caller, sent, call.Stop), c =>
                $"{ApiGroup.Root}/clients/{c.ClientId}"),
            ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> Get(HttpContext http, ClientAdmin clients)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.Ok(await clients.Get(call.Caller, call.Route("client_id"), call.Stop));
    }

    private static async Task<IResult> Change(HttpContext http, ClientAdmin clients)
    {
        var call = ApiCall.Of(http);
        return await (await call.Body()).Match(
            async patch => ApiAnswer.Ok(await clients.Change(call.Caller, call.Route("client_id"), patch, call.IfMatch, call.Stop)),
            ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> Delete(HttpContext http, ClientAdmin clients)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.NoContent(await clients.Delete(call.Caller, call.Route("client_id"), call.IfMatch, call.Stop));
    }

    private static async Task<IResult> Rotate(HttpContext http, ClientAdmin clients)
    {
        var call = ApiCall.Of(http);
        return await (await call.OptionalBody()).Match(
            async sent => ApiAnswer.Ok(await clients.RotateSecret(call.Caller, call.Route("client_id"), sent, call.Stop)),
            ApiAnswer.RefuseLater);
    }
}
