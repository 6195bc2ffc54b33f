using RunBroker.Admin;
using RunBroker.Storage;
using RunBroker.TestIdps;
using RunBroker.Tests.AdminWeb;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.SetupLinks;

/// <summary>The link itself: who opens it, how often, until when, and what is left of its secret.</summary>
public sealed class SetupLinkTests
{
    [Fact, Spec("AU-38")]
    public async Task Looking_costs_nothing_the_button_opens_it_and_a_reload_is_no_new_opening()
    {
        await using var scene = await Scene.Start();
        var link = await scene.Link(["sso"], note: "Ask Ana, extension 12");
        scene.NewBrowser();
        for (var look = 0; look < 3; look++)
        {
            var page = await scene.Browser.Get(link);
            Assert.Contains("Ask Ana, extension 12", page.Text, StringComparison.Ordinal);
            Assert.Contains("It can be opened in 10 more browsers", page.Text, StringComparison.Ordinal);
        }

        Assert.Equal(0, (await scene.Row(link)).Opens);
        var begun = await scene.Browser.Press("Begin");
        Assert.Equal($"/setup-steps/{SetupScene.Id(link)}/provider", begun.Url.AbsolutePath);
        Assert.Contains("Opened 1 of 10 times", begun.Text, StringComparison.Ordinal);
        var cookie = scene.Browser.Cookies.Find("__Host-rb_setup")!;
        Assert.Equal((true, true, CookieSameSite.Lax, "/"), (cookie.HttpOnly, cookie.Secure, cookie.SameSite, cookie.Path));
        await scene.Browser.Get(link);
        Assert.Equal(begun.Url, scene.Browser.Page.Url);
        Assert.Equal(begun.Url, (await scene.Open($"/setup-steps/{SetupScene.Id(link)}")).Url);
        Assert.Equal(1, (await scene.Row(link)).Opens);
        Assert.Equal(["setup_link.opened"], await scene.Told($"setup_link:{SetupScene.Id(link)}"));
    }

    [Fact, Spec("AU-38")]
    public async Task The_secret_stands_in_the_link_alone_and_no_address_of_ours_is_told_to_others()
    {
        await using var scene = await Scene.Start();
        var link = await scene.Link(["sso"]);
        var page = await scene.Begin(link);
        var secret = link.Split('.')[^1];
        Assert.DoesNotContain(secret, page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, page.Url.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal("no-referrer", page.Header("Referrer-Policy"));
        Assert.Equal("no-referrer", (await scene.Browser.Get(link)).Header("Referrer-Policy"));
        Assert.Contains("no-store", page.Header("Cache-Control"), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, scene.Broker.Options.Log.All, StringComparison.Ordinal);
    }

    [Fact, Spec("AU-38")]
    public async Task It_opens_in_so_many_browsers_and_in_no_more()
    {
        await using var scene = await Scene.Start();
        var link = await scene.Link(["sso"], opens: 2);
        await scene.Begin(link);
        var first = scene.Browser;
        await scene.Begin(link);
        scene.NewBrowser();
        var page = await scene.Browser.Get(link);
        Assert.Equal(410, page.Status);
        Assert.Contains("as often as it may be", page.Text, StringComparison.Ordinal);
        page = await scene.Browser.Post(link, new Fields { ["link"] = new Uri(link).Segments[^1] });
        Assert.Equal(410, page.Status);
        Assert.Null(scene.Browser.Cookies.Find("__Host-rb_setup"));
        Assert.Equal(200, (await first.Get(link)).Status);
        Assert.Equal(2, (await scene.Row(link)).Opens);
    }

    [Fact, Spec("AU-38")]
    public async Task Ten_browsers_at_once_are_not_more_than_it_allows()
    {
        await using var scene = await Scene.Start();
        var link = await scene.Link(["sso"], opens: 3);
        var browsers = Enumerable.Range(0, 10).Select(_ => new TestBrowser(new() { Clock = scene.Clock })).ToArray();
        foreach (var browser in browsers)
            await browser.Get(link);
        var answers = await Task.WhenAll(browsers.Select(b => b.Press("Begin")));
        Assert.Equal(3, answers.Count(a => a.Status == 200));
        foreach (var browser in browsers)
            browser.Dispose();
    }

    [Fact, Spec("AU-38")]
    public async Task It_stays_open_for_five_hours_and_goes_on_after_the_link_was_opened_again()
    {
        await using var scene = await Scene.Start();
        var link = await scene.Link(["sso"]);
        await scene.Begin(link);
        await scene.Browser.Press("OIDC", ("choice", "okta oidc"));
        scene.Clock.Advance(TimeSpan.FromHours(5) - TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await scene.Step(link, "connect")).Status);
        scene.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEqual(200, (await scene.Step(link, "connect")).Status);
        await scene.Browser.Get(link);
        var page = await scene.Browser.Press("Begin");
        Assert.EndsWith("/connect", page.Url.AbsolutePath, StringComparison.Ordinal);
        Assert.Equal(2, (await scene.Row(link)).Opens);
    }

