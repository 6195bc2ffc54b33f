using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RunBroker.Http;
using RunBroker.Protocol.Jose;
using RunBroker.Storage.Secrets;

namespace RunBroker.Operations.WarmUp;

/// <summary>
/// One browser's way: a sign-in through the provider, one by the session it began, and what an app does with the tokens.
/// </summary>
internal sealed class RehearsedSignIn(HttpClient http, string issuer, Cast cast, RehearsedApp app)
{
    private readonly Dictionary<string, string> cookies = new(StringComparer.Ordinal) { [Cookies.Sessions] = cast.Cookie };

    public async Task Run(CancellationToken stop)
    {
        await Tokens(stop);
        using var tokens = await Tokens(stop);
        var access = tokens.RootElement.GetProperty("access_token").GetString()!;
        using var userInfo = new HttpRequestMessage(HttpMethod.Get, issuer + Routes.UserInfo);
        userInfo.Headers.Authorization = new AuthenticationHeaderValue("Bearer", access);
        using (await Sent(userInfo, stop))
        using (await Form(Routes.Introspect, new() { ["token"] = access }, stop))
        using (await Form(Routes.Token, new()
        {
            ["grant_type"] = "refresh_token",
            ["refresh_token"] = tokens.RootElement.GetProperty("refresh_token").GetString()!,
        }, stop))
        {
            foreach (var path in (string[])["/.well-known/openid-configuration", Routes.Jwks])
            {
                using var ready = new HttpRequestMessage(HttpMethod.Get, issuer + path);
                using (await Sent(ready, stop))
                {
                    // Read and let go.
                }
            }
        }
    }

    private async Task<JsonDocument> Tokens(CancellationToken stop)
    {
        var verifier = RandomToken.Create("", 32);
        var query = new Dictionary<string, string>
        {
            ["client_id"] = app.ClientId,
            ["response_type"] = "code",
            ["redirect_uri"] = Stage.AppUrl,
            ["scope"] = "openid profile email offline_access",
            ["state"] = RandomToken.Create("", 16),
            ["nonce"] = RandomToken.Create("", 16),
            ["code_challenge"] = Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))),
            ["code_challenge_method"] = "S256",
        };
        var code = await Code(issuer + Routes.Authorize + QueryString.Create(query!), stop);
        return await Form(Routes.Token, new()
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = Stage.AppUrl,
            ["code_verifier"] = verifier,
        }, stop);
    }

    /// <summary>From redirect to redirect, until one leads to the app.</summary>
    private async Task<string> Code(string url, CancellationToken stop)
    {
        for (var hop = 0; hop < 8; hop++)
        {
            using var request = Next(url);
            request.Headers.Add("Cookie", string.Join("; ", cookies.Select(c => $"{c.Key}={c.Value}")));
            using var answer = await http.SendAsync(request, stop);
            Take(answer);
            if (answer.Headers.Location is not { } next)
                throw new InvalidOperationException($"{request.RequestUri!.AbsolutePath}: {(int)answer.StatusCode} without a redirect");
            url = new Uri(request.RequestUri!, next).AbsoluteUri;
            if (url.StartsWith(Stage.AppUrl, StringComparison.Ordinal))
            {
                return Protocol.Parameters.Parse(new Uri(url).Query)["code"]
                    ?? throw new InvalidOperationException($"no code: {Protocol.Parameters.Parse(new Uri(url).Query)["error"]}");
            }
        }

        throw new InvalidOperationException("too many redirects");
    }

    private HttpRequestMessage Next(string url)
    {
        if (!url.StartsWith(RehearsedProvider.SsoUrl, StringComparison.Ordinal))
            return new(HttpMethod.Get, url);
        var (acs, form) = cast.Provider.Answer(url);
        return new(HttpMethod.Post, acs) { Content = new FormUrlEncodedContent(form) };
    }

    private void Take(HttpResponseMessage answer)
    {
        foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var sent) ? sent : [])
        {
            var (name, value) = cookie.Split(';')[0].Split('=', 2) is [var n, var v] ? (n, Uri.UnescapeDataString(v)) : ("", "");
            if (value.Length == 0)
                cookies.Remove(name);
            else
                cookies[name] = value;
        }
    }

    private async Task<JsonDocument> Form(string path, Dictionary<string, string> fields, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, issuer + path) { Content = new FormUrlEncodedContent(fields) };
        var basic = $"{Uri.EscapeDataString(app.ClientId)}:{Uri.EscapeDataString(app.ClientSecret)}";
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(basic)));
        return await Sent(request, stop);
    }

    private async Task<JsonDocument> Sent(HttpRequestMessage request, CancellationToken stop)
    {
        using var answer = await http.SendAsync(request, stop);
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(stop))
            : throw new InvalidOperationException($"{request.RequestUri!.AbsolutePath}: {(int)answer.StatusCode}");
    }
}
