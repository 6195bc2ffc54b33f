using RunBroker.Http;
using RunBroker.Storage;
using RunBroker.Tenancy;

namespace RunBroker.Tokens;

/// <summary>App → broker: this token is no longer needed (RFC 7009). Unknown and foreign tokens are a 200 without effect (O-043).</summary>
internal static class RevocationEndpoint
{
    public static async Task<IResult> Handle(HttpContext http, CallingApp calling, AccessTokens tokens, Db db, TimeProvider time, CancellationToken stop)
    {
        var (app, form, refused) = await calling.Read(http, stop);
        if (app is null)
            return refused!;
        if (form["token"] is not { } token)
            return OAuthJson.Error("invalid_request", "token is missing");
        var now = time.GetUtcNow();
        if (token.StartsWith("rt_", StringComparison.Ordinal) || token.StartsWith("at_", StringComparison.Ordinal))
            await db.Write(tx => Revoke(tx, app, token, now), stop);
        else if (await tokens.Check(token, stop) is { Jti: { } jti } access && access.ClientId == app.ClientId)
            await db.Write(tx => SignInStore.UseOnce(tx, AccessTokens.RevokedScope, jti, access.Expires), stop);
        return new OAuthJson(200, ReadOnlyMemory<byte>.Empty);
    }

    private static async Task Revoke(Tx tx, App app, string token, DateTimeOffset now)
    {
        if (Http.Handle.Parse(token) is not { } handle)
            return;
        if (handle.Id.StartsWith("rt_", StringComparison.Ordinal))
        {
            // A refresh token takes its whole family with it (RFC7009-2.1).
            if (await GrantStore.FindRefresh(tx, handle.Id) is { } refresh && handle.Matches(refresh.SecretHash)
                && await GrantStore.Find(tx, refresh.GrantId) is { } grant && grant.ClientId == app.ClientId)
                await GrantStore.Revoke(tx, grant.Id, "revoked_by_app", now);
        }
        else if (await GrantStore.FindAccess(tx, handle.Id) is { } access && handle.Matches(access.SecretHash)
            && await GrantStore.Find(tx, access.GrantId) is { } grant && grant.ClientId == app.ClientId)
        {
            await GrantStore.RevokeAccess(tx, access.Id, now);
        }
    }
}
