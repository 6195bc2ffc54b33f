using System.Text.RegularExpressions;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Tenancy;

/// <summary>The pages that ask the person: e-mail address, "Login with SSO", "Continue as".</summary>
public sealed partial class EmailPageTests(TwoTenants stage) : IClassFixture<TwoTenants>
{
    private Scene Scene => stage.Scene;

    [Fact]
    [Spec("contract-4")]
    public async Task The_address_leads_to_the_tenants_own_page_and_back_to_the_app()
    {
        Scene.NewBrowser();
        await Scene.Browser.Get(stage.Shared.Begin().Url);

        var page = await Scene.Browser.Press("Continue", ("email", "alice@other.example"));

        // A page in between: Chromium holds redirects of a form against the page's form-action.
        Assert.StartsWith("0;url='" + Scene.Op.Origin, Refresh(page), StringComparison.Ordinal);
        await Scene.Browser.ClickLink("Continue");
        var (claims, _) = await stage.Shared.Finish();
        Assert.Equal("other", (string?)claims["tenant"]);
    }

    [Fact]
    [Spec("O-127")]
    public async Task Unknown_foreign_and_unproven_addresses_get_one_and_the_same_page()
    {
        Scene.NewBrowser();
        await Scene.Browser.Get(stage.Shared.Begin().Url);
        var answers = new List<(int Status, string Body)>();

        foreach (var address in new[] { "a@nowhere.example", "a@foreign.example", "a@unproven.example", "a", "\"><script>alert(1)</script>@nowhere.example", "", "a@nowhere.example" })
        {
            var page = await Scene.Browser.Press("Continue", ("email", address));
            answers.Add((page.Status, Nonce().Replace(page.Body, "")));
        }

        Assert.Equal(422, answers[0].Status);
        Assert.Contains("This address does not lead to a sign-in page.", answers[0].Body, StringComparison.Ordinal);
        Assert.All(answers, a => Assert.Equal(answers[0], a));
        Assert.All(answers, a => Assert.DoesNotContain("alert(1)", a.Body, StringComparison.Ordinal));
    }

    [Fact]
    [Spec("O-123")]
    public async Task A_hostile_login_hint_is_only_text_on_the_page()
    {
        Scene.NewBrowser();
        const string Hostile = "\"><script>alert(1)</script><img src=x onerror=alert(2)>";

        var page = await Scene.Browser.Get(stage.Shared.Begin(p => p["login_hint"] = Hostile).Url);

        Assert.DoesNotContain(page.Html.Scripts, s => s.TextContent.Contains("alert", StringComparison.Ordinal));
        Assert.Empty(page.Html.Images);
        Assert.Equal(Hostile, page.Html.QuerySelector("#email")!.GetAttribute("value"));
    }

    [Theory]
    [InlineData("form_token", null)]
    [InlineData("form_token", "guess")]
    [InlineData("sign_in", null)]
    [InlineData("sign_in", "sin_unknown")]
    [Spec("O-110")]
    [Spec("O-085")]
    public async Task A_form_that_our_page_did_not_send_is_refused(string field, string? value)
    {
        Scene.NewBrowser();
        var page = await Scene.Browser.Get(stage.Shared.Begin().Url);
        var fields = new Fields { ["email"] = "alice@other.example" };
        foreach (var input in page.Html.QuerySelectorAll("input[type=hidden]"))
            fields[input.GetAttribute("name")!] = input.GetAttribute("value");
        fields[field] = value;
        Scene.Op.ForgetRequests();

        page = await Scene.Browser.Post(Scene.Broker.Url + "/sign-in/email", fields);

        Assert.Equal(400, page.Status);
        Assert.Empty(Scene.Op.Requests);
    }