    [Fact, Spec("AU-38")]
    public async Task An_end_of_the_five_hours_is_ours_to_keep_whatever_the_browser_does()
    {
        await using var scene = await Scene.Start();
        var link = await scene.Link(["sso"]);
        await scene.Begin(link);
        var cookie = scene.Browser.Cookies.Find("__Host-rb_setup")!;
        scene.Clock.Advance(TimeSpan.FromHours(5));
        scene.Browser.Cookies.Put(cookie with { Expires = null });
        var page = await scene.Step(link, "provider");
        Assert.Equal(410, page.Status);
        Assert.Contains("Open your link once more", page.Text, StringComparison.Ordinal);
        Assert.Equal(410, (await scene.Open($"/setup-steps/{SetupScene.Id(link)}")).Status);
    }

    [Fact, Spec("AU-38")]
    public async Task Expiry_closes_it_at_the_next_click()
    {
        await using var scene = await Scene.Start();
        var link = await scene.Link(["sso"], life: TimeSpan.FromHours(1));
        await scene.Begin(link);
        scene.Clock.Advance(TimeSpan.FromHours(1));
        var page = await scene.Step(link, "provider");
        Assert.Equal(410, page.Status);
        Assert.Contains("has expired", page.Text, StringComparison.Ordinal);
        Assert.Contains("has expired", (await scene.Browser.Get(link)).Text, StringComparison.Ordinal);
    }

    [Fact, Spec("AU-38")]
    public async Task Revoking_closes_it_at_the_next_click_and_a_form_that_is_open_saves_nothing()
    {
        await using var scene = await Scene.Start();
        var link = await scene.Link(["sso"]);
        await scene.Begin(link);
        await scene.Links().Revoke(new("token:rbt_x", ["tenant:write"], scene.Tenant.Id), scene.Tenant.Id, SetupScene.Id(link), CancellationToken.None);
        var page = await scene.Browser.Press("OIDC", ("choice", "okta oidc"));
        Assert.Equal(410, page.Status);
        Assert.Contains("withdrawn", page.Text, StringComparison.Ordinal);
        Assert.Null((await scene.Row(link)).ConnectionId);
        scene.NewBrowser();
        Assert.Contains("withdrawn", (await scene.Browser.Get(link)).Text, StringComparison.Ordinal);
    }

    [Fact, Spec("P-012")]
    public async Task It_is_worth_no_more_than_the_token_that_made_it()
    {
        await using var scene = await Scene.Start();
        var (row, token) = ManagementTokens.Create([ManagementCaller.WriteScope], scene.Tenant.Id, scene.Clock.GetUtcNow(), null);
        await scene.Db.Write(tx => ApiTokenStore.Insert(tx, row), CancellationToken.None);
        var made = await scene.Call("POST", "/api/v1/tenants/acme/setup-links", """{"intents":["sso"]}""", token);
        var link = (string)made.Json["url"]!;
        await scene.Begin(link);
        await scene.Db.Write(tx => ApiTokenStore.Delete(tx, scene.Tenant.Id, row.Id), CancellationToken.None);
        Assert.Equal(404, (await scene.Browser.Press("OIDC", ("choice", "okta oidc"))).Status);
        scene.NewBrowser();
        Assert.Equal(404, (await scene.Browser.Get(link)).Status);
        Assert.Equal(404, (await scene.Browser.Post(link, new Fields { ["link"] = new Uri(link).Segments[^1] })).Status);
        Assert.Equal((1, null), ((await scene.Row(link)).Opens, (await scene.Row(link)).ConnectionId));
    }

