using System.Text.RegularExpressions;
using Microsoft.Playwright;
using RunBroker.Interop.Tests.Harness;

namespace RunBroker.Interop.Tests.Admin;

/// <summary>What a person does on a page, counted: fields filled in, and presses of buttons and links.</summary>
internal sealed class Steps(IPage page)
{
    public int Fields { get; private set; }

    public int Presses { get; private set; }

    public IPage Page => page;

    public async Task Fill(string id, string value)
    {
        Fields++;
        await page.Locator($"[id='{id}']").FillAsync(value);
    }

    public async Task Press(string button)
    {
        Presses++;
        await page.GetByRole(AriaRole.Button, new() { Name = button }).First.ClickAsync();
    }

    public async Task Press(ILocator target)
    {
        Presses++;
        await target.ClickAsync();
    }

    public async Task Follow(string link)
    {
        Presses++;
        await page.GetByRole(AriaRole.Link, new() { Name = link }).First.ClickAsync();
    }

    public async Task Tick(string id)
    {
        Presses++;
        await page.Locator($"[id='{id}']").CheckAsync();
    }

    /// <summary>The whole value beside a copy button; with script the button is pressed, too.</summary>
    public async Task<string> Copy(string id)
    {
        Presses++;
        return (await page.Locator($"[id='{id}']").TextContentAsync() ?? "").Trim();
    }

    public Task Sees(string heading) => Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(heading);

    /// <summary>At a provider's own page; not counted, since nobody can spare anybody that.</summary>
    public async Task SignInThere(Person person)
    {
        await page.GetByLabel("Login").FillAsync(person.Login);
        await page.GetByLabel("Password").FillAsync(person.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    /// <summary>Pages of ours and theirs that go on by themselves with script, and by this button without.</summary>
    public async Task Onward(string until)
    {
        var there = page.GetByRole(AriaRole.Heading, new() { Level = 1, NameRegex = new Regex(until) });
        for (var i = 0; i < 6 && !await there.IsVisibleAsync(); i++)
        {
            var go = page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).Or(page.GetByRole(AriaRole.Link, new() { Name = "Continue", Exact = true }));
            await Assertions.Expect(there.Or(go).First).ToBeVisibleAsync();
            if (!await there.IsVisibleAsync())
                await go.First.ClickAsync();
        }

        await Assertions.Expect(there).ToBeVisibleAsync();
    }
}
