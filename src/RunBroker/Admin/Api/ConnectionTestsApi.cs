using RunBroker.Http.Json;

namespace RunBroker.Admin.Api;

/// <summary>Test sign-ins; their words come in the language of Accept-Language, English otherwise.</summary>
internal static class ConnectionTestsApi
{
    private const string Connection = "/tenants/{slug}/connections/{id}";
    private const string All = Connection + "/tests";
    private const string One = All + "/{test}";

    public static void Map(ApiGroup api)
    {
        api.Act<ConnectionTestResource>(Connection + "/test", "testConnection", Start);
        api.Get<Page<ConnectionTestResource>>(All, "listConnectionTests", List);
        api.Get<ConnectionTestResource>(One, "getConnectionTest", Get);
        api.Act<ConnectionTestResource>(One + "/reveal", "revealConnectionTest", Reveal);
    }

    private static async Task<IResult> Start(HttpContext http, ConnectionTest tests)
    {
        var call = ApiCall.Of(http);
        return await (await call.OptionalBody()).Match(
            async sent =>
            {
                var errors = new FieldErrors();
                var read = new FieldReader(sent, errors);
                var draft = read.Flag("draft") ?? false;
                read.RefuseUnknown();
                return errors.Any ? ApiAnswer.Refuse(Problem.Invalid(errors))
                    : ApiAnswer.Done(await tests.Start(call.Caller, call.Tenant, call.Route("id"), null, draft, call.Stop));
            },
            ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> List(HttpContext http, ConnectionTest tests)
    {
        var call = ApiCall.Of(http);
        return await call.Page().Match(
            async page => ApiAnswer.Done(await tests.List(call.Tenant.Id, call.Route("id"), page, call.Stop)), ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> Get(HttpContext http, ConnectionTest tests)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.Done(await tests.Get(call.Tenant.Id, call.Route("id"), call.Route("test"), ApiCall.LanguageOf(http), call.Stop));
    }

    private static async Task<IResult> Reveal(HttpContext http, ConnectionTest tests)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.Done(await tests.Reveal(call.Caller, call.Tenant.Id, call.Route("id"), call.Route("test"), ApiCall.LanguageOf(http), call.Stop));
    }
}
