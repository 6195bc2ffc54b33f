namespace RunBroker.Admin.Api;

internal static class TokensApi
{
    public static void Map(ApiGroup api)
    {
        api.Get<Page<TokenResource>>("/tokens", "listTokens", List);
        api.Create<TokenResource>("/tokens", "createToken", Create, ApiPolicy.Operator);
        api.Get<TokenResource>("/tokens/{id}", "getToken", Get);
        api.Delete("/tokens/{id}", "revokeToken", Revoke);
    }

    private static async Task<IResult> List(HttpContext http, TokenAdmin tokens)
    {
        var call = ApiCall.Of(http);
        return await call.Page().Match(
            async page => ApiAnswer.Done<Page<TokenResource>>(await tokens.List(call.Caller, page, call.Stop)), ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> Create(HttpContext http, TokenAdmin tokens)
    {
        var call = ApiCall.Of(http);
        return await (await call.Body()).Match(
            async sent => ApiAnswer.Created(await tokens.Create(call.Caller, sent, call.Stop), t => $"{ApiGroup.Root}/tokens/{t.Id}"),
            ApiAnswer.RefuseLater);
    }

    private static async Task<IResult> Get(HttpContext http, TokenAdmin tokens)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.Ok(await tokens.Get(call.Caller, call.Route("id"), call.Stop));
    }

    private static async Task<IResult> Revoke(HttpContext http, TokenAdmin tokens)
    {
        var call = ApiCall.Of(http);
        return ApiAnswer.NoContent(await tokens.Revoke(call.Caller, call.Route("id"), call.Stop));
    }
}
