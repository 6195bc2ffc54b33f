using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using RunBroker.Tests.Pages;

namespace RunBroker.Interop.Tests.Pages;

/// <summary>The pages in a real browser: readable for everybody, small, and deaf to what hostile values try.</summary>
public sealed class PagesInBrowserTests(Browser browser) : IClassFixture<Browser>
{
    /// <summary>
    /// Each layout once: error pages differ in words only, so three stand for all (their words are tested without a browser).
    /// form-post, onward and signing-out leave at once and have tests of their own.
    /// </summary>
    public static TheoryData<string> Pages =>
    [
        .. PageSamples.Names.Where(name => name is not ("form-post" or "onward" or "onward-out" or "signing-out" or "setup-link-spent")
            && !name.StartsWith("error-", StringComparison.Ordinal)),
        "error-MissingEmail", "error-SignInExpired", "error-AppNotRegistered", "error-without-app", "error-form-post",
    ];

    [Theory, MemberData(nameof(Pages))]
    public async Task Axe_finds_nothing_in_either_theme_and_language(string name)
    {
        foreach (var (theme, language, width) in Views)
        {
            var page = await browser.Open($"/{name}?ui_locales={language}", theme, width);
            var found = await page.RunAxe();
            Assert.Empty(found.Violations.Select(v => $"{theme} {v.Id}: {string.Join("; ", v.Nodes.Select(n => n.Html))}"));
            await page.Context.CloseAsync();
        }
    }

    [Fact]
    [Spec("O-104")]
    public async Task The_page_with_frames_is_readable_too_while_they_load()
    {
        foreach (var (theme, language, width) in Views)
        {
            var page = await browser.Open("about:blank", theme, width);
            await page.RouteAsync("https://**", route => route.FulfillAsync(new() { ContentType = "text/html", Body = "<!doctype html><html lang=en><title>out</title><main><h1>Out</h1></main>" }));
            // Without its script it stays.
            await page.RouteAsync("**/signing-out.*.js", route => route.AbortAsync());
            await page.GotoAsync($"/signing-out?ui_locales={language}");
            var found = await page.RunAxe();
            Assert.Empty(found.Violations.Select(v => $"{theme} {v.Id}: {string.Join("; ", v.Nodes.Select(n => n.Html))}"));
            Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width);
            await page.Context.CloseAsync();
        }
    }

    private static readonly (ColorScheme, string, int)[] Views = [(ColorScheme.Light, "en", 1000), (ColorScheme.Dark, "pt-BR", 320)];

    [Theory, MemberData(nameof(Pages))]
    public async Task Nothing_needs_sideways_scrolling_at_320_pixels_even_with_endless_names(string name)
    {
        foreach (var path in (string[])[$"/{name}?ui_locales=pt-BR", $"/hostile/{name}"])
        {
            var page = await browser.Open(path, width: 320);
            Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 320, path);
            await page.Context.CloseAsync();
        }
    }

    [Theory, MemberData(nameof(Pages))]
    [Spec("O-123")]
    public async Task Hostile_values_run_nothing_and_break_no_policy(string name)
    {
        var page = await browser.Open("about:blank");
        var complaints = new List<string>();
        page.Console += (_, message) => complaints.Add(message.Text);
        await page.GotoAsync($"/hostile/{name}");
        Assert.NotEqual("taken", await page.TitleAsync());
        Assert.Equal(0, await page.Locator("img").CountAsync());
        Assert.DoesNotContain(complaints, text => text.Contains("Content Security Policy", StringComparison.Ordinal));
        await page.Context.CloseAsync();
    }

    [Theory, MemberData(nameof(Pages))]
    public async Task A_page_with_all_it_loads_stays_under_50_kilobytes_and_loads_only_from_us(string name)
    {
        var page = await browser.Open("about:blank");
        var sizes = new List<int>();
        var origins = new HashSet<string>();
        page.Response += (_, response) => origins.Add(new Uri(response.Url).GetLeftPart(UriPartial.Authority));
        page.RequestFinished += async (_, request) =>
        {
            if (request.Url.StartsWith("http", StringComparison.Ordinal))
                sizes.Add((await request.SizesAsync()).ResponseBodySize);
        };
        await page.GotoAsync($"/{name}", new() { WaitUntil = WaitUntilState.NetworkIdle });
        Assert.InRange(sizes.Sum(), 1000, 50 * 1024);
        Assert.Equal(
            browser.Address.GetLeftPart(UriPartial.Authority),
            Assert.Single(origins, origin => origin.StartsWith("http", StringComparison.Ordinal)));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_keyboard_alone_reaches_everything_on_the_error_page_and_copies_the_message()
    {
        var page = await browser.Open("/error-MissingEmail");
        var reached = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            reached.Add(await page.EvaluateAsync<string>("document.activeElement.id || document.activeElement.textContent"));
            if (i == 1)
                await page.Keyboard.PressAsync("Enter");
        }

        Assert.Equal(["msg", "Copy message for IT", "Back to Field Service", "Help"], reached);
        await Assertions.Expect(page.Locator("#copied")).ToBeVisibleAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    [Spec("AU-19")]
    public async Task Enter_continues_at_once_and_the_way_to_another_origin_is_open()
    {
        var page = await browser.Open("/continue-as", script: false);
        await Assertions.Expect(page.GetByRole(AriaRole.Button)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/arrived$"));
        await page.Context.CloseAsync();
    }

    [Theory, InlineData(true), InlineData(false)]
    [Spec("O-009")]
    public async Task A_form_post_answer_arrives_with_and_without_script_and_keeps_every_character(bool script)
    {
        var page = await browser.Open("/form-post-here", script: script);
        if (!script)
            await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/callback$"));
        var got = System.Text.Json.JsonDocument.Parse(await page.Locator("body").InnerTextAsync()).RootElement;
        Assert.Equal(PageHost.Hostile, got.GetProperty("state").GetString());
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_style_sheet_has_its_hash_in_its_address_and_is_kept_for_a_year()
    {
        var page = await browser.Open("/not-found");
        var href = await page.Locator("link[rel=stylesheet]").GetAttributeAsync("href");
        var css = await page.APIRequest.GetAsync(href ?? "");
        Assert.Matches("^/assets/runbroker\\.[0-9a-f]{16}\\.css$", href);
        Assert.Equal("public, max-age=31536000, immutable", css.Headers["cache-control"]);
        Assert.Equal(404, (await page.APIRequest.GetAsync("/assets/runbroker.0000000000000000.css")).Status);
        await page.Context.CloseAsync();
    }
}
