using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RunBroker.Pages;
using RunBroker.Tests.Pages;

namespace RunBroker.Interop.Tests.Pages;

/// <summary>The sample pages on a free loopback port. <c>/hostile/…</c> holds the same pages with one bad text in every field.</summary>
internal sealed class PageHost : IAsyncDisposable
{
    public const string Hostile = "\"><img src=x onerror=document.title='taken'><script>document.title='taken'</script>\u202Eabc\r\n";

    private readonly WebApplication app;

    private PageHost(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.First());

    public static async Task<PageHost> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddRazorComponents();
        var app = builder.Build();
        app.MapPageAssets();
        foreach (var (name, page) in new PageSamples().All)
            app.MapGet($"/{name}", (HttpRequest request) => page(PageFrame.For(request).WithLanguageLink(request)));
        foreach (var (name, page) in new PageSamples(Hostile + new string('W', 2000)).All)
            app.MapGet($"/hostile/{name}", (HttpRequest request) => page(PageFrame.For(request).WithLanguageLink(request)));
        app.MapPost("/sign-in/continue", (HttpRequest request) =>
            PersonPages.Onward(PageFrame.For(request), new() { Url = $"http://localhost:{request.Host.Port}/arrived" }));
        app.MapGet("/arrived", () => Results.Text("arrived"));
        app.MapGet("/form-post-here", (HttpRequest request) => PersonPages.FormPost(
            PageFrame.For(request), new Uri($"http://localhost:{request.Host.Port}/callback"),
            [new("state", Hostile), new("submit", "x")]));
        app.MapPost("/callback", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync();
            return Results.Json(form.ToDictionary(pair => pair.Key, pair => pair.Value.ToString()));
        });
        await app.StartAsync();
        return new(app);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
