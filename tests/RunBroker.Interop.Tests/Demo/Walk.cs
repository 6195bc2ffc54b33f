using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace RunBroker.Interop.Tests.Demo;

/// <summary>Somebody in front of the demo: what they press, what they see, and where their browser has been.</summary>
internal sealed class Walk
{
    private readonly List<string> trail = [];

    public Walk(IPage page, DemoProcess demo)
    {
        (Page, Demo) = (page, demo);
        // Requests, not documents: a redirect through somewhere counts as having been there.
        page.Request += (_, request) =>
        {
            if (request.IsNavigationRequest && request.Frame == page.MainFrame)
                trail.Add(request.Url);
        };
    }

    public IPage Page { get; }
    public DemoProcess Demo { get; }

    /// <summary>Every address that the page itself asked for since <see cref="Forget"/>.</summary>
    public IReadOnlyList<string> Trail => trail;

    public void Forget() => trail.Clear();

    public bool WasAt(string origin) => trail.Exists(url => url.StartsWith(origin + "/", StringComparison.Ordinal));

    public ILocator Heading(string text) => Page.GetByRole(AriaRole.Heading, new() { Name = text, Exact = true });

    public Task Sees(string heading) => Assertions.Expect(Heading(heading)).ToBeVisibleAsync();

    /// <summary>Waits until the address begins so. By asking again and again: an event that says "loaded" may have gone by before.</summary>
    public Task Arrives(string at) => Assertions.Expect(Page).ToHaveURLAsync(new Regex("^" + Regex.Escape(at)));

    public Task SeesText(string text) => Assertions.Expect(Page.GetByText(text).First).ToBeVisibleAsync();

    public Task Press(string button) => Page.GetByRole(AriaRole.Button, new() { Name = button }).First.ClickAsync();

    public Task Follow(string link) => Page.GetByRole(AriaRole.Link, new() { Name = link }).First.ClickAsync();

    /// <summary>The first page, and there the link of a step, counted from 1.</summary>
    public async Task Step(int number)
    {
        await Page.GotoAsync(Demo.Guide);
        await Page.Locator($".steps > li:nth-child({number}) a.btn").ClickAsync();
    }

    public async Task SignInToFieldServiceAsMaria()
    {
        await Step(1);
        await Follow("Sign in");
        await Press("Sign in as Maria");
        await Sees("Maria Silva");
    }

    /// <summary>The value of a claim in the table with this caption.</summary>
    public Task<string> Claim(string table, string claim) => Page
        .Locator("table", new() { Has = Page.Locator("caption", new() { HasTextString = table }) })
        .Locator("tr", new() { Has = Page.Locator($"th code:text-is('{claim}')") }).Locator("td code").TextContentAsync()
        .ContinueWith(text => text.Result ?? "", TaskScheduler.Default);

    /// <summary>Nothing that axe finds, nothing that a phone has to scroll sideways for; in both themes. Pictures go to the folder of DEMO_PICTURES.</summary>
    public async Task LooksRight(string name)
    {
        await Fits(name);
        foreach (var theme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await Page.EmulateMediaAsync(new() { ColorScheme = theme });
            var found = await Page.RunAxe();
            Assert.Empty(found.Violations.Select(v => $"{name} {theme} {v.Id}: {string.Join("; ", v.Nodes.Select(n => n.Html))}"));
        }
    }

    /// <summary>Also where no script runs: axe, which waits for timers of the page, would wait for ever there.</summary>
    public async Task Fits(string name)
    {
        foreach (var (theme, width) in ((ColorScheme, int)[])[(ColorScheme.Light, 1280), (ColorScheme.Dark, 1280), (ColorScheme.Light, 360), (ColorScheme.Dark, 360)])
        {
            await Page.EmulateMediaAsync(new() { ColorScheme = theme });
            await Page.SetViewportSizeAsync(width, 800);
            if (Environment.GetEnvironmentVariable("DEMO_PICTURES") is { Length: > 0 } folder)
                await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{theme}-{width}.png"), FullPage = true });
            Assert.True(await Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, $"{name} scrolls sideways at {width}");
        }

        await Page.SetViewportSizeAsync(1280, 800);
    }
}
