using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RunBroker.TestIdps;

/// <summary>A real Kestrel host on 127.0.0.1 that records what it is sent. Port 0 takes a free one and keeps it over restarts.</summary>
public sealed class LoopbackHost : IAsyncDisposable
{
    private readonly ConcurrentQueue<RecordedRequest> requests = new();
    private readonly TimeProvider clock;
    private readonly Action<IEndpointRouteBuilder> map;
    private WebApplication? app;

    private LoopbackHost(int port, TimeProvider clock, Action<IEndpointRouteBuilder> map) =>
        (Port, this.clock, this.map) = (port, clock, map);

    public int Port { get; private set; }
    public ImmutableArray<RecordedRequest> Requests => [.. requests];

    /// <summary>Called with each request, before it is answered.</summary>
    public Action<RecordedRequest>? Received { get; set; }

    public static async Task<LoopbackHost> Start(int port, TimeProvider clock, Action<IEndpointRouteBuilder> map)
    {
        var host = new LoopbackHost(port, clock, map);
        await host.StartAgain();
        return host;
    }

    public void Forget() => requests.Clear();

    public async Task StartAgain()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromMilliseconds(200)); // slow answers are cut
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.AddServerHeader = false;
            k.Listen(IPAddress.Loopback, Port);
        });
        app = builder.Build();
        app.Use(Record);
        map(app);
        await app.StartAsync();
        Port = new Uri(app.Urls.First()).Port;
    }

    public async Task Stop()
    {
        if (app is null) return;
        await app.StopAsync();
        await app.DisposeAsync();
        app = null;
    }

    public async ValueTask DisposeAsync() => await Stop();

    private async Task Record(HttpContext http, RequestDelegate next)
    {
        http.Request.EnableBuffering();
        using var reader = new StreamReader(http.Request.Body, leaveOpen: true);
        var body = await reader.ReadToEndAsync(http.RequestAborted);
        http.Request.Body.Position = 0;
        var request = new RecordedRequest(
            clock.GetUtcNow(), http.Request.Method, http.Request.Path, Fields.Of(http.Request.Query),
            http.Request.HasFormContentType ? Fields.Parse(body) : new(),
            http.Request.Headers.ToImmutableDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), body);
        requests.Enqueue(request);
        Received?.Invoke(request);
        await next(http);
    }
}
