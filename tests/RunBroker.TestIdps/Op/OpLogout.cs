using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace RunBroker.TestIdps;

/// <summary>RP-initiated logout at the OP, and logout tokens from it.</summary>
internal static class OpLogout
{
    public static async Task EndSession(TestOp op, HttpContext http)
    {
        var request = await Fields.Of(http.Request);
        if (http.Request.Cookies[op.SessionCookie] is { } id) op.Memory.Sessions.TryRemove(id, out _);
        http.Response.Cookies.Delete(op.SessionCookie);

        var hint = request["id_token_hint"];
        var clientId = request["client_id"] ?? (hint is null ? null : (string?)TestJws.Claims(hint)["aud"]);
        var client = op.Clients.FirstOrDefault(c => c.Id == clientId);
        var back = request["post_logout_redirect_uri"];
        if (back is null || !(op.Options.AcceptAnyClient || client?.PostLogoutRedirectUris.Contains(back) == true))
        {
            await http.WriteText(200, "text/html", OpPages.Message(op, "You are signed out."));
            return;
        }
        var state = new Fields { ["state"] = request["state"] };
        http.Response.Redirect(state.AddTo(back));
    }

    public static async Task<(int Status, string Body)> Send(
        TestOp op, string uri, string clientId, string? sub, string? sid, Action<IdTokenDraft>? edit)
    {
        var key = op.Keys[0];
        var alg = op.Options.SigningAlg;
        var claims = new JsonObject
        {
            ["iss"] = op.Issuer,
            ["aud"] = clientId,
            ["iat"] = op.Now.ToUnixTimeSeconds(),
            ["exp"] = op.Now.AddMinutes(2).ToUnixTimeSeconds(),
            ["jti"] = OpMemory.NewId(),
            ["events"] = new JsonObject { ["http://schemas.openid.net/event/backchannel-logout"] = new JsonObject() },
        };
        if (sub is not null) claims["sub"] = sub;
        if (sid is not null) claims["sid"] = sid;
        var client = op.Clients.FirstOrDefault(c => c.Id == clientId) ?? new TestOpClient(clientId, null);
        var draft = new IdTokenDraft(op, client with { IdTokenEncAlg = null }, new() { ["alg"] = alg, ["kid"] = key.Kid, ["typ"] = "logout+jwt" }, claims, key);
        edit?.Invoke(draft);
        using var form = new FormUrlEncodedContent([new("logout_token", await OpIdToken.Seal(draft))]);
        using var answer = await op.Http.PostAsync(new Uri(uri), form);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
