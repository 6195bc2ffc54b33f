using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using RunBroker.TestIdps;

namespace RunBroker.Demo.Apps;

/// <summary>
/// An app's side of OpenID Connect, over HTTP like any app's: it shares no code with the broker. Discovery and keys are read anew for
/// each use, which a demo can afford.
/// </summary>
/// <param name="secret">Null: a public client.</param>
internal sealed class BrokerClient(string issuer, string clientId, string? secret, string appAt, TimeProvider time) : IDisposable
{
    private const string Scope = "openid profile email roles tags offline_access";

    private readonly HttpClient http = PlainHttp.Client();

    public string Issuer => issuer;

    public string ClientId => clientId;

    public string RedirectUri => appAt + "/callback";

    /// <summary>Code flow with PKCE (RFC 7636), state and nonce.</summary>
    /// <param name="prompt">Null: none asked for.</param>
    public async Task<string> AuthorizeUrl(PendingSignIn pending, string? prompt)
    {
        var sent = new Fields
        {
            ["client_id"] = clientId,
            ["response_type"] = "code",
            ["redirect_uri"] = RedirectUri,
            ["scope"] = Scope,
            ["state"] = pending.State,
            ["nonce"] = pending.Nonce,
            ["code_challenge"] = Unguessable.Text(SHA256.HashData(Encoding.ASCII.GetBytes(pending.Verifier))),
            ["code_challenge_method"] = "S256",
            ["prompt"] = prompt,
        };
        return sent.AddTo(await Endpoint("authorization_endpoint"));
    }

    public Task<TokenAnswer> Redeem(string code, PendingSignIn pending) => Token(
        new() { ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = RedirectUri, ["code_verifier"] = pending.Verifier }, pending.Nonce);

    /// <summary>OIDCC-12.2: the new ID token has no nonce, or the first one's.</summary>
    public Task<TokenAnswer> Refresh(AppTokens old) =>
        Token(new() { ["grant_type"] = "refresh_token", ["refresh_token"] = old.RefreshToken }, old.Nonce, mayLackNonce: true);

    /// <summary>Null when the access token is no longer good: the session at the broker has ended.</summary>
    public async Task<JsonObject?> UserInfo(string accessToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, await Endpoint("userinfo_endpoint"));
        request.Headers.Authorization = new("Bearer", accessToken);
        using var answer = await http.SendAsync(request);
        return answer.IsSuccessStatusCode ? Read(await answer.Content.ReadAsStringAsync()) : null;
    }

    public async Task<string> EndSessionUrl(string idToken)
    {
        var sent = new Fields { ["id_token_hint"] = idToken, ["post_logout_redirect_uri"] = appAt + "/signed-out" };
        return sent.AddTo(await Endpoint("end_session_endpoint"));
    }

    /// <summary>The session that the broker says has ended; null: the token is not the broker's.</summary>
    public async Task<string?> Ended(string logoutToken) => LogoutTokenRules.Sid(logoutToken, await Keys(), issuer, clientId, time.GetUtcNow());

    public async Task<JsonObject> Keys() => await Fetch(await Endpoint("jwks_uri"));

    public void Dispose() => http.Dispose();

    private async Task<TokenAnswer> Token(Fields form, string? nonce, bool mayLackNonce = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, await Endpoint("token_endpoint"));
        if (secret is null)
            form["client_id"] = clientId;
        else
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{clientId}:{secret}")));
        request.Content = new FormUrlEncodedContent(form.Pairs);
        using var answer = await http.SendAsync(request);
        var json = Read(await answer.Content.ReadAsStringAsync());
        if (!answer.IsSuccessStatusCode)
            return new TokenAnswer.Refused((string?)json["error"] ?? $"status {(int)answer.StatusCode}", (string?)json["error_description"]);
        var now = time.GetUtcNow();
        var tokens = new AppTokens(
            (string?)json["id_token"] ?? "", (string?)json["access_token"] ?? "", (string?)json["refresh_token"], now.AddSeconds((int?)json["expires_in"] ?? 0));
        try
        {
            var wanted = mayLackNonce && tokens.Nonce is null ? null : nonce;
            IdTokenRules.Verify(tokens.IdToken, await Keys(), issuer, clientId, now, wanted, tokens.AccessToken);
            return new TokenAnswer.Given(tokens);
        }
        catch (TestAppException e)
        {
            return new TokenAnswer.Refused("id_token", e.Message);
        }
    }

    private async Task<string> Endpoint(string name) =>
        (string?)(await Fetch(issuer + "/.well-known/openid-configuration"))[name] ?? throw new InvalidDataException($"the broker announces no {name}");

    private async Task<JsonObject> Fetch(string url) => Read(await http.GetStringAsync(new Uri(url)));

    private static JsonObject Read(string json) => json.StartsWith('{') ? JsonNode.Parse(json)?.AsObject() ?? [] : [];
}
