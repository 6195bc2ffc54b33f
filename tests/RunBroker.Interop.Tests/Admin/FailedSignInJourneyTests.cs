using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using RunBroker.Interop.Tests.Harness;

namespace RunBroker.Interop.Tests.Admin;

/// <summary>Somebody cannot get in; the admin reads why, mends it where the case says, and they are in. By the keyboard alone.</summary>
public sealed class FailedSignInJourneyTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task From_the_persons_page_to_the_case_to_the_fix_to_success(bool script)
    {
        await using var scene = await Scene.Start();
        var app = await scene.AddApp();
        var connection = (string)scene.Connection["id"]!;
        var secret = await BreakSecret(scene, connection);

        var person = await chromium.NewPage(script);
        await SignIn(person, app);
        var number = (await person.Locator("code").Filter(new() { HasTextRegex = new Regex("^SI-") }).First.InnerTextAsync()).Trim();
        if (script)
            Assert.Empty((await person.RunAxe()).Violations.Select(v => v.Id));

        var admin = await chromium.NewPage(script);
        await admin.GotoAsync(new Uri(scene.Issuer, "/admin/cases/" + number).AbsoluteUri);
        if (!await admin.Locator("[name=token]").IsVisibleAsync())
            await Press(admin, admin.Locator("details:has([name=token]) > summary"));
        await Type(admin, admin.Locator("[name=token]"), BrokerProcess.BootstrapToken);
        await admin.Keyboard.PressAsync("Enter");
        await Assertions.Expect(admin.Locator("main")).ToContainTextAsync(number);
        await Assertions.Expect(admin.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("secret");
        if (script)
            Assert.Empty((await admin.RunAxe()).Violations.Select(v => v.Id));

        await Press(admin, admin.GetByRole(AriaRole.Link, new() { Name = "Open the page where it is set" }));
        await Type(admin, admin.Locator("#client_secret"), secret);
        await admin.Keyboard.PressAsync("Enter");
        await Press(admin, admin.GetByRole(AriaRole.Button, new() { Name = "Promote the draft" }));
        await Assertions.Expect(admin.GetByRole(AriaRole.Status).First).ToContainTextAsync("Promoted");

        await SignIn(person, app);
        await Assertions.Expect(person).ToHaveURLAsync(new Regex("/me$"));
        await person.Context.CloseAsync();
        await admin.Context.CloseAsync();
    }

    /// <returns>The right one.</returns>
    private static async Task<string> BreakSecret(Scene scene, string connection)
    {
        var path = $"tenants/{Scene.Tenant}/connections/{connection}";
        var registered = await scene.RegisterAgain();
        await scene.Management.Patch(path, new { client_id = (string)registered["client_id"]!, client_secret = "mistyped-" + Guid.NewGuid() });
        return (string)registered["client_secret"]!;
    }

    private static async Task SignIn(IPage page, NodePeer app)
    {
        await page.GotoAsync(app.At("/login").AbsoluteUri);
        if (await page.GetByLabel("Login").IsVisibleAsync())
        {
            await page.GetByLabel("Login").FillAsync(People.Alice.Login);
            await page.GetByLabel("Password").FillAsync(People.Alice.Password);
            await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        }

        var consent = page.GetByRole(AriaRole.Heading, new() { Name = "Consent" });
        await page.WaitForLoadStateAsync();
        if (await consent.IsVisibleAsync())
            await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.WaitForLoadStateAsync();
    }

    private static async Task Type(IPage page, ILocator field, string value)
    {
        await Reach(page, field);
        await page.Keyboard.InsertTextAsync(value);
    }

    private static async Task Press(IPage page, ILocator target)
    {
        await Reach(page, target);
        await page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Tabs on until this has the focus.</summary>
    private static async Task Reach(IPage page, ILocator target)
    {
        await Assertions.Expect(target.First).ToBeVisibleAsync();
        for (var tabs = 0; tabs < 120; tabs++)
        {
            if (await target.First.EvaluateAsync<bool>("e => e === document.activeElement"))
                return;
            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail("not to be reached by keyboard: " + await target.First.InnerTextAsync());
    }
}
