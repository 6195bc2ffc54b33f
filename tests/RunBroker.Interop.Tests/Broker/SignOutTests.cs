using System.Text.RegularExpressions;
using Microsoft.Playwright;
using RunBroker.Interop.Tests.Harness;

namespace RunBroker.Interop.Tests.Broker;

/// <summary>
/// Modules oidcc-frontchannel-rp-initiated-logout and oidcc-rp-initiated-logout with npm openid-client as the app, in headless Chromium where
/// frames matter; and our own RP-initiated logout at npm oidc-provider.
/// </summary>
public sealed class SignOutTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Theory]
    [InlineData(true, false, "delivered")]
    [InlineData(false, false, "failed")] // without script nobody sees it load; the page goes on by itself
    [InlineData(true, true, "failed")] // one that never answers
    [Spec("OIDCFC-3"), Spec("O-104")]
    public async Task An_app_is_told_in_a_frame_and_the_person_is_back_at_it(bool script, bool hangs, string state)
    {
        await using var scene = await Scene.Start();
        var app = await scene.AddApp(frames: true, hangs: hangs);
        var page = await chromium.NewPage(script);
        var complaints = new List<string>();
        page.Console += (_, message) => complaints.Add(message.Text);
        await page.GotoAsync(app.At("/login").ToString());
        await page.GetByLabel("Login").FillAsync(People.Alice.Login);
        await page.GetByLabel("Password").FillAsync(People.Alice.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/me$"));

        await page.GotoAsync(app.At("/logout").ToString(), new() { WaitUntil = WaitUntilState.Commit });

        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/bye"));
        using var http = Wire.Client();
        var told = await http.GetStringAsync(app.At("/events"), TestContext.Current.CancellationToken);
        Assert.Contains("frontchannel_logout", told, StringComparison.Ordinal);
        var leg = (await scene.Management.List($"tenants/{Scene.Tenant}/logouts"))[0]!["legs"]!.AsArray().Single(l => (string?)l!["channel"] == "frontchannel")!;
        Assert.True(state == (string?)leg["state"], $"{leg}\n{string.Join('\n', complaints)}\n{scene.Logs()}");
        Assert.DoesNotContain(complaints, c => c.Contains("Content Security Policy", StringComparison.Ordinal));
        await page.Context.CloseAsync();
    }

    [Fact]
    [Spec("OIDCRP-2"), Spec("AU-22")]
    public async Task Federated_signs_out_at_an_oidc_provider_as_well()
    {
        await using var scene = await Scene.Start();
        var app = await scene.AddApp();
        using var browser = new ScriptedBrowser(People.Alice);
        SignedIn.Read(await browser.Visit(app.At("/login")), scene);

        var end = await browser.Visit(app.At("/logout?federated=1"));

        Assert.True(end.Address.Authority == app.Address.Authority && end.Address.AbsolutePath == "/bye", $"{end}\n{scene.Logs()}");
        var leg = (await scene.Management.List($"tenants/{Scene.Tenant}/logouts"))[0]!["legs"]!.AsArray().Single(l => (string?)l!["channel"] == "oidc")!;
        Assert.Equal("delivered", (string?)leg["state"]);
        Assert.Equal("login_required", SignedIn.Refused(await browser.Visit(app.At("/login?prompt=none"))));
        browser.ForgetTrail();
        SignedIn.Read(await browser.Visit(app.At("/login")), scene);
        // its own session is over: it asks for the password again
        Assert.Contains(browser.Trail, to => to.Authority == scene.Upstream.Address.Authority && to.AbsolutePath.StartsWith("/interaction/", StringComparison.Ordinal));
    }
}
