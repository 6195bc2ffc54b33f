using RunBroker.Http;
using RunBroker.Protocol.Oidc;
using RunBroker.Storage;
using RunBroker.Tenancy;

namespace RunBroker.Tokens;

/// <summary>App → broker: is this token good? (RFC 7662). An app may ask about its own; with `introspect: true` about its tenant's (O-043).</summary>
internal static class IntrospectEndpoint
{
    private static readonly OAuthJson Inactive = OAuthJson.Ok(w => w.WriteBoolean("active", false));

    public static async Task<IResult> Handle(HttpContext http, CallingApp calling, AccessTokens tokens, Db db, Registry registry, Settings settings, TimeProvider time, CancellationToken stop)
    {
        var (app, form, refused) = await calling.Read(http, stop);
        if (app is null)
            return refused!;
        if (app.Trust.AuthMethod == ClientAuthMethod.None)
            return OAuthJson.Error("invalid_client", "a public client cannot introspect");
        if (form["token"] is not { } token)
            return OAuthJson.Error("invalid_request", "token is missing");
        return token.StartsWith("rt_", StringComparison.Ordinal)
            ? await Refresh(app, token, db, registry, settings, time.GetUtcNow(), stop)
            : await Access(app, token, tokens, settings, stop);
    }

    private static async Task<IResult> Access(App app, string token, AccessTokens tokens, Settings settings, CancellationToken stop)
    {
        if (await tokens.Check(token, stop) is not { } access || !MaySee(app, access.ClientId, access.Tenant))
            return Inactive;
        return OAuthJson.Ok(w =>
        {
            w.WriteBoolean("active", true);
            w.WriteString("iss", settings.Issuer);
            w.WriteString("sub", access.Sub);
            w.WriteString("aud", settings.Issuer);
            w.WriteString("client_id", access.ClientId);
            w.WriteString("scope", string.Join(' ', access.Scopes));
            w.WriteString("token_type", access.TokenType);
            w.WriteNumber("iat", access.Issued.ToUnixTimeSeconds());
            w.WriteNumber("exp", access.Expires.ToUnixTimeSeconds());
            if (access.Jti is { } jti)
                w.WriteString("jti", jti);
            if (access.Subject is { } subject)
            {
                w.WriteString("sid", subject.Grant.Sid);
                w.WriteString("tenant_id", subject.Tenant.Id.Value);
                w.WriteString("tenant", subject.Tenant.Slug);
            }
        });
    }

    private static async Task<IResult> Refresh(App app, string token, Db db, Registry registry, Settings settings, DateTimeOffset now, CancellationToken stop)
    {
        if (Http.Handle.Parse(token) is not { } handle)
            return Inactive;
        var (row, subject) = await db.Read(async tx =>
        {
            return await GrantStore.FindHeldRefresh(tx, handle.Id) is ({ UsedAt: null } found, var held) && handle.Matches(found.SecretHash) && now < found.ExpiresAt
                ? (found, await TokenSubject.Of(tx, registry, held, settings, now)) : (null, null);
        }, stop);
        if (subject is null || !MaySee(app, subject.Grant.ClientId, subject.Grant.TenantId))
            return Inactive;
        return OAuthJson.Ok(w =>
        {
            w.WriteBoolean("active", true);
            w.WriteString("iss", settings.Issuer);
            w.WriteString("sub", subject.User.Id);
            w.WriteString("client_id", subject.Grant.ClientId);
            w.WriteString("scope", subject.Grant.Scope);
            w.WriteNumber("iat", row!.CreatedAt.ToUnixTimeSeconds());
            w.WriteNumber("exp", row.ExpiresAt.ToUnixTimeSeconds());
        });
    }

    private static bool MaySee(App app, string clientId, TenantId? tenant) =>
        tenant is { } owner ? app.MayServe(owner) && (app.ClientId == clientId || app.Metadata.Introspect) : app.ClientId == clientId;
}
