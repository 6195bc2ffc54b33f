using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace RunBroker.TestIdps;

/// <summary>RFC6749-4.1.3, RFC6749-6, and RFC7009 for refresh tokens.</summary>
internal static class OpToken
{
    public static async Task Handle(TestOp op, HttpContext http)
    {
        var form = await Fields.Of(http.Request);
        var (client, why) = await OpClientAuth.Check(op, http, form);
        var answer = client is null ? Error(op, 401, "invalid_client", why)
            : form["grant_type"] switch
            {
                "authorization_code" => await Code(op, client, form),
                "refresh_token" => await Refresh(op, client, form),
                _ => Error(op, 400, "unsupported_grant_type", ""),
            };
        await op.Send(http, OpPlace.Token, answer);
    }

    public static async Task Revoke(TestOp op, HttpContext http)
    {
        var form = await Fields.Of(http.Request);
        if ((await OpClientAuth.Check(op, http, form)).Client is null)
            http.Response.StatusCode = 401;
        else
            op.Memory.RefreshTokens.TryRemove(form["token"] ?? "", out _);
    }

    private static async Task<OpAnswer> Code(TestOp op, TestOpClient client, Fields form)
    {
        // Removed before it is looked at: single use holds for failed attempts too.
        if (!op.Memory.Codes.TryRemove(form["code"] ?? "", out var grant)) return Error(op, 400, "invalid_grant", "unknown or used code");
        if (grant.Client.Id != client.Id) return Error(op, 400, "invalid_grant", "code of another client");
        if (op.Now >= grant.Until) return Error(op, 400, "invalid_grant", "code expired");
        if (form["redirect_uri"] != grant.Request["redirect_uri"]) return Error(op, 400, "invalid_grant", "other redirect_uri");
        return PkceHolds(grant.Request["code_challenge"], form["code_verifier"])
            ? await Tokens(op, grant, withRefresh: op.Options.AlwaysRefreshToken || grant.Request.Words("scope", "offline_access"))
            : Error(op, 400, "invalid_grant", "code_verifier does not fit");
    }

    private static async Task<OpAnswer> Refresh(TestOp op, TestOpClient client, Fields form)
    {
        var token = form["refresh_token"] ?? "";
        if (!op.Memory.RefreshTokens.TryGetValue(token, out var grant) || grant.Client.Id != client.Id)
            return Error(op, 400, "invalid_grant", "unknown refresh token");
        if (op.Options.RotatesRefreshTokens) op.Memory.RefreshTokens.TryRemove(token, out _);
        // A refreshed ID token has no nonce (OIDCC-12.2); the rest is as it was.
        var request = grant.Request.Copy();
        request["nonce"] = null;
        return await Tokens(op, grant with { Request = request }, withRefresh: op.Options.RotatesRefreshTokens);
    }

    private static async Task<OpAnswer> Tokens(TestOp op, OpGrant grant, bool withRefresh)
    {
        var access = OpMemory.NewId();
        op.Memory.AccessTokens[access] = grant with { Until = op.Now + op.Options.AccessTokenLifetime };
        var json = new JsonObject
        {
            ["access_token"] = access,
            ["token_type"] = "Bearer",
            ["expires_in"] = (int)op.Options.AccessTokenLifetime.TotalSeconds,
            ["scope"] = grant.Request["scope"],
            ["id_token"] = await OpIdToken.Make(op, grant, access),
        };
        if (withRefresh)
        {
            var refresh = OpMemory.NewId();
            op.Memory.RefreshTokens[refresh] = grant;
            json["refresh_token"] = refresh;
        }
        op.EditTokenResponse?.Invoke(json);
        return new(op, 200, json);
    }

    private static bool PkceHolds(string? challenge, string? verifier) => challenge is null
        ? verifier is null
        : verifier is not null && Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) == challenge;

    private static OpAnswer Error(TestOp op, int status, string error, string description) =>
        new(op, status, new() { ["error"] = error, ["error_description"] = description });
}
