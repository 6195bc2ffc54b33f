using System.Text.Json;
using Microsoft.Playwright;

namespace RunBroker.Interop.Tests.Harness;

/// <summary>The oidc-client-ts app in a page of Chromium, and the person in front of it.</summary>
internal sealed class SinglePageApp(NodePeer peer, IPage page)
{
    /// <summary>Every address the page itself (not its frames) has been at.</summary>
    public List<string> Trail { get; } = Follow(page);

    /// <summary>Begins a sign-in, gives the name and password when asked, agrees when asked, and waits for the app to be back.</summary>
    public async Task<JsonElement> SignIn(Person person, string query = "")
    {
        await page.GotoAsync(peer.At("/login" + query).ToString(), new() { WaitUntil = WaitUntilState.Commit });
        var password = page.Locator("input[type=password]");
        var consent = page.Locator("form:has(input[value=consent]) button");
        // The page on its way out has the same heading: only what the app writes at its end says that the person is back.
        var done = page.Locator("#ready");
        while (true)
        {
            await password.Or(consent).Or(done).First.WaitForAsync();
            if (await password.CountAsync() > 0)
            {
                await page.Locator("input[name=login]").FillAsync(person.Login);
                await password.FillAsync(person.Password);
                await password.PressAsync("Enter");
                await password.WaitForAsync(new() { State = WaitForSelectorState.Detached });
            }
            else if (await consent.CountAsync() > 0)
            {
                await consent.ClickAsync();
                await consent.WaitForAsync(new() { State = WaitForSelectorState.Detached });
            }
            else if (await done.CountAsync() > 0)
            {
                return await State();
            }
        }
    }

    /// <summary>What the app knows, once it is ready: <c>user</c> and <c>error</c>.</summary>
    public async Task<JsonElement> State()
    {
        await page.Locator("#ready").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        return JsonDocument.Parse(await page.EvaluateAsync<string>("JSON.stringify(window.app)")).RootElement;
    }

    /// <summary>Signs in without the person (refresh token or hidden frame): the error, or null.</summary>
    public Task<string?> Silent() => page.EvaluateAsync<string?>("window.app.silent()");

    private static List<string> Follow(IPage page)
    {
        var trail = new List<string>();
        page.FrameNavigated += (_, frame) =>
        {
            if (frame == page.MainFrame)
                trail.Add(frame.Url);
        };
        return trail;
    }
}
