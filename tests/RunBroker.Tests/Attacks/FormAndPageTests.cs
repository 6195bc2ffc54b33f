using RunBroker.Http;
using RunBroker.SignIns;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.Attacks;

/// <summary>Forms sent from elsewhere, sign-ins led to another tenant, and everything a page repeats.</summary>
public sealed class FormAndPageTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private const string Script = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>";

    private string Broker => shared.Scene.Broker.Url;

    [Fact]
    [Spec("O-110")]
    public async Task The_email_form_of_another_page_or_another_sign_in_is_refused()
    {
        var (_, evil, app) = await TwoTenants();
        var browser = shared.Scene.NewBrowser();
        await browser.Get(app.Begin().Url);
        var first = SignInOf(browser);
        await browser.Get(app.Begin().Url);
        foreach (var token in (string?[])[null, "", "x", new BrowserSecret(first.Value).FormToken])
        {
            var id = browser.Cookies.All.Last(c => c.Name.StartsWith(Cookies.SignInPrefix, StringComparison.Ordinal)).Name[Cookies.SignInPrefix.Length..];
            Assert.NotEqual(first.Id, id);
            var page = await browser.Post(Broker + "/sign-in/email", Form(id, token, "x@" + evil.Slug + ".example"), "https://evil.example/");
            Assert.Equal(400, page.Status);
        }
    }

    [Fact]
    [Spec("contract-4")]
    public async Task A_sign_in_for_one_organisation_cannot_be_led_to_another()
    {
        var (acme, evil, app) = await TwoTenants();
        await shared.Scene.AddConnection(acme, shared.Scene.Op);
        var theirs = await shared.Scene.AddConnection(evil, shared.Scene.Op);
        var browser = shared.Scene.NewBrowser();
        var page = await browser.Get(app.Begin(p => p["organization"] = acme.Slug).Url);
        Assert.Equal(200, page.Status);
        var (id, secret) = SignInOf(browser);

        browser.StopAt = shared.Scene.Op.Origin;
        var answer = await browser.Post(Broker + "/sign-in/email", Form(id, new BrowserSecret(secret).FormToken, "x@" + evil.Slug + ".example"));
        Assert.Equal(422, answer.Status);
        var seen = app.Callbacks.Length;
        await browser.Get($"{Broker}/sign-in/{id}/with/{theirs.Id}");
        Assert.Equal(seen + 1, app.Callbacks.Length);
        Assert.Equal("invalid_request", app.LastCallback.Error);
    }

    [Fact]
    [Spec("S-065")]
    public async Task A_sign_in_of_one_browser_is_none_in_another()
    {
        var (_, evil, app) = await TwoTenants();
        var victim = shared.Scene.NewBrowser();
        await victim.Get(app.Begin().Url);
        var (id, secret) = SignInOf(victim);
        var thief = shared.Scene.NewBrowser();
        Assert.Equal(400, (await thief.Get($"{Broker}/sign-in/{id}")).Status);
        Assert.Equal(400, (await thief.Get($"{Broker}/sign-in/{id}/with/con_x")).Status);
        Assert.Equal(400, (await thief.Post(
            Broker + "/sign-in/email", Form(id, new BrowserSecret(secret).FormToken, "x@" + evil.Slug + ".example"), Broker)).Status);
    }

    [Fact]
    [Spec("O-101")]
    public async Task A_sign_out_sent_from_another_site_only_asks()
    {
        var stage = await Stage.On(shared.Scene);
        await stage.SignIn();
        await stage.Browser.GetFrom("https://evil.example/", Broker + "/connect/endsession");
        foreach (var form in (Fields[])[new(), new() { ["form_token"] = "x" }, new() { ["form_token"] = "" }])
            Assert.Equal(200, (await stage.Browser.Post(Broker + "/sign-out", form, "https://evil.example/")).Status);
        await stage.SignIn(p => p["prompt"] = "none");
    }

    [Fact]
    [Spec("O-128")]
    public async Task Nothing_that_is_repeated_is_markup()
    {
        var (acme, _, app) = await TwoTenants(Script);
        var stage = await Stage.On(shared.Scene, app: a => a with { ClientName = Script });
        foreach (var name in (string[])["client_id", "redirect_uri", "state", "login_hint", "ui_locales", "scope", "organization", "response_mode", "connection"])
            Check(name, await shared.Scene.NewBrowser().Get(app.Begin(p => p[name] = Script).Url));
        Check("form_post", await Unsent(app.Begin(p => (p["response_mode"], p["prompt"], p["state"], p["organization"]) = ("form_post", "none", Script, acme.Slug)).Url));
        Check("language", await shared.Scene.NewBrowser().Get(app.Begin().Url + "&x=" + Uri.EscapeDataString(Script)));
        stage.Op.BreakOnce(TestOpFaults.SaysNo("invalid_scope", Script));
        Check("upstream", await stage.Go());
        Check("endsession", await stage.Browser.Get($"{Broker}/connect/endsession?state={Uri.EscapeDataString(Script)}&post_logout_redirect_uri={Uri.EscapeDataString(Script)}"));
        Check("login url", await stage.Browser.Get(Broker + "/login/" + Uri.EscapeDataString(Script)));

        static void Check(string where, TestPage page)
        {
            Assert.False(page.Body.Contains("<script>alert", StringComparison.Ordinal), where);
            Assert.False(page.Html.QuerySelectorAll("[onerror],[onclick]").Length > 0, where);
            if (page.Header("Content-Type")?.StartsWith("text/html", StringComparison.Ordinal) == true && page.Header("Content-Security-Policy") is { } policy)
                Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        }
    }

    [Fact]
    [Spec("O-121")]
    public async Task No_value_ends_a_header()
    {
        var stage = await Stage.On(shared.Scene);
        foreach (var name in (string[])["state", "nonce", "login_hint", "organization", "x"])
        {
            await stage.Go(p => (p["prompt"], p[name]) = ("none", "a\r\nSet-Cookie: planted=1"));
            Assert.Null(stage.Browser.Cookies.Find("planted"));
        }

        var login = await Wire.Get($"{Broker}/login/{stage.Connection.LoginSlug}?x=%0d%0aSet-Cookie:planted=1");
        Assert.DoesNotContain(login.Headers.Pairs, h => h.Value.Contains("planted=1", StringComparison.Ordinal) && h.Key == "set-cookie");
    }

    [Fact]
    [Spec("O-120")]
    public async Task Neither_Host_nor_X_Forwarded_headers_choose_our_name()
    {
        var stage = await Stage.On(shared.Scene);
        var discovery = Broker + "/.well-known/openid-configuration";
        Assert.Equal(421, (await Wire.Get(discovery, ("Host", "evil.example"))).Status);
        var forwarded = await Wire.Get(stage.App.Begin().Url, ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Proto", "https"), ("Forwarded", "host=evil.example"));
        Assert.DoesNotContain("evil.example", forwarded.Headers["location"] ?? "", StringComparison.Ordinal);
        Assert.DoesNotContain("evil.example", (await Wire.Get(discovery, ("X-Forwarded-Host", "evil.example"))).Body, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("O-041")]
    public async Task No_other_origin_reads_what_a_cookie_brings()
    {
        var stage = await Stage.On(shared.Scene);
        var origin = ("Origin", "https://evil.example");
        foreach (var url in (string[])[stage.App.Begin().Url, Broker + "/connect/endsession", Broker + "/api/v1/tenants", Broker + "/sign-in/x"])
            Assert.Null((await Wire.Get(url, origin)).Headers["access-control-allow-origin"]);
        var token = await Wire.Post(Broker + "/connect/token", new Fields { ["grant_type"] = "x" }, origin);
        Assert.Null(token.Headers["access-control-allow-credentials"]);
        var preflight = await Wire.Send("OPTIONS", Broker + "/api/v1/tenants", null, origin, ("Access-Control-Request-Method", "DELETE"), ("Access-Control-Request-Headers", "authorization"));
        Assert.Null(preflight.Headers["access-control-allow-origin"]);
    }

    /// <summary>Two tenants with a verified domain each, and an app that both share.</summary>
    private async Task<(Tenant Acme, Tenant Evil, TestApp App)> TwoTenants(string? name = null)
    {
        var (acme, evil) = (await Stage.On(shared.Scene, tenant: t => t with { Name = name ?? t.Name }), await Stage.On(shared.Scene));
        var now = shared.Scene.Clock.GetUtcNow();
        await shared.Scene.Db.Write(
            async tx =>
            {
                foreach (var tenant in (Tenant[])[acme.Tenant, evil.Tenant])
                {
                    await DomainStore.Insert(tx, new Domain
                    {
                        TenantId = tenant.Id,
                        Name = tenant.Slug + ".example",
                        Verified = true,
                        DnsTxt = "proof",
                        Version = 1,
                        CreatedAt = now,
                        VerifiedAt = now,
                    });
                }
            },
            CancellationToken.None);
        return (acme.Tenant, evil.Tenant, await shared.Scene.AddApp("shared-" + acme.Tenant.Slug, allowed: [acme.Tenant.Id, evil.Tenant.Id]));
    }

    private async Task<TestPage> Unsent(string url)
    {
        using var browser = new TestBrowser(new TestBrowserOptions { Clock = shared.Scene.Clock, SubmitsAutoForms = false });
        return await browser.Get(url);
    }

    private static (string Id, string Value) SignInOf(TestBrowser browser)
    {
        var cookie = browser.Cookies.All.Single(c => c.Name.StartsWith(Cookies.SignInPrefix, StringComparison.Ordinal));
        return (cookie.Name[Cookies.SignInPrefix.Length..], cookie.Value);
    }

    private static Fields Form(string id, string? token, string email) => new() { ["sign_in"] = id, ["form_token"] = token, ["email"] = email };
}
