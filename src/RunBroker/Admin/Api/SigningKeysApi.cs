namespace RunBroker.Admin.Api;

/// <summary>The keys that tokens are signed with.</summary>
internal static class SigningKeysApi
{
    private const string All = "/signing-keys";

    public static void Map(ApiGroup api)
    {
        api.Get<Page<SigningKeyResource>>(All, "listSigningKeys", List, ApiPolicy.Operator);
        api.Act<Page<SigningKeyResource>>(All + "/roll", "rollSigningKeys", Roll, ApiPolicy.Operator);
    }

    private static IResult List(SigningKeyAdmin keys) => ApiAnswer.Done<Page<SigningKeyResource>>(keys.List());

    private static async Task<IResult> Roll(HttpContext http, SigningKeyAdmin keys)
    {
        var call = ApiCall.Of(http);
        return await (await call.OptionalBody()).Match(
            async sent => ApiAnswer.Done((await keys.Roll(call.Caller, sent, call.Stop)).Match<AdminResult<Page<SigningKeyResource>>>(
                _ => keys.List(), why => why)), ApiAnswer.RefuseLater);
    }
}
