using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RunBroker.Protocol.Jose;

namespace RunBroker.Bench;

/// <summary>
/// An OpenID Provider for the broker to ask. Its authorize page is never fetched: the driver reads the redirect and makes the code itself, as
/// a provider does whose person is signed in already. Token, discovery and keys answer over HTTP.
/// </summary>
internal sealed class OidcStub : IDisposable
{
    public const string ClientId = "bench-at-upstream";
    public const string Secret = "bench-secret-at-the-upstream-0123456789";

    private readonly SigningKey key = SigningKey.Create("RS256");
    private readonly ConcurrentDictionary<string, Pending> codes = new(StringComparer.Ordinal);
    private readonly StubServer server;
    private readonly string discovery;
    private readonly string jwks;
    private readonly int users;

    public OidcStub(int users)
    {
        this.users = users;
        server = new(Answer);
        discovery = JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["issuer"] = Issuer,
            ["authorization_endpoint"] = $"{Issuer}/authorize",
            ["token_endpoint"] = $"{Issuer}/token",
            ["jwks_uri"] = $"{Issuer}/jwks",
            ["response_types_supported"] = (string[])["code"],
            ["subject_types_supported"] = (string[])["public"],
            ["id_token_signing_alg_values_supported"] = (string[])["RS256"],
            ["code_challenge_methods_supported"] = (string[])["S256"],
            ["scopes_supported"] = (string[])["openid", "profile", "email"],
            ["token_endpoint_auth_methods_supported"] = (string[])["client_secret_basic"],
        });
        jwks = Encoding.UTF8.GetString(JwkSet.Of(key.PublicKey).ToJson());
    }

    public string Issuer => server.Origin;

    /// <summary>What the browser brings back to the broker: the address, with a code for the person of that number.</summary>
    public string Authorize(string url, int number)
    {
        if (!url.StartsWith($"{Issuer}/authorize?", StringComparison.Ordinal))
            throw new BenchFault($"not a request to the upstream: {url}");
        var code = Base64Url.Encode(RandomNumberGenerator.GetBytes(18));
        codes[code] = new($"user{number % users}", Form.Find(url, "nonce"), Form.Need(url, "client_id"), Form.Need(url, "code_challenge"));
        return $"{Form.Need(url, "redirect_uri")}?{Form.Write(("code", code), ("state", Form.Need(url, "state")), ("iss", Issuer))}";
    }

    public void Dispose()
    {
        server.Dispose();
        key.Dispose();
    }

    private StubAnswer Answer(StubRequest request) => request.Path switch
    {
        "/.well-known/openid-configuration" => new(200, discovery),
        "/jwks" => new(200, jwks),
        "/token" => Token($"?{request.Body}"),
        _ => new(404, "{}"),
    };

    private StubAnswer Token(string form)
    {
        if (!codes.TryRemove(Form.Need(form, "code"), out var pending))
            return new(400, """{"error":"invalid_grant"}""");
        var challenge = Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(Form.Need(form, "code_verifier"))));
        return challenge == pending.Challenge
            ? new(200, $$"""{"access_token":"up.{{pending.Subject}}","token_type":"Bearer","expires_in":300,"id_token":"{{IdToken(pending)}}","scope":"openid profile email"}""")
            : new(400, """{"error":"invalid_grant","error_description":"code_verifier"}""");
    }

    private string IdToken(Pending pending)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var w = new Utf8JsonWriter(buffer))
        {
            w.WriteStartObject();
            w.WriteString("iss", Issuer);
            w.WriteString("sub", pending.Subject);
            w.WriteString("aud", pending.Audience);
            w.WriteNumber("iat", now);
            w.WriteNumber("exp", now + 300);
            w.WriteNumber("auth_time", now);
            w.WriteString("sid", Base64Url.Encode(RandomNumberGenerator.GetBytes(9)));
            if (pending.Nonce is { } nonce)
                w.WriteString("nonce", nonce);
            w.WriteString("name", "Alice Adams");
            w.WriteString("given_name", "Alice");
            w.WriteString("family_name", "Adams");
            w.WriteString("email", $"{pending.Subject}@example.test");
            w.WriteBoolean("email_verified", true);
            w.WriteEndObject();
        }

        return Jws.Sign(key, "JWT", buffer.WrittenSpan);
    }

    private sealed record Pending(string Subject, string? Nonce, string Audience, string Challenge);
}
