using RunBroker.Storage.Model;

namespace RunBroker.Admin.Api;

/// <summary>Case files; their words come in the language of Accept-Language, English otherwise.</summary>
internal static class SignInsApi
{
    private const string All = "/tenants/{slug}/sign-ins";
    private const string One = All + "/{id}";

    public static void Map(ApiGroup api)
    {
        api.Get<Page<SignInResource>>(All, "listSignIns", List);
        api.Get<SignInResource>(One, "getSignIn", Get);
        api.Act<SignInResource>(One + "/reveal", "revealSignIn", Reveal);
    }

    private static async Task<IResult> List(HttpContext http, SignInAdmin signIns)
    {
        var call = ApiCall.Of(http);
        var filter = new CaseFilter
        {
            State = call.Query("state"),
            ConnectionId = call.Query("connection_id"),
            UserId = call.Query("user_id"),
            Error = call.Query("error"),
            CaseId = call.Query("case_id"),
            Test = call.Query("test") switch { "true" => true, "false" => false, _ => null },
        };
        return await call.Page().Match(
            async page => ApiAnswer.Done<Page<SignInResource>>(await signIns.List(call.Tenant.Id, filter, page, ApiCall.LanguageOf(http), call.Stop)),
            ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> Get(HttpContext http, SignInAdmin signIns)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.Ok(await signIns.Get(call.Tenant.Id, call.Route("id"), ApiCall.LanguageOf(http), call.Stop));
    }

    private static async Task<IResult> Reveal(HttpContext http, SignInAdmin signIns)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.Done(await signIns.Reveal(call.Caller, call.Tenant.Id, call.Route("id"), ApiCall.LanguageOf(http), call.Stop));
    }
}
