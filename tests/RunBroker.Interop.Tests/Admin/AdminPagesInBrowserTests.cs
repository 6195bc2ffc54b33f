using System.Text;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using RunBroker.Interop.Tests.Harness;

namespace RunBroker.Interop.Tests.Admin;

/// <summary>
/// Every admin page in Chromium, with something on it: axe in both themes and languages, three widths, no broken policy, small. With
/// <c>RUNBROKER_SCREENSHOTS</c> set to a folder, pictures of all of it are left there to be looked at.
/// </summary>
public sealed class AdminPagesInBrowserTests(Chromium chromium, AdminStage stage) : IClassFixture<Chromium>, IClassFixture<AdminStage>
{
    private const int MostBytes = 100_000;

    private static readonly (string Name, ColorScheme Theme, string Language, int Width)[] Looks =
    [
        ("desktop-light", ColorScheme.Light, "en", 1280), ("tablet-dark", ColorScheme.Dark, "pt-BR", 768), ("phone-light", ColorScheme.Light, "pt-BR", 360),
        ("phone-dark", ColorScheme.Dark, "en", 320),
    ];

    public static TheoryData<string> Views =>
    [
        "/admin", "/admin/tenants/new", "/admin/sessions", "/admin/events", "/admin/health", "/admin/apps", "/admin/tokens", "/admin/operators",
        "/admin/tenants/acme/connections", "/admin/tenants/acme/domains", "/admin/tenants/acme/apps", "/admin/tenants/acme/apps/{app}",
        "/admin/tenants/acme/apps/{app}/settings", "/admin/tenants/acme/users", "/admin/tenants/acme/users/{user}", "/admin/tenants/acme/settings",
        "/admin/tenants/acme/sign-ins", "/admin/tenants/acme/sign-ins/{case}", "/admin/tenants/acme/sessions", "/admin/tenants/acme/sessions/{session}",
        "/admin/tenants/acme/sign-outs", "/admin/tenants/acme/sign-outs/{logout}", "/admin/tenants/acme/audit", "/admin/tenants/acme/webhooks",
        "/admin/tenants/acme/webhooks/{webhook}", "/admin/tenants/acme/tokens", "/admin/tenants/acme/setup-links",
        "/admin/tenants/acme/connections/{connection}/tests", "/admin/tenants/acme/connections/{connection}/check",
    ];

    [Theory, MemberData(nameof(Views))]
    public async Task Axe_finds_nothing_nothing_scrolls_sideways_and_the_page_is_small(string view)
    {
        var page = await stage.Open(chromium);
        var complaints = new List<string>();
        page.Console += (_, message) => complaints.Add(message.Text);
        foreach (var (name, theme, language, width) in Looks)
        {
            await page.EmulateMediaAsync(new() { ColorScheme = theme });
            await page.SetViewportSizeAsync(width, 900);
            var answer = await page.GotoAsync(stage.Url(view + (view.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "ui_locales=" + language));
            Assert.Equal(200, answer!.Status);
            Assert.True(Encoding.UTF8.GetByteCount(await answer.TextAsync()) < MostBytes);
            Assert.Equal(1, await page.Locator("h1").CountAsync());
            await Shot(page, view, name);
            await page.EvaluateAsync("document.querySelectorAll('details').forEach(d => d.open = true)");
            Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, $"{name} scrolls sideways");
            if (width != 360)
            {
                var found = await page.RunAxe();
                Assert.Empty(found.Violations.Select(v => $"{name} {v.Id}: {string.Join("; ", v.Nodes.Select(n => n.Html))}"));
            }
        }

        Assert.DoesNotContain(complaints, text => text.Contains("Content Security Policy", StringComparison.Ordinal));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Every_link_of_every_page_leads_to_a_page()
    {
        var page = await stage.Open(chromium, script: false);
        var (seen, open) = (new HashSet<string>(), new Queue<string>([stage.Url("/admin")]));
        while (open.TryDequeue(out var url))
        {
            if (!seen.Add(url))
                continue;
            var answer = await page.APIRequest.GetAsync(url);
            Assert.True(answer.Status == 200, $"{url} answered {answer.Status}");
            if (seen.Count > 200)
                break;
            // A receipt or our metadata is a file, and leads nowhere.
            if (!answer.Headers["content-type"].StartsWith("text/html", StringComparison.Ordinal))
                continue;
            await page.GotoAsync(url);
            foreach (var link in await page.Locator("a[href]").EvaluateAllAsync<string[]>("all => all.map(a => a.href)"))
            {
                var address = new Uri(link);
                if (address.Authority == stage.Scene.Issuer.Authority && address.AbsolutePath.StartsWith("/admin", StringComparison.Ordinal)
                    && !address.Query.Contains("ui_locales", StringComparison.Ordinal))
                    open.Enqueue(address.GetLeftPart(UriPartial.Query));
            }
        }

        Assert.True(seen.Count > Views.Count);
        await page.Context.CloseAsync();
    }

    private static async Task Shot(IPage page, string view, string name)
    {
        if (Environment.GetEnvironmentVariable("RUNBROKER_SCREENSHOTS") is not { Length: > 0 } folder)
            return;
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{view.Trim('/').Replace('/', '-').Replace('?', '-')}.{name}.png"), FullPage = true });
    }
}
