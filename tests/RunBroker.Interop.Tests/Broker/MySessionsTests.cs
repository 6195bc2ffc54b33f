using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using RunBroker.Interop.Tests.Harness;

namespace RunBroker.Interop.Tests.Broker;

/// <summary>A person looks where they are signed in, in headless Chromium: two browsers, with and without script, by keyboard alone.</summary>
public sealed class MySessionsTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Spec("AU-25"), Spec("O-110")]
    public async Task One_session_of_another_browser_then_all_are_signed_out_by_keyboard_alone(bool script)
    {
        await using var scene = await Scene.Start();
        var app = await scene.AddApp();
        var (page, other) = (await SignedIn(app, script), await SignedIn(app, script));

        await page.GotoAsync(new Uri(scene.Issuer, "/sessions").ToString());
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Where you are signed in");
        await Assertions.Expect(page.Locator("article.card")).ToHaveCountAsync(2);
        var ends = page.Locator("article.card time").Nth(1);
        // With script in the reader's own zone, without one in a zone that it names.
        await Assertions.Expect(ends).ToHaveTextAsync(new Regex(script ? @"^\w{3}, \d{1,2} \w{3,4}( \d{4})?, \d\d:\d\d$" : " UTC$"));
        foreach (var theme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = theme });
            if (script)
                Assert.Empty((await page.RunAxe()).Violations.Select(v => $"{theme} {v.Id}: {string.Join("; ", v.Nodes.Select(n => n.Html))}"));
        }

        // The second card's is the other browser's.
        await Reach(page, "button", 2);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync(new Regex("Signed out: Chrome on"));
        await Assertions.Expect(page.Locator("article.card")).ToHaveCountAsync(1);
        await other.GotoAsync(new Uri(scene.Issuer, "/sessions").ToString());
        await Assertions.Expect(other.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("You are not signed in here");

        await SignIn(other, app);
        await page.ReloadAsync();
        await Reach(page, "summary", 1);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByText("This ends both sessions and signs you out of 1 app")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/sign-out/"));
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("You are signed out");
        await other.ReloadAsync();
        await other.GotoAsync(new Uri(scene.Issuer, "/sessions").ToString());
        await Assertions.Expect(other.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("You are not signed in here");

        var causes = (await scene.Management.List($"tenants/{Scene.Tenant}/logouts")).Select(l => (string?)l!["cause"]);
        Assert.Equal(["user", "user", "user"], causes);
        await page.Context.CloseAsync();
        await other.Context.CloseAsync();
    }

    /// <summary>Tabs on until the n-th of these has the focus.</summary>
    private static async Task Reach(IPage page, string tag, int number)
    {
        for (var (tabs, seen) = (0, 0); seen < number; tabs++)
        {
            Assert.True(tabs < 40, $"no {tag} number {number} to be reached by keyboard");
            await page.Keyboard.PressAsync("Tab");
            if (await page.Locator($"{tag}:focus").CountAsync() == 1)
                seen++;
        }
    }

    private async Task<IPage> SignedIn(NodePeer app, bool script)
    {
        var page = await chromium.NewPage(script);
        await SignIn(page, app);
        return page;
    }

    private static async Task SignIn(IPage page, NodePeer app)
    {
        await page.GotoAsync(app.At("/login").ToString());
        if (await page.GetByLabel("Login").IsVisibleAsync())
        {
            await page.GetByLabel("Login").FillAsync(People.Alice.Login);
            await page.GetByLabel("Password").FillAsync(People.Alice.Password);
            await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        }

        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/me$"));
    }
}
