using RunBroker.Http;
using RunBroker.Storage;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.SignOuts;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.MySessions;

/// <summary>The page "Where you are signed in": the person's own sessions, all of them, and nobody else's.</summary>
public sealed class MySessionsPageTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Fact]
    [Spec("AU-05"), Spec("AU-20")]
    public async Task It_shows_each_session_of_the_person_with_its_device_its_apps_its_provider_and_its_ends()
    {
        var stage = await Stage.On(shared.Scene, app: AppsTold.Back);
        var second = await shared.Scene.AddApp("second-" + stage.Tenant.Slug, AppsTold.Front, tenant: stage.Tenant);
        var (desk, _, phone, _) = await stage.TwoBrowsers();
        await phone.Browser.Get(second.Begin().Url);
        var signedIn = shared.Scene.Clock.GetUtcNow();
        shared.Scene.Clock.Advance(TimeSpan.FromMinutes(4));

        var page = await desk.Sessions();

        Assert.Equal(200, page.Status);
        Assert.Contains("Alice Liddell, alice@acme.example. A session ends 3 days after you last open an app, and 7 days after sign-in at the latest.",
            page.Text, StringComparison.Ordinal);
        // This browser's first, though the phone's was used later.
        Assert.Equal(["Chrome on Windows", "Safari on iPhone"], page.Cards().Select(c => c.QuerySelector("h2")!.TextContent));
        var (own, other) = (page.Card("Chrome on Windows"), page.Card("Safari on iPhone"));
        Assert.Contains("This browser", own.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("This browser", other.TextContent, StringComparison.Ordinal);
        Assert.Contains("Last used 4 minutes ago", other.TextContent, StringComparison.Ordinal);
        // With the lag of one percent of three days by which the stored time may be late.
        var ends = signedIn.AddDays(3).AddMinutes(43);
        Assert.StartsWith($"{ends.UtcDateTime.ToString("ddd, d MMM", System.Globalization.CultureInfo.InvariantCulture)}", other.Fact("Ends"), StringComparison.Ordinal);
        Assert.EndsWith("UTC unless you open an app before", other.Fact("Ends"), StringComparison.Ordinal);
        Assert.Contains(signedIn.AddDays(7).UtcDateTime.ToString("d MMM, HH':'mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture), other.Fact("At the latest"), StringComparison.Ordinal);
        Assert.Equal($"4 minutes ago by {stage.Connection.Name}", other.Fact("Signed in"));
        Assert.Equal($"Is kept at {stage.Connection.Name}. Signing out here leaves you signed in there.", other.Fact("Your account"));
        Assert.Equal("127.0.0.1", other.Fact("IP address"));
        Assert.Contains($"App {stage.App.Options.ClientId} 4 minutes ago", other.Fact("Apps"), StringComparison.Ordinal);
        // A frame works in its own browser only.
        Assert.Contains($"App {second.Options.ClientId} 4 minutes ago Cannot be told when you sign out here", other.Fact("Apps").Replace("agoCannot", "ago Cannot", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain(second.Options.ClientId, own.TextContent, StringComparison.Ordinal);
        Assert.Contains("This ends both sessions and signs you out of 2 apps", page.Text, StringComparison.Ordinal);
        Assert.Contains("no-store", page.Header("Cache-Control"), StringComparison.Ordinal);
        Assert.All(page.Html.QuerySelectorAll("time"), t => Assert.Matches(@"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\z", t.GetAttribute("datetime")));
    }

    [Fact]
    [Spec("O-109")]
    public async Task Nobody_elses_session_is_on_it_nor_that_of_the_same_person_at_another_tenant()
    {
        var stage = await Stage.On(shared.Scene);
        await stage.At(PersonsBrowsers.Desk).SignIn();
        var bob = stage.InAnotherBrowser().At(PersonsBrowsers.Phone);
        bob.Op.SignInAs = "bob";
        await bob.SignIn();
        var elsewhere = await Stage.On(shared.Scene);
        await elsewhere.At(PersonsBrowsers.Phone).SignIn();

        var page = await stage.Sessions();

        Assert.Equal("Chrome on Windows", Assert.Single(page.Cards()).QuerySelector("h2")!.TextContent);
        foreach (var other in new[] { bob.SessionId(), elsewhere.SessionId(), "bob@acme.example", elsewhere.Tenant.Name, elsewhere.Connection.Name })
            Assert.DoesNotContain(other, page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Sign out everywhere", page.Html.QuerySelector("details")?.TextContent ?? "", StringComparison.Ordinal);
    }

    [Fact]
    [Spec("AU-05")]
    public async Task A_browser_with_sessions_of_two_tenants_shows_both_each_with_its_own_forms()
    {
        var (one, two) = (await Stage.On(shared.Scene), await Stage.On(shared.Scene));
        two = two with { Browser = one.Browser };
        await one.At(PersonsBrowsers.Desk).SignIn();
        await two.SignIn();
        await (two with { Browser = shared.Scene.NewBrowser() }).At(PersonsBrowsers.Phone).SignIn();

        var page = await one.Sessions();

        Assert.Equal(3, page.Cards().Length);
        Assert.Equal(2, page.Cards().Count(c => c.TextContent.Contains("This browser", StringComparison.Ordinal)));
        Assert.Contains($"Alice Liddell, alice@acme.example, {one.Tenant.Name}", page.Text, StringComparison.Ordinal);
        Assert.Contains($"Alice Liddell, alice@acme.example, {two.Tenant.Name}", page.Text, StringComparison.Ordinal);
        Assert.Equal(3, page.Html.QuerySelectorAll("article.card h3").Length);

        // The only one with sessions in two browsers.
        await one.Browser.Press("Sign out everywhere");

        Assert.Single((await one.Sessions()).Cards());
        Assert.Contains(one.Tenant.Name, one.Browser.Page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("an ended session")]
    [InlineData("an idle session")]
    [InlineData("another secret")]
    [InlineData("the cookie of frames")]
    [Spec("O-107")]
    public async Task Somebody_without_a_session_gets_a_plain_page_that_says_how_to_come_in(string holding)
    {
        await using var scene = await Scene.Start();
        var stage = await Stage.On(scene);
        if (holding != "nothing")
            await stage.SignIn();
        var cookie = stage.Browser.Cookies.Find(Cookies.Sessions);
        switch (holding)
        {
            case "an ended session":
                await scene.Db.Write(tx => SessionStore.End(tx, stage.Tenant.Id, stage.SessionId(), "admin", scene.Clock.GetUtcNow()), CancellationToken.None);
                break;
            case "an idle session": scene.Clock.Advance(TimeSpan.FromDays(4)); break;
            case "another secret": stage.Browser.Cookies.Put(cookie! with { Value = stage.SessionId() + "." + new string('A', 43) }); break;
            case "the cookie of frames":
                stage.Browser.Cookies.Put(cookie! with { Value = stage.Browser.Cookies.Find(Cookies.FrameSessions)!.Value });
                break;
        }

        var page = await stage.Sessions();

        Assert.Equal((200, "/sessions"), (page.Status, page.Url.AbsolutePath));
        Assert.Single(page.Hops);
        Assert.Contains("You are not signed in here", page.Text, StringComparison.Ordinal);
        Assert.Contains("open the app you want to use", page.Text, StringComparison.Ordinal);
        Assert.Empty(page.Forms);
        Assert.DoesNotContain("alice", page.Body, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    [Spec("AU-35")]
    public async Task A_session_that_its_provider_ends_says_so_and_that_nothing_prolongs_it()
    {
        await using var op = await TestOp.Start(new TestOpOptions { AcceptAnyClient = true, Clock = shared.Scene.Clock });
        op.Users.Add(TestUser.Person("alice", "Alice", "Liddell", "alice@acme.example"));
        (op.SignInAs, op.SessionExpiry) = ("alice", TimeSpan.FromDays(5));
        var stage = await Stage.On(shared.Scene, s => s with { UpstreamLogout = true }, op: op);
        await stage.At(PersonsBrowsers.Desk).SignIn();

        var card = Assert.Single((await stage.Sessions()).Cards());
        Assert.EndsWith($"as {stage.Connection.Name} wants it", card.Fact("At the latest"), StringComparison.Ordinal);
        Assert.EndsWith("Signing out here asks it to sign you out there, too.", card.Fact("Your account"), StringComparison.Ordinal);

        await shared.Scene.Change(stage.Tenant, t => t with { AbsoluteLifetimeMs = (long)TimeSpan.FromDays(2).TotalMilliseconds });
        card = Assert.Single((await stage.Sessions()).Cards());
        Assert.EndsWith("UTC, whatever you do", card.Fact("Ends"), StringComparison.Ordinal);
        Assert.DoesNotContain("At the latest", card.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_sessions_than_the_page_holds_are_counted_and_all_of_them_can_be_ended()
    {
        var stage = await Stage.On(shared.Scene);
        await stage.At(PersonsBrowsers.Desk).SignIn();
        var own = stage.SessionId();
        var row = (await stage.Db.Read(tx => SessionStore.Find(tx, stage.Tenant.Id, own), CancellationToken.None))!;
        for (var n = 0; n < 24; n++)
            await stage.Db.Write(tx => SessionStore.Insert(tx, row with { Id = $"{own}x{n:00}", SecretHash = null, FrameHash = null }), CancellationToken.None);

        var page = await stage.Sessions();

        Assert.Equal(Limits.SessionsOnPage, page.Cards().Length);
        Assert.Contains("The 20 used last are shown, of 25.", page.Text, StringComparison.Ordinal);
        Assert.Contains("This ends all 25 sessions", page.Text, StringComparison.Ordinal);
        await stage.Browser.Press("Sign out everywhere");
        Assert.NotNull(await stage.LogoutOf(own + "x23"));
    }

    [Fact]
    public async Task It_is_in_the_language_that_was_asked_for_and_stays_in_it()
    {
        var (desk, _, _, _) = await (await Stage.On(shared.Scene)).TwoBrowsers();

        var page = await desk.Sessions("?ui_locales=pt-BR");
        Assert.Contains("Onde você está conectado", page.Text, StringComparison.Ordinal);
        Assert.Contains("Safari no iPhone", page.Text, StringComparison.Ordinal);
        await desk.Browser.Submit(page.Html.QuerySelectorAll("form").OfType<AngleSharp.Html.Dom.IHtmlFormElement>().ElementAt(1));

        Assert.Equal("/sessions", desk.Browser.Page.Url.AbsolutePath);
        Assert.Contains("Sessão encerrada: Safari no iPhone", desk.Browser.Page.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("AU-19")]
    public async Task The_page_that_offers_to_continue_leads_to_it()
    {
        var (one, two) = (await Stage.On(shared.Scene), await Stage.On(shared.Scene));
        var both = await shared.Scene.AddApp("both-" + one.Tenant.Slug, allowed: [one.Tenant.Id, two.Tenant.Id]);
        two = two with { Browser = one.Browser };
        await one.SignIn();
        await two.SignIn();
        await one.Browser.Get(both.Begin().Url);

        var page = await one.Browser.ClickLink("See where you are signed in");

        Assert.Equal(2, page.Cards().Length);
    }
}