    [Fact, Spec("P-010")]
    public async Task A_wrong_secret_another_links_and_none_are_one_answer_that_opens_nothing()
    {
        await using var scene = await Scene.Start();
        var (link, other) = (await scene.Link(["sso"]), await scene.Link(["domain"]));
        scene.NewBrowser();
        var texts = new List<string>();
        string[] wrong =
        [
            $"{scene.Broker.Url}/setup-steps/{SetupScene.Id(link)}.{other.Split('.')[^1]}", $"{scene.Broker.Url}/setup-steps/{SetupScene.Id(link)}",
            $"{scene.Broker.Url}/setup-steps/stl_0000000000000000.{other.Split('.')[^1]}", $"{scene.Broker.Url}/setup-steps/%01.{new string('x', 43)}",
            $"{scene.Broker.Url}/setup-steps/x%01y",
        ];
        foreach (var url in wrong)
        {
            var page = await scene.Browser.Get(url);
            Assert.Equal(404, page.Status);
            texts.Add(page.Text);
            Assert.Equal(404, (await scene.Browser.Post(url, new Fields { ["link"] = new Uri(url).Segments[^1] })).Status);
        }

        Assert.Single(texts.Distinct());
        Assert.Equal(404, (await scene.Step(link, "provider")).Status);
        Assert.Equal((0, 0), ((await scene.Row(link)).Opens, (await scene.Row(other)).Opens));
    }

    [Fact, Spec("P-016")]
    public async Task A_form_of_another_page_opens_and_saves_nothing()
    {
        await using var scene = await Scene.Start();
        var link = await scene.Link(["sso"]);
        scene.NewBrowser();
        Assert.Equal(404, (await scene.Browser.Post(link, new Fields())).Status);
        Assert.Equal(0, (await scene.Row(link)).Opens);
        await scene.Begin(link);
        var page = await scene.Browser.Post(scene.Browser.Page.Url.AbsoluteUri, new Fields { ["choice"] = "okta oidc", ["_proof"] = "x" });
        Assert.Equal(403, page.Status);
        Assert.Null((await scene.Row(link)).ConnectionId);
    }

    [Fact]
    public async Task Several_links_are_open_in_one_browser_beside_each_other()
    {
        await using var scene = await Scene.Start();
        var (one, two) = (await scene.Link(["sso"]), await scene.Link(["domain"]));
        await scene.Begin(one);
        await scene.Browser.Get(two);
        await scene.Browser.Press("Begin");
        Assert.Equal((200, 200), ((await scene.Step(one, "provider")).Status, (await scene.Step(two, "domain")).Status));
        Assert.Equal((1, 1), ((await scene.Row(one)).Opens, (await scene.Row(two)).Opens));
        // The proof of one is none in the other.
        var proof = (await scene.Step(two, "domain")).Proof();
        Assert.Equal(403, (await scene.Browser.Post($"{scene.Broker.Url}/setup-steps/{SetupScene.Id(one)}/provider",
            new Fields { ["choice"] = "okta oidc", ["_proof"] = proof })).Status);
    }

    [Fact, Spec("O-126")]
    public async Task Links_are_tried_so_many_times_a_minute_from_one_address()
    {
        await using var scene = await Scene.Start(new TestBrokerOptions { RequestsPerMinute = 50 });
        scene.NewBrowser();
        var answers = new List<int>();
        for (var attempt = 0; attempt < 8; attempt++)
            answers.Add((await scene.Open($"/setup-steps/stl_x.{new string('a', 43)}")).Status);
        Assert.Equal([404, 404, 404, 404, 404, 429, 429, 429], answers);
    }

    [Fact]
    public async Task It_comes_in_Portuguese_for_who_reads_it_and_stays_so_from_step_to_step()
    {
        await using var scene = await Scene.Start();
        var link = await scene.Link(["sso", "domain", "enable"]);
        scene.NewBrowser(o => o with { AcceptLanguage = "pt-BR" });
        var page = await scene.Browser.Get(link);
        Assert.Contains("Conectar o login de Acme", page.Text, StringComparison.Ordinal);
        page = await scene.Browser.Press("Começar");
        Assert.Equal("pt-BR", page.Html.DocumentElement.GetAttribute("lang"));
        Assert.Contains("Escolha o seu provedor", page.Text, StringComparison.Ordinal);

        scene.NewBrowser();
        await scene.Browser.Get(link);
        await scene.Browser.ClickLink("Português");
        page = await scene.Browser.Press("Começar");
        Assert.Contains("Escolha o seu provedor", page.Text, StringComparison.Ordinal);
        page = await scene.Browser.Press("OIDC", ("choice", "okta oidc"));
        Assert.Contains("Aqui: o que o seu provedor mostra", page.Text, StringComparison.Ordinal);
        foreach (var step in (string[])["domain", "test", "finish"])
        {
            page = await scene.Open($"/setup-steps/{SetupScene.Id(link)}/{step}?ui_locales=pt-BR");
            Assert.Equal("pt-BR", page.Html.DocumentElement.GetAttribute("lang"));
            Assert.All(page.Html.QuerySelectorAll(".steps a"), a => Assert.Contains("ui_locales=pt", a.GetAttribute("href"), StringComparison.Ordinal));
        }
    }
}
