using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace RunBroker.TestIdps;

/// <summary>OIDCC-9: exactly one method, the registered one, and for assertions every claim.</summary>
internal static class OpClientAuth
{
    public static async Task<(TestOpClient? Client, string Why)> Check(TestOp op, HttpContext http, Fields form)
    {
        var basic = Basic(http.Request.Headers.Authorization.ToString());
        var assertion = form["client_assertion"];
        var used = new[] { basic is not null, form.Has("client_secret"), assertion is not null }.Count(on => on);
        if (used > 1) return (null, "more than one way of client authentication");

        var method = basic is not null ? "client_secret_basic"
            : form.Has("client_secret") ? "client_secret_post"
            : assertion is not null ? "private_key_jwt" : "none";
        var id = basic?.Id ?? form["client_id"] ?? (assertion is null ? null : (string?)TestJws.Claims(assertion)["sub"]);
        var client = op.Clients.FirstOrDefault(c => c.Id == id);
        if (client is null && op.Options.AcceptAnyClient && id is not null) return (new(id, null), "");
        if (client is null) return (null, "unknown client");
        if (client.AuthMethod is { } only && only != method) return (null, $"registered for {only}, used {method}");

        var why = method switch
        {
            "client_secret_basic" => SameSecret(client, basic?.Secret),
            "client_secret_post" => SameSecret(client, form["client_secret"]),
            "private_key_jwt" => await Assertion(op, op.Base(http), client, form),
            _ => client.AuthMethod == "none" || client is { Secret: null, JwksUri: null, Jwks: null } ? null : "no client authentication",
        };
        return why is null ? (client, "") : (null, why);
    }

    /// <summary>The keys of a client, fetched anew each time so that its rotation shows at once.</summary>
    public static async Task<IReadOnlyList<JsonObject>> Keys(TestOp op, TestOpClient client)
    {
        var set = client.JwksUri is { } uri ? await op.Http.GetFromJsonAsync<JsonObject>(uri) : client.Jwks;
        return [.. set?["keys"]?.AsArray().OfType<JsonObject>() ?? []];
    }

    private static string? SameSecret(TestOpClient client, string? sent) =>
        client.Secret is { } secret && secret == sent ? null : "wrong client secret";

    private static async Task<string?> Assertion(TestOp op, string here, TestOpClient client, Fields form)
    {
        if (form["client_assertion_type"] != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer") return "client_assertion_type";
        var jwt = form["client_assertion"] ?? "";
        var (header, claims) = (TestJws.Header(jwt), TestJws.Claims(jwt));
        var keys = (await Keys(op, client)).Where(k => (string?)k["use"] != "enc" && (string?)k["kid"] == (string?)header["kid"]);
        if (!keys.Select(TestKey.FromJwk).Any(k => k is not null && TestJws.Verify(jwt, k))) return "assertion signature or kid";
        if ((string?)claims["iss"] != client.Id || (string?)claims["sub"] != client.Id) return "assertion iss or sub";
        // Only the issuer: an assertion also meant for another server could be replayed there (audience injection, O-086).
        if (claims["aud"] is not JsonValue aud || (string?)aud != here) return "assertion aud must be the issuer alone";
        if (claims["exp"] is not { } exp || (long)exp <= op.Now.ToUnixTimeSeconds()) return "assertion exp";
        return claims["jti"] is { } jti && op.Memory.AssertionIds.TryAdd((string?)jti ?? "", true) ? null : "assertion jti missing or used";
    }

    private static (string Id, string Secret)? Basic(string header)
    {
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)) return null;
        var parts = Encoding.UTF8.GetString(Convert.FromBase64String(header["Basic ".Length..])).Split(':', 2);
        return parts.Length < 2 ? null : (Decode(parts[0]), Decode(parts[1]));
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' ')); // RFC6749-2.3.1
}
