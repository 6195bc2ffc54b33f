using Microsoft.Playwright;

namespace RunBroker.Interop.Tests.Harness;

/// <summary>The machine's own Chromium, headless; no name but this machine's resolves in it. One for all tests of the run.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? playwright;
    private IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        // Five seconds, the default, is short on a machine whose two cores run everything else as well.
        Assertions.SetDefaultExpectTimeout(60_000);
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists)
                ?? throw new InvalidOperationException("Chromium is not installed (package chromium)"),
            Headless = true,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
            ],
        });
    }

    /// <summary>A fresh profile with one page, closed with the context.</summary>
    /// <param name="script">False: as a browser with scripts switched off.</param>
    public async Task<IPage> NewPage(bool script = true)
    {
        var context = await (browser ?? throw new InvalidOperationException("not started")).NewContextAsync(new() { Locale = "en-US", JavaScriptEnabled = script });
        context.SetDefaultTimeout(60_000);
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
    }
}
