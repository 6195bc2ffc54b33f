using System.Text.Json.Nodes;
using RunBroker.Http.Json;

namespace RunBroker.Admin.Api;

/// <summary>The draft of a connection, and what was live before.</summary>
internal static class ConnectionVersionsApi
{
    public static void Map(ApiGroup api, string one)
    {
        api.Get<Page<ConnectionVersionResource>>(one + "/versions", "listConnectionVersions", List);
        api.Act<ConnectionResource>(one + "/promote", "promoteConnectionDraft", Promote);
        api.Act<ConnectionResource>(one + "/rollback", "rollBackConnection", RollBack);
        api.Delete(one + "/draft", "discardConnectionDraft", Discard);
    }

    /// <summary>PATCH with <c>?draft=true</c>: nothing that is live changes. The ETag is the draft's number.</summary>
    public static async Task<IResult> Draft(ApiCall call, ConnectionAdmin connections, ConnectionVersions versions, JsonObject patch)
    {
        var saved = await versions.Save(call.Caller, call.Tenant.Id, call.Route("id"), patch, call.IfMatch, call.Stop);
        return saved switch
        {
            AdminResult<ConnectionVersionResource?>.Done { Value: { } draft } =>
                ApiAnswer.Ok<ConnectionResource>(new Versioned<ConnectionResource>(draft.Settings, draft.Number)),
            // It says what is live: there is no draft.
            AdminResult<ConnectionVersionResource?>.Done => ApiAnswer.Ok(await connections.Get(call.Tenant.Id, call.Route("id"), call.Stop)),
            AdminResult<ConnectionVersionResource?>.Refused refused => ApiAnswer.Refuse(refused.Why),
            _ => throw new InvalidOperationException("The set of outcomes is closed."),
        };
    }

    private static async Task<IResult> List(HttpContext http, ConnectionVersions versions)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.Done(await versions.List(call.Tenant.Id, call.Route("id"), call.Stop));
    }

    private static async Task<IResult> Promote(HttpContext http, ConnectionVersions versions)
    {
        var call = ApiCall.Of(http);
        return await (await Number(call)).Match(
            async number => ApiAnswer.Ok(await versions.Promote(call.Caller, call.Tenant.Id, call.Route("id"), number.Value, call.IfMatch, call.Stop)),
            ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> RollBack(HttpContext http, ConnectionVersions versions)
    {
        var call = ApiCall.Of(http);
        return await (await Number(call)).Match(
            async number => ApiAnswer.Ok(await versions.RollBack(call.Caller, call.Tenant.Id, call.Route("id"), number.Value, call.IfMatch, call.Stop)),
            ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> Discard(HttpContext http, ConnectionVersions versions)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.NoContent(await versions.Discard(call.Caller, call.Tenant.Id, call.Route("id"), call.Stop));
    }

    private static async Task<AdminResult<Named>> Number(ApiCall call) => (await call.OptionalBody()).Match<AdminResult<Named>>(
        sent =>
        {
            var errors = new FieldErrors();
            var read = new FieldReader(sent, errors);
            var number = read.Number("number", 1, int.MaxValue);
            read.RefuseUnknown();
            return errors.Any ? Problem.Invalid(errors) : new Named(number);
        }, why => why);

    private sealed record Named(long? Value);
}
