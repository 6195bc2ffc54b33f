using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using RunBroker.Interop.Tests.Harness;

namespace RunBroker.Interop.Tests.Broker;

/// <summary>npm openid-client apps are told that a session has ended, and npm jose verifies what they are told (OIDCBC-2.6, OIDCFC-2).</summary>
public sealed class AppsToldTests(LogoutStage stage, Chromium chromium) : IClassFixture<LogoutStage>, IClassFixture<Chromium>
{
    [Fact]
    [Spec("OIDCRP-2"), Spec("OIDCBC-2.4"), Spec("OIDCBC-2.6"), Spec("O-103")]
    public async Task An_app_that_signs_out_is_told_as_well_by_a_token_with_all_that_the_specification_wants_and_no_nonce()
    {
        using var browser = new ScriptedBrowser(stage.Somebody());
        var app = stage.Backchannel;
        var begun = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var person = await stage.SignIn(browser, app);

        var end = await browser.Visit(app.At("/logout?state=back-again"));

        Assert.True(end.Address == app.At("/bye?state=back-again"), $"{end}\n{stage.Scene.Logs()}");
        var receipt = await stage.Settled(person);
        Assert.Equal("app", receipt.Cause);
        var leg = Assert.Single(receipt.Legs);
        Assert.Equal(("backchannel", "delivered", 1, null), (leg.Channel, leg.State, leg.Attempts, leg.LastError));
        var told = Assert.Single(await Told.Of(app, person.SessionId!));
        Assert.Equal(("backchannel_logout", 1), (told.Event, told.Ended));
        Assert.Equal(("RS256", "logout+jwt"), (Text(told.Header, "alg"), Text(told.Header, "typ")));
        Assert.Equal(stage.Scene.Issuer.GetLeftPart(UriPartial.Authority), Text(told.Claims, "iss"));
        Assert.Equal((leg.Target, leg.Target), (Text(told.Claims, "aud"), Text(person.Claims, "aud")));
        Assert.Equal(person.Subject, Text(told.Claims, "sub"));
        Assert.NotEmpty(Text(told.Claims, "jti"));
        var iat = told.Claims.GetProperty("iat").GetInt64();
        Assert.InRange(iat, begun, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        Assert.Equal(120, told.Claims.GetProperty("exp").GetInt64() - iat);
        Assert.Equal("""{"http://schemas.openid.net/event/backchannel-logout":{}}""", Regex.Replace(told.Claims.GetProperty("events").GetRawText(), @"\s", ""));
        Assert.False(told.Claims.TryGetProperty("nonce", out _));
        await stage.IsOut(browser, app, person);
    }

    [Fact]
    [Spec("OIDCBC-2.3"), Spec("OIDCBC-2.7")]
    public async Task When_another_app_signs_out_each_is_told_of_its_own_sid_and_another_browsers_session_lives_on()
    {
        var somebody = stage.Somebody();
        using var browser = new ScriptedBrowser(somebody);
        using var elsewhere = new ScriptedBrowser(somebody);
        var (first, other) = (stage.Backchannel, stage.Behind);
        var (here, there) = (await stage.SignIn(browser, first), await stage.SignIn(browser, other));
        var stays = await stage.SignIn(elsewhere, first);
        Assert.Equal((here.Subject, here.Subject), (there.Subject, stays.Subject));

        await browser.Visit(other.At("/logout"));

        var receipt = await stage.Settled(here);
        Assert.Equal([("backchannel", "delivered"), ("backchannel", "delivered")], receipt.Legs.Select(l => (l.Channel, l.State)));
        var (toFirst, toOther) = (Assert.Single(await Told.Of(first, here.SessionId!)), Assert.Single(await Told.Of(other, there.SessionId!)));
        Assert.Equal((1, 1), (toFirst.Ended, toOther.Ended));
        Assert.NotEqual(Text(toFirst.Claims, "jti"), Text(toOther.Claims, "jti"));
        await stage.IsOut(browser, first, here);
        await stage.IsOut(browser, other, there);
        Assert.Empty(await Told.Of(first, stays.SessionId!));
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.Visit(first.At("/me"))).Status);
        Assert.Equal(stays.SessionId, SignedIn.Read(await elsewhere.Visit(first.At("/login?prompt=none")), stage.Scene).SessionId);
    }

    [Fact]
    [Spec("O-104")]
    public async Task When_an_admin_ends_the_session_apps_are_told_by_the_back_channel_and_the_receipt_says_why_not_by_frames()
    {
        using var browser = new ScriptedBrowser(stage.Somebody());
        var person = await stage.SignIn(browser, stage.Both);
        var framed = await stage.SignIn(browser, stage.Framed);
        var session = Assert.Single(await stage.Scene.Management.List($"tenants/{Scene.Tenant}/users/{person.Subject}/sessions"))!;

        await stage.Scene.Management.Delete($"tenants/{Scene.Tenant}/sessions/{(string)session["id"]!}");

        var receipt = await stage.Settled(person);
        Assert.Equal("admin", receipt.Cause);
        Assert.Equal(("delivered", null), receipt["backchannel"]);
        var frames = receipt.Legs.Where(l => l.Channel == "frontchannel").ToList();
        Assert.Equal(2, frames.Count);
        Assert.All(frames, l => Assert.Equal(("not_possible", "it goes through the person's browser, and there is none"), (l.State, l.LastError)));
        var told = Assert.Single(await Told.Of(stage.Both, person.SessionId!));
        Assert.Equal(("ES256", 1), (Text(told.Header, "alg"), told.Ended)); // as the app registered
        await stage.IsOut(browser, stage.Both, person);
        // That app hears nothing, and keeps what is its own; what is ours is dead all the same.
        Assert.Empty(await Told.Of(stage.Framed, framed.SessionId!));
        Assert.Equal(HttpStatusCode.OK, (await browser.Visit(stage.Framed.At("/me"))).Status);
        Assert.Equal("invalid_grant", SignedIn.Refused(await browser.Visit(stage.Framed.At("/refresh"))));
    }

    [Fact]
    [Spec("OIDCFC-2"), Spec("OIDCFC-3")]
    public async Task When_another_app_signs_out_in_a_browser_frames_tell_iss_and_sid_and_an_app_of_both_channels_is_told_twice()
    {
        var page = await chromium.NewPage();
        var (framed, both) = (await SignIn(page, stage.Framed, stage.Somebody()), await SignIn(page, stage.Both, null));
        var asking = await SignIn(page, stage.Backchannel, null);

        await page.GotoAsync(stage.Backchannel.At("/logout").ToString(), new() { WaitUntil = WaitUntilState.Commit });

        await Assertions.Expect(page).ToHaveURLAsync(new Regex(Regex.Escape(stage.Backchannel.At("/bye").ToString())));
        var receipt = await stage.Settled(framed);
        Assert.Equal("app", receipt.Cause);
        Assert.All(receipt.Legs, l => Assert.True(l.State == "delivered", $"{l}\n{stage.Scene.Logs()}"));
        Assert.Equal(["backchannel", "backchannel", "frontchannel", "frontchannel"], receipt.Legs.Select(l => l.Channel).Order(StringComparer.Ordinal));
        Assert.All(receipt.Legs.Where(l => l.Channel == "frontchannel"), l => Assert.Contains("loaded", l.LastError, StringComparison.Ordinal));
        var frame = Assert.Single(await Told.Of(stage.Framed, framed.SessionId!));
        Assert.Equal(("frontchannel_logout", 1, stage.Scene.Issuer.GetLeftPart(UriPartial.Authority)), (frame.Event, frame.Ended, Text(frame.All, "iss")));
        var twice = await Told.Of(stage.Both, both.SessionId!);
        Assert.Equal(["backchannel_logout", "frontchannel_logout"], twice.Select(t => t.Event).Order(StringComparer.Ordinal));
        Assert.Equal(1, twice.Sum(t => t.Ended));
        Assert.Equal(1, Assert.Single(await Told.Of(stage.Backchannel, asking.SessionId!)).Ended);
        foreach (var app in (NodePeer[])[stage.Framed, stage.Both, stage.Backchannel])
        {
            Assert.Equal(401, (await page.GotoAsync(app.At("/me").ToString()))!.Status);
            await page.GotoAsync(app.At("/login?prompt=none").ToString());
            Assert.Contains("login_required", await page.ContentAsync(), StringComparison.Ordinal);
        }

        await page.Context.CloseAsync();
    }

    [Fact]
    [Spec("OIDCFC-2")]
    public async Task A_frame_of_another_issuer_or_without_a_sid_ends_nothing_at_the_app()
    {
        using var browser = new ScriptedBrowser(stage.Somebody());
        var person = await stage.SignIn(browser, stage.Framed);
        var issuer = Uri.EscapeDataString(stage.Scene.Issuer.GetLeftPart(UriPartial.Authority));

        string[] wrong =
        [
            $"iss=https%3A%2F%2Fother.example&sid={person.SessionId}", $"iss={issuer}", $"sid={person.SessionId}",
            $"iss={issuer}&iss={issuer}&sid={person.SessionId}",
        ];
        foreach (var query in wrong)
            Assert.Equal(HttpStatusCode.BadRequest, (await browser.Visit(stage.Framed.At("/frontchannel?" + query))).Status);

        Assert.Equal(HttpStatusCode.OK, (await browser.Visit(stage.Framed.At("/me"))).Status);
    }

    private async Task<SignedIn> SignIn(IPage page, NodePeer app, Person? person)
    {
        await page.GotoAsync(app.At("/login").ToString());
        if (person is not null)
        {
            await page.GetByLabel("Login").FillAsync(person.Login);
            await page.GetByLabel("Password").FillAsync(person.Password);
            await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        }

        await Assertions.Expect(page).ToHaveURLAsync(app.At("/me").ToString());
        var shown = await page.Locator("body").InnerTextAsync();
        return SignedIn.Read(new Page(new Uri(page.Url), HttpStatusCode.OK, shown, null), stage.Scene);
    }

    private static string Text(System.Text.Json.JsonElement of, string name) => of.GetProperty(name).GetString()!;
}
