using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace RunBroker.TestIdps;

/// <summary>
/// A relying party that believes nothing unchecked, on its own Kestrel host: makes authorize URLs, catches callbacks, redeems codes,
/// verifies ID tokens by its own code, and takes back-channel logout tokens.
/// </summary>
public sealed class TestApp : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, AppSignIn> signIns = new();
    private readonly Channel<string> logoutTokens = Channel.CreateUnbounded<string>();
    private readonly ConcurrentQueue<AppCallback> callbacks = new();
    private readonly HttpClient http;
    private LoopbackHost? host;

    private TestApp(TestAppOptions options)
    {
        Options = options;
        http = TestHttp.Client(options.Handler);
        Key = new(() => TestKey.Rsa("app-key"));
    }

    public TestAppOptions Options { get; set; }
    /// <summary>Its key for private_key_jwt, published at <see cref="JwksUri"/>.</summary>
    public Lazy<TestKey> Key { get; }
    public string Origin => $"http://{Options.HostName}:{Host.Port}";
    public string RedirectUri => Origin + "/callback";
    public string PostLogoutRedirectUri => Origin + "/signed-out";
    public string BackchannelLogoutUri => Origin + "/backchannel-logout";
    public string FrontchannelLogoutUri => Origin + "/frontchannel-logout";
    /// <summary>Where a sign-in begins, at the app itself.</summary>
    public string InitiateLoginUri => Origin + "/begin";
    public string JwksUri => Origin + "/jwks";
    public JsonObject Jwks => new() { ["keys"] = new JsonArray(Key.Value.PublicJwk()) };
    /// <summary>The provider's discovery document and keys, once <see cref="Discover"/> has read them.</summary>
    public JsonObject Provider { get; private set; } = [];
    public JsonObject ProviderKeys { get; private set; } = [];
    public string Issuer => (string?)Provider["issuer"] ?? throw new InvalidOperationException("Discover first.");

    public ImmutableArray<AppCallback> Callbacks => [.. callbacks];
    public AppCallback LastCallback => callbacks.LastOrDefault() ?? throw new InvalidOperationException("Nothing came to the redirect URI.");
    public ImmutableArray<RecordedRequest> Requests => Host.Requests;
    /// <summary>What the back-channel logout endpoint answers.</summary>
    public int LogoutStatus { get; set; } = 200;

    public static async Task<TestApp> Start(TestAppOptions? options = null)
    {
        var app = new TestApp(options ?? new());
        app.host = await LoopbackHost.Start(app.Options.Port, app.Options.Clock, app.Map);
        return app;
    }

    /// <summary>Reads discovery and keys; the issuer must be equal to the one asked for (OIDCD-4.3).</summary>
    public async Task Discover(string issuer)
    {
        var document = await Fetch(issuer + "/.well-known/openid-configuration");
        if ((string?)document["issuer"] != issuer) throw new TestAppException($"discovery says issuer {document["issuer"]}");
        Provider = document;
        await ReadKeys();
    }

    /// <summary>Reads the provider's keys again, after a rotation.</summary>
    public async Task ReadKeys() => ProviderKeys = await Fetch(Endpoint("jwks_uri"));

    /// <summary>A new sign-in with state, nonce and PKCE; <paramref name="edit"/> changes, adds or (null) removes parameters.</summary>
    public AppSignIn Begin(Action<Fields>? edit = null)
    {
        var (state, nonce, verifier) = (Unguessable(), Unguessable(), Unguessable());
        var sent = new Fields
        {
            ["client_id"] = Options.ClientId,
            ["response_type"] = "code",
            ["redirect_uri"] = RedirectUri,
            ["scope"] = Options.Scope,
            ["state"] = state,
            ["nonce"] = nonce,
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))),
            ["code_challenge_method"] = "S256",
        };
        edit?.Invoke(sent);
        var signIn = new AppSignIn(sent.AddTo(Endpoint("authorization_endpoint")), sent, sent["state"] ?? "", sent["nonce"] ?? "", verifier);
        return signIns[signIn.State] = signIn;
    }

    /// <summary>The sign-in that a callback answers; throws when the app began none with its state, or RFC 9207 fails.</summary>
    public AppSignIn Match(AppCallback callback)
    {
        if (!signIns.TryRemove(callback.Fields["state"] ?? "", out var signIn)) throw new TestAppException("state is not ours");
        var announced = (bool?)Provider["authorization_response_iss_parameter_supported"] == true;
        if ((announced || callback.Fields.Has("iss")) && callback.Fields["iss"] != Issuer)
            throw new TestAppException($"iss parameter: wanted {Issuer}, got {callback.Fields["iss"]}");
        return signIn;
    }

    /// <summary>A callback of response_mode=fragment, read where the browser ended (servers never see fragments).</summary>
    public static AppCallback FromFragment(TestPage page) => new("GET", Fields.Parse(page.Url.Fragment));

    /// <summary>Redeems a code; <paramref name="edit"/> changes the form after client authentication was added.</summary>
    public Task<AppAnswer> Exchange(AppCallback callback, AppSignIn signIn, Action<Fields>? edit = null) => Token(new()
    {
        ["grant_type"] = "authorization_code",
        ["code"] = callback.Code ?? throw new TestAppException("no code: " + callback.Fields),
        ["redirect_uri"] = signIn.Sent["redirect_uri"],
        ["code_verifier"] = signIn.Verifier,
    }, edit);

    public Task<AppAnswer> Refresh(string refreshToken, Action<Fields>? edit = null) =>
        Token(new() { ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken }, edit);

    public Task<AppAnswer> Token(Fields form, Action<Fields>? edit = null) => PostAuthenticated("token_endpoint", form, edit);
    public Task<AppAnswer> Introspect(string token) => PostAuthenticated("introspection_endpoint", new() { ["token"] = token });
    public Task<AppAnswer> Revoke(string token) => PostAuthenticated("revocation_endpoint", new() { ["token"] = token });

    public async Task<AppAnswer> UserInfo(string accessToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Endpoint("userinfo_endpoint"));
        request.Headers.Authorization = new("Bearer", accessToken);
        return await Send(request);
    }

    /// <summary>Posts to an endpoint by its discovery name, with the app's client authentication.</summary>
    public async Task<AppAnswer> PostAuthenticated(string endpoint, Fields form, Action<Fields>? edit = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Endpoint(endpoint));
        AppClientAuth.Add(this, request, form);
        edit?.Invoke(form);
        request.Content = new FormUrlEncodedContent(form.Pairs);
        return await Send(request);
    }

    /// <summary>The whole walk after the browser has come back: state, iss, code, ID token. Throws when anything is wrong.</summary>
    public async Task<(JsonObject Claims, AppAnswer Tokens)> Finish(AppCallback? callback = null)
    {
        var answered = callback ?? LastCallback;
        if (answered.Error is not null) throw new TestAppException("refused: " + answered.Fields);
        var signIn = Match(answered);
        var tokens = await Exchange(answered, signIn);
        if (tokens.Status != 200) throw new TestAppException($"token endpoint: {tokens.Status} {tokens.Body}");
        return (Verify(tokens.IdToken, signIn.Nonce, tokens.AccessToken), tokens);
    }

    public JsonObject Verify(string idToken, string? nonce, string? accessToken = null) => IdTokenRules.Verify(
        idToken, ProviderKeys, Issuer, Options.ClientId, Options.Clock.GetUtcNow(), nonce is { Length: > 0 } ? nonce : null, accessToken);

    public string EndSessionUrl(string? idToken, Action<Fields>? edit = null)
    {
        var sent = new Fields { ["id_token_hint"] = idToken, ["post_logout_redirect_uri"] = PostLogoutRedirectUri, ["state"] = Unguessable() };
        edit?.Invoke(sent);
        return sent.AddTo(Endpoint("end_session_endpoint"));
    }

    /// <summary>The next logout token, waited for.</summary>
    public Task<string> NextLogoutToken(TimeSpan atMost) => logoutTokens.Reader.ReadAsync().AsTask().WaitAsync(atMost);
    public int LogoutTokensWaiting => logoutTokens.Reader.Count;

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await Host.DisposeAsync();
    }

    internal string Endpoint(string name) => (string?)Provider[name] ?? throw new InvalidOperationException($"The provider announces no {name}.");
    internal static string Unguessable() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
    private LoopbackHost Host => host ?? throw new InvalidOperationException("The app was never started.");

    private void Map(IEndpointRouteBuilder at)
    {
        at.MapMethods("/callback", ["GET", "POST"], async request =>
        {
            callbacks.Enqueue(new(request.Request.Method, await Fields.Of(request.Request)));
            await request.WriteText(200, "text/html", "<!doctype html><title>Test app</title><p>Welcome back to the app.</p>");
        });
        at.MapGet("/signed-out", request => request.WriteText(200, "text/html", "<!doctype html><title>Test app</title><p>You have left the app.</p>"));
        at.MapGet("/frontchannel-logout", request => request.WriteText(200, "text/html", "<!doctype html><title>Test app</title><p>Out.</p>"));
        at.MapGet("/jwks", request => request.WriteText(200, "application/json", Jwks.ToJsonString()));
        at.MapPost("/backchannel-logout", async request =>
        {
            if ((await Fields.Of(request.Request))["logout_token"] is { } token) logoutTokens.Writer.TryWrite(token);
            request.Response.StatusCode = LogoutStatus;
        });
    }

    private async Task<JsonObject> Fetch(string url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        var answer = await Send(request);
        return answer.Status == 200 ? answer.Json : throw new TestAppException($"{url} answered {answer.Status}");
    }

    private async Task<AppAnswer> Send(HttpRequestMessage request)
    {
        using var response = await http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        var headers = new Fields(response.Headers.Concat(response.Content.Headers)
            .SelectMany(h => h.Value.Select(v => KeyValuePair.Create(h.Key.ToLowerInvariant(), v))));
        var json = body.StartsWith('{') ? JsonNode.Parse(body)?.AsObject() ?? [] : [];
        return new((int)response.StatusCode, json, body, headers);
    }
}
