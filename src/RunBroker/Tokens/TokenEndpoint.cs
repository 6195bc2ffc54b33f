using System.Collections.Immutable;
using RunBroker.Http;
using RunBroker.Protocol;
using RunBroker.Tenancy;

namespace RunBroker.Tokens;

/// <summary>App → broker: the token request (RFC6749-3.2). Client authentication and the answer's form are here, grants fill in their part.</summary>
internal static class TokenEndpoint
{
    public static async Task<IResult> Handle(HttpContext http, CallingApp calling, CodeGrant code, RefreshGrant refresh, TokenIssuer issuer, TimeProvider time, CancellationToken stop)
    {
        var (app, form, refused) = await calling.Read(http, stop);
        if (app is null)
            return refused!;
        var type = form["grant_type"];
        if (type is null)
            return OAuthJson.Error("invalid_request", "grant_type is missing");
        if (type is not ("authorization_code" or "refresh_token" or "client_credentials"))
            return OAuthJson.Error("unsupported_grant_type", "grant_type must be authorization_code, refresh_token or client_credentials");
        if (!app.Trust.GrantTypes.Contains(type))
            return OAuthJson.Error("unauthorized_client", "this app may not use this grant type");
        return type switch
        {
            "authorization_code" => Answer(await code.Redeem(app, form, http.Ip(), stop)),
            "refresh_token" => Answer(await refresh.Redeem(app, form, http.Ip(), stop)),
            _ => ClientCredentials(app, form, issuer, time.GetUtcNow()),
        };
    }

    private static OAuthJson Answer(GrantResult result) => result switch
    {
        GrantResult.Refused refused => OAuthJson.Error(refused.Error.Error, refused.Error.Description),
        GrantResult.Given given => Tokens(given),
        _ => throw new InvalidOperationException("closed set"),
    };

    private static OAuthJson Tokens(GrantResult.Given given) => OAuthJson.Ok(w =>
    {
        w.WriteString("access_token", given.AccessToken.Value);
        w.WriteString("token_type", "Bearer");
        w.WriteNumber("expires_in", (long)(given.AccessToken.Expires - given.Now).TotalSeconds);
        w.WriteString("scope", given.Scope);
        if (given.IdToken is { } idToken)
            w.WriteString("id_token", idToken);
        if (given.RefreshToken is { } refreshToken)
            w.WriteString("refresh_token", refreshToken);
    });

    /// <summary>The app for itself: management scopes that an operator gave it, and nothing about any person (RFC6749-4.4).</summary>
    private static OAuthJson ClientCredentials(App app, Parameters form, TokenIssuer issuer, DateTimeOffset now)
    {
        if (app.Trust.AuthMethod == Protocol.Oidc.ClientAuthMethod.None)
            return OAuthJson.Error("unauthorized_client", "a public client cannot use client_credentials");
        var own = app.Trust.Scopes.Where(ManagementScopes.Contains).ToImmutableArray();
        var asked = form.Words("scope");
        var scopes = asked.IsEmpty ? own : [.. asked.Where(own.Contains)];
        if (scopes.IsEmpty)
            return OAuthJson.Error("invalid_scope", "none of the scopes is one that this app was given");
        return Tokens(new GrantResult.Given(issuer.ManagementToken(app, scopes, now), null, null, string.Join(' ', scopes), now));
    }

    internal static readonly ImmutableArray<string> ManagementScopes = ["operator", "tenant:write", "tenant:read"];
}

internal abstract record GrantResult
{
    private GrantResult()
    {
    }

    public sealed record Given(MadeAccessToken AccessToken, string? IdToken, string? RefreshToken, string Scope, DateTimeOffset Now) : GrantResult;

    public sealed record Refused(OAuthError Error) : GrantResult;

    public static Refused No(string error, string says, string spec) => new(new OAuthError(error, says, spec));
}
