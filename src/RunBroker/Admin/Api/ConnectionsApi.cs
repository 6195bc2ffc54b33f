using RunBroker.Check;

namespace RunBroker.Admin.Api;

internal static class ConnectionsApi
{
    private const string All = "/tenants/{slug}/connections";
    private const string One = All + "/{id}";

    public static void Map(ApiGroup api)
    {
        api.Get<Page<ConnectionResource>>(All, "listConnections", List);
        api.Create<ConnectionResource>(All, "createConnection", Create).WithMetadata(BodyLimit.WithMetadata);
        api.Get<ConnectionResource>(One, "getConnection", Get);
        api.Patch<ConnectionResource>(One, "changeConnection", Change).WithMetadata(BodyLimit.WithMetadata);
        api.Delete(One, "disconnectConnection", Delete);
        api.Delete(One + "/sessions", "endSessionsOfConnection", EndSessions);
        api.Get<ConnectionImpactResource>(One + "/impact", "getConnectionImpact", Impact);
        api.Act<ConnectionResource>(One + "/enable", "enableConnection", Enable);
        api.Act<ConnectionResource>(One + "/disable", "disableConnection", Disable);
        api.Act<ConnectionResource>(One + "/refresh", "refreshConnection", Refresh);
        api.Act<ConnectionResource>(One + "/archive", "archiveConnection", Archive);
        api.Act<ConnectionResource>(One + "/restore", "restoreConnection", Restore);
        api.Act<ConnectionResource>(One + "/confirm-metadata", "confirmConnectionMetadata", Confirm);
        api.Act<ConnectionResource>(One + "/roll-keys", "rollConnectionKeys", Roll);
        // It opens what is pasted with the connection's keys, and answers about a person: not for who may only read.
        api.Ask<CheckResource>(One + "/check", "checkConnection", Check, ApiPolicy.Write).WithMetadata(BodyLimit.WithArchive);
        // By rules of one's own choice it tells what claims hold: for who may look at them, and noted, as a reveal is.
        api.Ask<MappingPreviewResource>(One + "/preview", "previewConnection", Preview, ApiPolicy.Write).WithMetadata(BodyLimit.WithMetadata);
        ConnectionVersionsApi.Map(api, One);
    }

    private static async Task<IResult> List(HttpContext http, ConnectionAdmin connections)
    {
        var call = ApiCall.Of(http);
        var archived = call.Query("archived") == "true";
        return await call.Page().Match(
            async page => ApiAnswer.Done<Page<ConnectionResource>>(await connections.List(call.Tenant.Id, archived, page, call.Stop)),
            ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> Create(HttpContext http, ConnectionAdmin connections)
    {
        var call = ApiCall.Of(http);
        return await (await call.Body()).Match(
            async sent => ApiAnswer.Created(
                await connections.Create(call.Caller, call.Tenant.Id, sent, call.Stop),
                c => $"{ApiGroup.Root}/tenants/{call.Tenant.Slug}/connections/{c.Id}"),
            ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> Get(HttpContext http, ConnectionAdmin connections)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.Ok(await connections.Get(call.Tenant.Id, call.Route("id"), call.Stop));
    }

    private static async Task<IResult> Change(HttpContext http, ConnectionAdmin connections, ConnectionVersions versions)
    {
        var call = ApiCall.Of(http);
        return await (await call.Body()).Match(
            async patch => call.Query("draft") == "true" ? await ConnectionVersionsApi.Draft(call, connections, versions, patch)
                : ApiAnswer.Ok(await connections.Change(call.Caller, call.Tenant.Id, call.Route("id"), patch, call.IfMatch, call.Stop)),
            ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> Delete(HttpContext http, ConnectionSwitch connections)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.NoContent(await connections.Disconnect(call.Caller, call.Tenant.Id, call.Route("id"), call.IfMatch, call.Stop));
    }

    private static async Task<IResult> Enable(HttpContext http, ConnectionSwitch connections)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.Ok(await connections.Enable(call.Caller, call.Tenant, call.Route("id"), call.IfMatch, call.Stop));
    }

    private static async Task<IResult> Disable(HttpContext http, ConnectionSwitch connections)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.Ok(await connections.Disable(call.Caller, call.Tenant.Id, call.Route("id"), call.IfMatch, call.Stop));
    }

    private static async Task<IResult> Refresh(HttpContext http, ConnectionAdmin connections)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.Ok(await connections.Refresh(call.Caller, call.Tenant.Id, call.Route("id"), call.Stop));
    }

    private static async Task<IResult> Archive(HttpContext http, ConnectionSwitch connections)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.Ok(await connections.Archive(call.Caller, call.Tenant.Id, call.Route("id"), call.IfMatch, call.Stop));
    }

    private static async Task<IResult> Restore(HttpContext http, ConnectionSwitch connections)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.Ok(await connections.Restore(call.Caller, call.Tenant.Id, call.Route("id"), call.IfMatch, call.Stop));
    }

    private static async Task<IResult> Confirm(HttpContext http, SamlAdmin connections)
    {
        var call = ApiCall.Of(http);
        return await (await call.OptionalBody()).Match(
            async sent =>
                ApiAnswer.Ok(await connections.Confirm(call.Caller, call.Tenant.Id, call.Route("id"), sent, call.IfMatch, call.Stop)),
            ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> Roll(HttpContext http, SamlAdmin connections)
    {
        var call = ApiCall.Of(http);
        return await (await call.OptionalBody()).Match(
            async sent =>
                ApiAnswer.Ok(await connections.Roll(call.Caller, call.Tenant.Id, call.Route("id"), sent, call.IfMatch, call.Stop)),
            ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> EndSessions(HttpContext http, SessionAdmin sessions)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.NoContent(await sessions.EndOfConnection(call.Caller, call.Tenant, call.Route("id"), call.Stop));
    }

    private static async Task<IResult> Impact(HttpContext http, ConnectionImpact impact)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.Done(await impact.Of(call.Tenant.Id, call.Route("id"), call.Stop));
    }

    private static async Task<IResult> Check(HttpContext http, PasteCheck check)
    {
        var call = ApiCall.Of(http);
        return await (await call.Body()).Match(
            sent => CheckAsk.Read(sent).Match(
                async ask => ApiAnswer.Done(await check.Run(call.Caller, call.Tenant, call.Route("id"), ask, call.Language, call.Stop)),
                ApiAnswer.RefuseLater),
            ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> Preview(HttpContext http, MappingPreview preview)
    {
        var call = ApiCall.Of(http);
        return await (await call.Body()).Match(
            async patch => ApiAnswer.Done(await preview.Of(call.Caller, call.Tenant, call.Route("id"), patch, call.Stop)),
            ApiAnswer.RefuseLater);
    }
}
