using Microsoft.Playwright;

namespace RunBroker.Interop.Tests.Pages;

/// <summary>One Chromium and one page host for all tests of this folder.</summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright? playwright;
    private IBrowser? chromium;
    private PageHost? host;

    public Uri Address => host?.Address ?? throw new InvalidOperationException("not started");

    public async ValueTask InitializeAsync()
    {
        host = await PageHost.Start();
        playwright = await Playwright.CreateAsync();
        chromium = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox"] });
    }

    public async Task<IPage> Open(string path, ColorScheme theme = ColorScheme.Light, int width = 1000, bool script = true)
    {
        var context = await (chromium ?? throw new InvalidOperationException("not started")).NewContextAsync(new()
        {
            BaseURL = Address.ToString(),
            ColorScheme = theme,
            ViewportSize = new() { Width = width, Height = 800 },
            JavaScriptEnabled = script,
        });
        var page = await context.NewPageAsync();
        await page.GotoAsync(path);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        if (chromium is not null)
            await chromium.DisposeAsync();
        playwright?.Dispose();
        if (host is not null)
            await host.DisposeAsync();
    }
}
