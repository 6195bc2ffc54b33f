using System.Reflection;
using RunBroker.Pages;

namespace RunBroker.Demo.Apps;

/// <summary>A small web server of the demo, with the broker's style sheet and the demo's own.</summary>
internal static class Site
{
    public static async Task<WebApplication> Start(string at, Action<WebApplication> map, CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development, ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls(at);
        builder.Services.AddRazorComponents();
        var app = builder.Build();
        app.MapPageAssets();
        app.MapGet("/demo.css", () => Asset("demo.css", "text/css; charset=utf-8"));
        map(app);
        await app.StartAsync(stop);
        return app;
    }

    public static IResult Asset(string name, string type)
    {
        var content = Assembly.GetExecutingAssembly().GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded");
        return Results.Stream(content, type);
    }

    /// <summary>Whether a form was sent from one of the site's own pages. Other ports of localhost are the same site, so their posts bring our cookies.</summary>
    public static bool IsOwnForm(HttpContext http) => http.Request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin";

    /// <summary>Cookies know hosts but no ports: the name says whose it is.</summary>
    public static CookieOptions Cookie => new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true };
}
