using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RunBroker.Admin;
using RunBroker.Http.Dns;
using RunBroker.Http.Outbound;
using RunBroker.Storage;
using RunBroker.Storage.Secrets;
using RunBroker.TestIdps;

namespace RunBroker.Tests.Admin;

/// <summary>The management API alone on a real Kestrel, with its own SQLite file.</summary>
internal sealed class AdminHost : IAsyncDisposable
{
    public const string Operator = "bootstrap-token-with-more-than-32-characters";

    private readonly WebApplication app;
    private readonly HttpClient client;
    private readonly string folder;

    private AdminHost(WebApplication app, HttpClient client, string folder) => (this.app, this.client, this.folder) = (app, client, folder);

    public Db Db => app.Services.GetRequiredService<Db>();
    public TestClock Clock => (TestClock)app.Services.GetRequiredService<TimeProvider>();
    public Settings Settings => app.Services.GetRequiredService<Settings>();
    public ConcurrentQueue<string> Logs { get; private init; } = [];
    public string DatabaseFile => Path.Combine(folder, "runbroker.db");
    public T Service<T>() where T : notnull => app.Services.GetRequiredService<T>();

    public ImmutableArray<RouteEndpoint> Endpoints =>
        [.. app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/api/v1", StringComparison.Ordinal))];

    public static async Task<AdminHost> Start(bool development = false, string? bootstrap = Operator, IPEndPoint? dns = null)
    {
        var folder = Directory.CreateTempSubdirectory("runbroker-admin-").FullName;
        var logs = new ConcurrentQueue<string>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(new LogCatcher(logs)).SetMinimumLevel(LogLevel.Debug);
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        var services = builder.Services;
        services.AddSingleton(SettingsIn(folder, development, bootstrap));
        services.AddSingleton(Db.Sqlite(Path.Combine(folder, "runbroker.db")));
        services.AddSingleton<TimeProvider>(new TestClock(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero)));
        var key = Path.Combine(folder, "master.key");
        MasterKey.CreateFile(key);
        services.AddSingleton(new SecretBox(((MasterKeyFile.Loaded)MasterKey.Load(key)).Key));
        services.AddSingleton<Outbound>();
        services.AddRazorComponents();
        if (dns is not null)
            services.AddSingleton(new DnsTxt([dns], TimeProvider.System));
        AdminServices.Add(services);
        var app = builder.Build();
        AdminRoutes.Map(app);
        await Migrator.Apply(app.Services.GetRequiredService<Db>(), DateTimeOffset.UnixEpoch, default);
        await app.StartAsync();
#pragma warning disable RS0030 // Outbound is the product's way out; this is a caller of it
        var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
#pragma warning restore RS0030
        // As the proxy before it would pass it on: pages for operators are at the issuer's host alone.
        client.DefaultRequestHeaders.Host = new Uri(app.Services.GetRequiredService<Settings>().Issuer).Authority;
        return new(app, client, folder) { Logs = logs };
    }

    public Task<Answer> Get(string path, string? token = Operator) => Send("GET", path, null, token);

    public Task<Answer> Post(string path, JsonNode? body, string? token = Operator, params (string Name, string Value)[] headers) =>
        Send("POST", path, body, token, headers);

    public Task<Answer> Patch(string path, JsonNode? body, string? token = Operator, params (string Name, string Value)[] headers) =>
        Send("PATCH", path, body, token, headers);

    public Task<Answer> Delete(string path, string? token = Operator, params (string Name, string Value)[] headers) =>
        Send("DELETE", path, null, token, headers);

    /// <param name="path">Below /api/v1, or a path of the whole host when it begins with two slashes.</param>
    public async Task<Answer> Send(string method, string path, JsonNode? body, string? token, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path.StartsWith("//", StringComparison.Ordinal) ? path[1..]
            : "/api/v1" + path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var isJson = response.Content.Headers.ContentType?.MediaType?.Contains("json", StringComparison.Ordinal) == true;
        return new((int)response.StatusCode, text, isJson ? JsonNode.Parse(text) : null)
        {
            Etag = response.Headers.ETag?.ToString(),
            Location = response.Headers.Location?.ToString(),
            Challenge = response.Headers.WwwAuthenticate.ToString(),
            ContentType = response.Content.Headers.ContentType?.MediaType,
        };
    }

    /// <summary>The body as it is, under any content type.</summary>
    public async Task<int> SendRaw(string method, string path, string body, string contentType)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1" + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Operator);
        request.Content = new StringContent(body, Encoding.UTF8, contentType);
        using var response = await client.SendAsync(request);
        return (int)response.StatusCode;
    }

    public async Task<Answer> SendForm(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/x-www-form-urlencoded");
        using var response = await client.PostAsync(path, content);
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(), null);
    }

    /// <summary>A tenant on the plan with sign-on, and a token of it.</summary>
    public async Task<string> Tenant(string slug, string plan = "scale", string scopes = "tenant:write")
    {
        Assert.Equal(201, (await Post("/tenants", new JsonObject { ["slug"] = slug, ["name"] = slug, ["plan"] = plan })).Status);
        return await Token(slug, scopes);
    }

    public async Task<string> Token(string slug, string scope)
    {
        var made = await Post("/tokens", new JsonObject { ["scopes"] = new JsonArray(scope), ["tenant"] = slug });
        Assert.Equal(201, made.Status);
        return (string)made.Json["token"]!;
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static Settings SettingsIn(string folder, bool development, string? bootstrap) => new()
    {
        Issuer = "https://sso.example",
        DataDirectory = folder,
        MasterKeyFile = Path.Combine(folder, "master.key"),
        BootstrapToken = bootstrap,
        AbsoluteLifetime = TimeSpan.FromDays(7),
        IdleTimeout = TimeSpan.FromDays(3),
        AllowPrivateNetworkUpstreams = true,
        OutboundPorts = [443],
        TrustedProxies = [],
        AutoMigrate = true,
        Development = development,
        RequestsPerMinute = 0,
    };

    private sealed class LogCatcher(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?,
            string> formatter) =>
            lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose() { }
    }
}

internal sealed record Answer(int Status, string Text, JsonNode? Body)
{
    public string? Etag { get; init; }
    public string? Location { get; init; }
    public string? Challenge { get; init; }
    public string? ContentType { get; init; }

    public JsonNode Json => Body ?? throw new InvalidOperationException($"{Status} without JSON: {Text}");

    public string? Type => (string?)Json["type"];

    public ImmutableArray<string> ErrorFields => Json["errors"] is JsonObject errors ? [.. errors.Select(e => e.Key)] : [];

    public string this[string name] => (string?)Json[name] ?? throw new InvalidOperationException($"{name} is missing in {Text}");
}
