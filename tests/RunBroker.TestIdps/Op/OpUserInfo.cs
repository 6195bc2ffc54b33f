using Microsoft.AspNetCore.Http;

namespace RunBroker.TestIdps;

/// <summary>OIDCC-5.3: the access token by header or form; JSON, or a signed JWT for clients that registered so.</summary>
internal static class OpUserInfo
{
    public static async Task Handle(TestOp op, HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        var form = await Fields.Of(http.Request);
        var token = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..]
            : http.Request.HasFormContentType ? form["access_token"] : null;
        if (token is null || !op.Memory.AccessTokens.TryGetValue(token, out var grant) || op.Now >= grant.Until)
        {
            await op.Send(http, OpPlace.UserInfo, new(op, 401, new() { ["error"] = "invalid_token" })
            {
                Headers = { ["WWW-Authenticate"] = "Bearer error=\"invalid_token\"" },
            });
            return;
        }

        var claims = OpIdToken.UserClaims(grant);
        op.EditUserInfo?.Invoke(claims);
        var answer = new OpAnswer(op, 200, claims);
        if (grant.Client.UserInfoAlg is { } alg)
        {
            // Faults edit the claims first, so that they end up inside the signature.
            op.Faults.Apply(OpPlace.UserInfo, answer);
            (answer.Json["iss"], answer.Json["aud"]) = (grant.Issuer, grant.Client.Id);
            var key = op.KeyFor(alg);
            answer.Text ??= TestJws.Sign(new() { ["alg"] = alg, ["kid"] = key.Kid }, answer.Json, key);
            answer.ContentType = "application/jwt";
        }
        await op.Send(http, OpPlace.UserInfo, answer);
    }
}
