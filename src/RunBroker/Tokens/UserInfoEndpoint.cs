using RunBroker.Http;
using RunBroker.Protocol.Oidc;
using RunBroker.Tenancy;

namespace RunBroker.Tokens;

/// <summary>App → broker: claims about the person (OIDCC-5.3). The token comes in the header, or in the form of a POST; never in the query (O-040).</summary>
internal static class UserInfoEndpoint
{
    public static async Task<IResult> Handle(HttpContext http, AccessTokens tokens, Apps apps, CancellationToken stop)
    {
        var (token, refused) = await ReadToken(http, stop);
        if (token is null)
            return refused!;
        if (await tokens.Check(token, stop) is not { Subject: { } subject } access)
            return OAuthJson.BearerError(401, "invalid_token", "the access token is not valid");
        if (!access.Scopes.Contains("openid"))
            return OAuthJson.BearerError(403, "insufficient_scope", "the access token lacks the scope openid");
        var app = await apps.Find(access.ClientId, stop);
        // A shared app from which the tenant was taken away gets nothing more of its people.
        if (app?.MayServe(subject.Tenant.Id) != true)
            return OAuthJson.BearerError(401, "invalid_token", "the access token is not valid");
        var asked = (ClaimsRequest.Parse(subject.Grant.Claims) ?? ClaimsRequest.None).UserInfo;
        var mayAsk = app.Trust.Scopes;
        return OAuthJson.Ok(w =>
        {
            w.WriteString("sub", subject.User.Id);
            TokenIssuer.WriteContext(w, subject);
            PersonClaims.Write(w, subject, access.Scopes, asked, mayAsk);
        });
    }

    private static async Task<(string? Token, OAuthJson? Refused)> ReadToken(HttpContext http, CancellationToken stop)
    {
        var form = HttpMethods.IsPost(http.Request.Method) && http.Request.HasFormContentType ? await http.Request.ReadFormParameters(stop) : null;
        var header = http.Request.Headers.Authorization;
        if (form?.CameTwice("access_token") == true)
            return (null, OAuthJson.BearerError(400, "invalid_request", "the access token was sent twice"));
        if (header.Count > 0 && form?["access_token"] is not null)
            return (null, OAuthJson.BearerError(400, "invalid_request", "the access token was sent in two ways"));
        if (form?["access_token"] is { } inBody)
            return (inBody, null);
        var text = header.ToString();
        return text.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && text.Length > 7
            ? (text[7..].Trim(), null)
            // RFC6750-3.1: without any token no error code.
            : (null, OAuthJson.BearerError(401, null, null));
    }
}
