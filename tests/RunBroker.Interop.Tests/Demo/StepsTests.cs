using Microsoft.Playwright;
using RunBroker.Interop.Tests.Harness;

namespace RunBroker.Interop.Tests.Demo;

/// <summary>The steps of the demo's first page, clicked in Chromium.</summary>
public sealed class StepsTests(DemoProcess demo, Chromium chromium) : IClassFixture<DemoProcess>, IClassFixture<Chromium>
{
    [Fact]
    public async Task Every_step_of_the_first_page_does_what_it_says()
    {
        var walk = new Walk(await chromium.NewPage(), demo);
        var page = walk.Page;

        // 1: the first sign-in, at the provider
        await walk.Step(1);
        await walk.Follow("Sign in");
        await walk.Arrives(demo.AcmeIdp + "/");
        await walk.Press("Sign in as Maria");
        await walk.Sees("Maria Silva");
        Assert.Equal("acme", await walk.Claim("ID token", "tenant"));
        Assert.Equal("[\"admin\"]", await walk.Claim("ID token", "roles"));
        Assert.Contains("Field operations", await walk.Claim("ID token", "tags"), StringComparison.Ordinal);
        Assert.Equal("maria@acme.example", await walk.Claim("Userinfo", "email"));
        Assert.Equal("true", await walk.Claim("Userinfo", "email_verified"));
        Assert.Equal(demo.Broker, await walk.Claim("Access token", "iss"));
        var signedInAt = await walk.Claim("ID token", "auth_time");
        var person = await walk.Claim("ID token", "sub");

        // 2: single sign-on, without the provider
        walk.Forget();
        await walk.Step(2);
        await walk.Sees("Report 42");
        Assert.True(walk.WasAt(demo.Broker));
        Assert.False(walk.WasAt(demo.AcmeIdp));
        await walk.Follow("To the first page of Reports");
        Assert.Equal((person, signedInAt), (await walk.Claim("ID token", "sub"), await walk.Claim("ID token", "auth_time")));

        // 3: the single page, in a hidden frame
        walk.Forget();
        await walk.Step(3);
        await walk.Sees("Maria Silva");
        await Assertions.Expect(page.Locator("#how")).ToContainTextAsync("in a hidden frame");
        await walk.SeesText("Van 12");
        Assert.False(walk.WasAt(demo.Broker));

        // 4: another company beside it
        await walk.Step(4);
        await page.GetByLabel("E-mail address").FillAsync("ana@globex.example");
        await walk.Press("Continue");
        await walk.Arrives(demo.GlobexIdp + "/");
        await walk.Press("Sign in as Ana");
        await walk.Sees("Ana Souza");
        await Assertions.Expect(page.Locator("#tenant")).ToHaveTextAsync("globex");
        await walk.SeesText("Crane 1");
        await page.GotoAsync(demo.FieldService);
        await walk.Sees("Maria Silva");

        // 5: out of everything of Acme, and nothing of Globex
        await walk.Step(5);
        await walk.Press("Sign out");
        await walk.SeesText("You are signed out.");
        await page.GotoAsync(demo.Reports);
        await walk.SeesText("Your sign-in has ended at RunBroker");
        await page.GotoAsync(demo.FleetMap);
        await walk.Sees("Ana Souza");
        await walk.Press("Sign out");
        await walk.SeesText("You are signed out.");
        await page.Locator("#sign-in").ClickAsync();
        await page.GetByLabel("E-mail").FillAsync("maria@acme.example");
        await walk.Press("Continue");
        await walk.Sees("Maria Silva");

        // 6: out in one tab, and so in the other, which nobody touches
        await walk.Step(6);
        await walk.Sees("Maria Silva");
        var beside = new Walk(await page.Context.NewPageAsync(), demo);
        await beside.Page.GotoAsync(demo.FieldService);
        await beside.Follow("Sign in");
        await beside.Sees("Maria Silva");
        await beside.Press("Sign out");
        await beside.SeesText("You are signed out.");
        await walk.SeesText("You signed out in another place");
        await beside.Page.CloseAsync();

        // 7: a provider that speaks SAML, to an app that does not
        await walk.Step(7);
        await walk.Follow("Sign in");
        await walk.Arrives(demo.InitechIdp + "/sso?SAMLRequest=");
        await walk.LooksRight("saml-login");
        await walk.Press("Sign in as Lena");
        await walk.Sees("Lena Fischer");
        Assert.Equal("initech", await walk.Claim("ID token", "tenant"));
        Assert.Equal("[\"admin\"]", await walk.Claim("ID token", "roles"));
        Assert.Contains("Facilities", await walk.Claim("ID token", "tags"), StringComparison.Ordinal);
        Assert.Equal("lena@initech.example", await walk.Claim("Userinfo", "email"));
        Assert.DoesNotContain("lena", await walk.Claim("ID token", "sub"), StringComparison.OrdinalIgnoreCase);

        // 8: out at the provider, and so here
        await walk.Step(8);
        await walk.SeesText("You are signed out everywhere");
        Assert.True(walk.WasAt(demo.Broker));
        await page.GotoAsync(demo.ServiceDesk);
        await walk.SeesText("Your sign-in has ended at RunBroker");

        // 9: what goes wrong, and the way back
        await walk.Step(9);
        await walk.Press("Sign in as Otto");
        await Assertions.Expect(page.Locator("#msg")).ToContainTextAsync("Acme's provider");
        await walk.LooksRight("error-page");
        var caseNumber = await page.Locator("code.nowrap").InnerTextAsync();
        await walk.Follow("Back to Field Service");
        await walk.SeesText("RunBroker answered");
        await walk.Follow("Sign in as somebody else");
        await walk.Press("Cancel");
        await walk.SeesText("access_denied");

        await page.GotoAsync(demo.Guide);
        await Assertions.Expect(page.Locator(".steps > li.done")).ToHaveCountAsync(9);
        var command = await page.Locator("pre.raw", new() { HasText = "curl" }).InnerTextAsync();
        Assert.Contains(caseNumber, await CaseFiles(command), StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    /// <summary>What the curl command on the first page prints.</summary>
    private static async Task<string> CaseFiles(string command)
    {
        using var http = Wire.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, command.Split(' ')[^1]);
        request.Headers.Add("Authorization", command.Split('\'')[1]["Authorization: ".Length..]);
        using var answer = await http.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }

    [Fact]
    public async Task The_first_page_shows_who_is_signed_in_where_and_with_which_tokens()
    {
        var walk = new Walk(await chromium.NewPage(), demo);
        await walk.SignInToFieldServiceAsMaria();
        await walk.Page.GotoAsync(demo.Guide);

        var field = walk.Page.Locator(".now > li", new() { HasTextString = "Field Service" });
        await Assertions.Expect(field.Locator(".badge").First).ToHaveTextAsync("signed in");
        await field.Locator("summary").First.ClickAsync();
        var shown = await field.Locator("details").First.InnerTextAsync();
        Assert.Contains($"\"iss\": \"{demo.Broker}\"", shown, StringComparison.Ordinal);
        Assert.Contains("\"tenant\": \"acme\"", shown, StringComparison.Ordinal);
        await Assertions.Expect(walk.Page.Locator(".log li").First).ToContainTextAsync("Field Service: Maria Silva of acme signed in");
        await walk.Page.Context.CloseAsync();
    }

    [Fact]
    public async Task New_tokens_are_new_and_about_the_same_person()
    {
        var walk = new Walk(await chromium.NewPage(), demo);
        await walk.SignInToFieldServiceAsMaria();
        var (person, token) = (await walk.Claim("ID token", "sub"), await walk.Claim("Access token", "jti"));
        await walk.Press("Get new tokens");
        await walk.Sees("Maria Silva");
        Assert.Equal(person, await walk.Claim("ID token", "sub"));
        Assert.NotEqual(token, await walk.Claim("Access token", "jti"));

        await walk.Step(3);
        await walk.Sees("Maria Silva");
        await walk.Press("Get new tokens");
        await Assertions.Expect(walk.Page.Locator("#how")).ToContainTextAsync("New tokens");
        await walk.Page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_server_rendered_apps_and_the_first_page_work_without_scripts()
    {
        var walk = new Walk(await chromium.NewPage(script: false), demo);
        await walk.SignInToFieldServiceAsMaria();
        await walk.Step(2);
        await walk.Sees("Report 42");
        await walk.Page.GotoAsync(demo.FieldService);
        await walk.Press("Sign out");
        await walk.SeesText("You are signed out.");
        await walk.Page.GotoAsync(demo.Reports);
        await walk.SeesText("Your sign-in has ended at RunBroker");
        // Where no script runs, a message goes on by a button.
        await walk.Step(7);
        await walk.Follow("Sign in");
        await walk.Press("Sign in as Ravi");
        await walk.Sees("Going back");
        await walk.Fits("saml-onward");
        await walk.Press("Continue");
        await walk.Sees("Ravi Patel");
        await walk.Page.GotoAsync(demo.FleetMap);
        await walk.SeesText("please allow scripts");
        await walk.Page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_browser_that_keeps_cookies_from_frames_is_asked_with_the_whole_page_once()
    {
        var walk = new Walk(await chromium.NewPage(), demo);
        await walk.SignInToFieldServiceAsMaria();
        // What the broker answers where requests out of frames bring no cookies.
        await walk.Page.RouteAsync(url => url.StartsWith(demo.Broker + "/connect/authorize", StringComparison.Ordinal), async route =>
        {
            if (route.Request.Frame == walk.Page.MainFrame)
            {
                await route.ContinueAsync();
                return;
            }

            var asked = System.Web.HttpUtility.ParseQueryString(new Uri(route.Request.Url).Query);
            var answer = $"{asked["redirect_uri"]}?error=login_required&state={asked["state"]}&iss={Uri.EscapeDataString(demo.Broker)}";
            await route.FulfillAsync(new() { Status = 302, Headers = new Dictionary<string, string> { ["location"] = answer } });
        });
        walk.Forget();
        await walk.Page.GotoAsync(demo.FleetMap);
        await walk.Sees("Maria Silva");
        await Assertions.Expect(walk.Page.Locator("#how")).ToContainTextAsync("Signed in without a question: RunBroker knew you");
        Assert.True(walk.WasAt(demo.Broker));
        Assert.False(walk.WasAt(demo.AcmeIdp));
        await walk.Page.Context.CloseAsync();
    }

    [Theory, Spec("AU-16"), Spec("OIDCSession-3.1")]
    [InlineData("by asking every five seconds", "/connect/checksession")]
    [InlineData("by its frame", "/connect/ssodata")]
    public async Task Either_way_of_noticing_a_sign_out_is_enough_and_faults_sign_nobody_out(string how, string without)
    {
        var walk = new Walk(await chromium.NewPage(), demo);
        await walk.SignInToFieldServiceAsMaria();
        var fleet = new Walk(await walk.Page.Context.NewPageAsync(), demo);
        using var polled = new SemaphoreSlim(0);
        await fleet.Page.RouteAsync(url => url.StartsWith(demo.Broker + without, StringComparison.Ordinal), route => route.AbortAsync());
        foreach (var done in (Action<EventHandler<IRequest>>[])[h => fleet.Page.RequestFinished += h, h => fleet.Page.RequestFailed += h])
        {
            done((_, request) =>
            {
                if (request.Url.Contains("/connect/ssodata", StringComparison.Ordinal))
                    polled.Release();
            });
        }

        await fleet.Page.GotoAsync(demo.FleetMap);
        await fleet.Sees("Maria Silva");
        for (var poll = 0; poll < 2; poll++)
            Assert.True(await polled.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        await fleet.Sees("Maria Silva");

        await walk.Press("Sign out");
        await walk.SeesText("You are signed out.");

        await fleet.SeesText("Fleet Map noticed " + how);
        await walk.Page.Context.CloseAsync();
    }

    [Fact]
    public async Task Its_pages_are_readable_for_everybody_in_both_themes_and_on_a_phone()
    {
        var walk = new Walk(await chromium.NewPage(), demo);
        await walk.Page.GotoAsync(demo.Guide);
        await walk.LooksRight("guide");
        await walk.Page.GotoAsync(demo.FleetMap);
        await walk.Page.GetByLabel("Or type it here").WaitForAsync();
        await walk.LooksRight("fleet-out");
        await walk.Page.GotoAsync(demo.FieldService);
        await walk.LooksRight("field-out");
        await walk.Follow("Sign in");
        await walk.Arrives(demo.AcmeIdp + "/");
        await walk.LooksRight("provider");
        await walk.Press("Sign in as Maria");
        await walk.Sees("Maria Silva");
        await walk.LooksRight("field-in");
        foreach (var fold in await walk.Page.Locator("details").AllAsync())
            await fold.Locator("summary").ClickAsync();
        await walk.LooksRight("field-unfolded");
        await walk.Step(2);
        await walk.LooksRight("report");
        await walk.Step(3);
        await walk.Sees("Maria Silva");
        await walk.LooksRight("fleet-in");
        await walk.Page.GotoAsync(demo.Guide);
        await walk.LooksRight("guide-later");
        await walk.Page.Context.CloseAsync();
    }
}