    [Fact]
    [Spec("O-085")]
    [Spec("O-110")]
    public async Task Another_browser_cannot_send_the_form()
    {
        Scene.NewBrowser();
        var page = await Scene.Browser.Get(stage.Shared.Begin().Url);
        var fields = new Fields { ["email"] = "alice@other.example" };
        foreach (var input in page.Html.QuerySelectorAll("input[type=hidden]"))
            fields[input.GetAttribute("name")!] = input.GetAttribute("value");

        page = await Scene.NewBrowser().Post(Scene.Broker.Url + "/sign-in/email", fields, fromUrl: Scene.Broker.Url);

        Assert.Equal(400, page.Status);
        Assert.Contains("can no longer be finished", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("CO-06")]
    public async Task Who_has_signed_in_before_is_offered_login_with_sso_until_the_connection_is_turned_off()
    {
        Scene.NewBrowser();
        var stranger = await Scene.Browser.Get(stage.Shared.Begin().Url);
        Assert.DoesNotContain("Login with SSO", stranger.Text, StringComparison.Ordinal);
        var (_, tokens) = await Scene.SignIn(stage.Shared, p => p["organization"] = "other");
        await Scene.Browser.Get(stage.Shared.EndSessionUrl(tokens.IdToken));
        var page = await Scene.Browser.Get(stage.Shared.Begin().Url);
        Assert.Contains("Login with SSO", page.Text, StringComparison.Ordinal);
        Assert.Contains("Other", page.Text, StringComparison.Ordinal);

        await Scene.Browser.ClickLink("Login with SSO");

        var (claims, again) = await stage.Shared.Finish();
        Assert.Equal("other", (string?)claims["tenant"]);
        await Scene.Browser.Get(stage.Shared.EndSessionUrl(again.IdToken));
        await Scene.Change(stage.OtherConnection, c => c with { Enabled = false });
        page = await Scene.Browser.Get(stage.Shared.Begin().Url);
        await Scene.Change(stage.OtherConnection, c => c with { Enabled = true });
        Assert.DoesNotContain("Login with SSO", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("AU-19")]
    public async Task With_sessions_of_two_tenants_the_person_continues_as_the_one_used_last()
    {
        await SignInAtBoth();
        var page = await Scene.Browser.Get(stage.Shared.Begin().Url);
        Assert.Contains("Continue as Alice", page.Text, StringComparison.Ordinal);
        Assert.Contains("Other", page.Text, StringComparison.Ordinal);
        Scene.Op.ForgetRequests();

        page = await Scene.Browser.Press("Continue as");
        Assert.StartsWith("0;url='" + stage.Shared.RedirectUri, Refresh(page), StringComparison.Ordinal);
        await Scene.Browser.ClickLink("Continue");

        var (claims, _) = await stage.Shared.Finish();
        Assert.Equal("other", (string?)claims["tenant"]);
        Assert.Empty(Scene.Op.RequestsTo("/authorize"));
    }

    [Fact]
    [Spec("AU-19")]
    public async Task Use_another_account_leads_to_the_address()
    {
        await SignInAtBoth();
        await Scene.Browser.Get(stage.Shared.Begin().Url);

        var page = await Scene.Browser.ClickLink("Use another account");

        Assert.Contains("Work e-mail", page.Text, StringComparison.Ordinal);
        await Scene.Browser.Press("Continue", ("email", "alice@acme.example"));
        await Scene.Browser.ClickLink("Continue");
        var (claims, _) = await stage.Shared.Finish();
        Assert.Equal("acme", (string?)claims["tenant"]);
    }

    [Fact]
    [Spec("O-012")]
    [Spec("AU-19")]
    public async Task Continue_as_is_never_shown_silently_nor_when_a_new_sign_in_was_asked_for()
    {
        await SignInAtBoth();

        Assert.Equal("login_required", await Scene.Silent(stage.Shared));
        var page = await Scene.Browser.Get(stage.Shared.Begin(p => p["prompt"] = "login").Url);
        Assert.Contains("Work e-mail", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("form_token", "guess", 400)]
    [InlineData("tenant", "foreign", 200)]
    [InlineData("tenant", null, 200)]
    [Spec("O-110")]
    public async Task A_continue_form_that_was_changed_signs_nobody_in(string field, string? value, int status)
    {
        await SignInAtBoth();
        var page = await Scene.Browser.Get(stage.Shared.Begin().Url);
        var fields = new Fields();
        foreach (var input in page.Html.QuerySelectorAll("input[type=hidden]"))
            fields[input.GetAttribute("name")!] = input.GetAttribute("value");
        fields[field] = value;
        var before = stage.Shared.Callbacks.Length;

        page = await Scene.Browser.Post(Scene.Broker.Url + "/sign-in/continue", fields);

        Assert.Equal(status, page.Status);
        Assert.Null(Refresh(page));
        Assert.Equal(before, stage.Shared.Callbacks.Length);
    }

    [Theory]
    [InlineData("pt-BR", "en")]
    [InlineData("fr pt", "en")]
    [InlineData(null, "pt-BR,pt;q=0.9,en;q=0.8")]
    [Spec("OIDCC-3.1.2.1")]
    public async Task The_pages_speak_the_persons_language(string? uiLocales, string acceptLanguage)
    {
        Scene.NewBrowser(o => o with { AcceptLanguage = acceptLanguage });

        var page = await Scene.Browser.Get(stage.Shared.Begin(p => p["ui_locales"] = uiLocales).Url);

        Assert.Contains("E-mail de trabalho", page.Text, StringComparison.Ordinal);
        Assert.Equal("pt-BR", page.Html.DocumentElement.GetAttribute("lang"));
        page = await Scene.Browser.Press("Continuar", ("email", "a@nowhere.example"));
        Assert.Contains("Este endereço não leva", page.Text, StringComparison.Ordinal);
    }

    private async Task SignInAtBoth()
    {
        Scene.NewBrowser();
        await Scene.SignIn(stage.Shared, p => p["organization"] = "acme");
        Scene.Clock.Advance(TimeSpan.FromSeconds(1));
        await Scene.SignIn(stage.Shared, p => p["organization"] = "other");
    }

    private static string? Refresh(TestPage page) => page.Html.QuerySelector("meta[http-equiv=refresh]")?.GetAttribute("content");

    [GeneratedRegex("nonce=\"[^\"]*\"")]
    private static partial Regex Nonce();
}
