using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Tokens;

/// <summary>How answers of the authorization endpoint reach the app.</summary>
[Spec("O-007"), Spec("O-009"), Spec("O-121"), Spec("RFC9207-2")]
public sealed class AnswerTests(TokenStage stage) : IClassFixture<TokenStage>
{
    private TestApp App => stage.App;

    public static TheoryData<string> NastyStates =>
    [
        "\"><script>alert(1)</script>", "'-alert(1)-'", "</form><form action=https://evil.example>", "a&b=c&error=x#f?%0d%0a+%", "é ü 漢字 🙂", "&quot;&lt;&amp;amp;", new string('s', 2048),
    ];

    [Theory, MemberData(nameof(NastyStates))]
    public async Task A_state_comes_back_as_it_was_sent_in_every_mode(string state)
    {
        foreach (var mode in (string[])["query", "form_post"])
        {
            var sent = state.Length > 2000 ? state[..2000] + mode : state + mode;
            var answer = await stage.Answer(stage.Scene.NewBrowser(), p => (p["state"], p["response_mode"]) = (sent, mode));
            Assert.Equal((sent, stage.Issuer, mode == "query" ? "GET" : "POST"), (answer.Fields["state"], answer.Fields["iss"], answer.Method));
            Assert.Equal(["code", "state", "iss", "session_state"], answer.Fields.Pairs.Select(p => p.Key));
            await App.Finish(answer);
        }
    }

    [Theory, MemberData(nameof(NastyStates))]
    public async Task The_form_post_page_is_inert_but_for_its_own_script(string state)
    {
        var page = await stage.Scene.NewBrowser(o => o with { SubmitsAutoForms = false })
            .Get(App.Begin(p => (p["state"], p["response_mode"], p["prompt"]) = (state, "form_post", "none")).Url);

        Assert.Equal((200, "no-store", "no-referrer", "DENY"), (page.Status, page.Header("Cache-Control"), page.Header("Referrer-Policy"), page.Header("X-Frame-Options")));
        var policy = page.Header("Content-Security-Policy")!;
        Assert.Contains($"form-action {App.Origin}", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        var script = Assert.Single(page.Html.Scripts);
        Assert.Contains($"'nonce-{script.GetAttribute("nonce")}'", policy, StringComparison.Ordinal);
        var form = Assert.Single(page.Forms);
        Assert.Equal((App.RedirectUri, "post"), (form.Action, form.Method));
        Assert.Equal(state, page.Html.QuerySelector("input[name=state]")!.GetAttribute("value"));
        Assert.Equal("login_required", page.Html.QuerySelector("input[name=error]")!.GetAttribute("value"));
    }

    [Fact, Spec("OAuthMRT-2.1")]
    public async Task A_fragment_answer_never_reaches_a_server()
    {
        var begun = App.Begin(p => p["response_mode"] = "fragment");
        var page = await stage.Scene.NewBrowser().Get(begun.Url);

        Assert.Equal("", page.Url.Query);
        Assert.Empty(App.LastCallback.Fields.Pairs);
        var answer = TestApp.FromFragment(page);
        Assert.Equal((begun.State, stage.Issuer), (answer.Fields["state"], answer.Fields["iss"]));
        await App.Finish(answer);
    }

    [Theory]
    [InlineData("query", "prompt", "none"), InlineData("form_post", "prompt", "none"), InlineData("query", "scope", "email"), InlineData("form_post", "scope", "email")]
    [InlineData("query", "response_type", "token"), InlineData("form_post", "code_challenge", null), InlineData("query", "request", "x"), InlineData("query", "organization", "other")]
    [InlineData("query", "connection", "con_other"), InlineData("query", "max_age", "x"), InlineData("query", "claims", "x")]
    public async Task Every_error_has_state_and_iss_and_no_code(string mode, string name, string? value)
    {
        var begun = App.Begin(p => (p["response_mode"], p[name]) = (mode, value));
        await stage.Scene.NewBrowser().Get(begun.Url);
        var fields = App.LastCallback.Fields;
        Assert.Equal(["error", "error_description", "state", "iss"], fields.Pairs.Select(p => p.Key));
        Assert.Equal((begun.State, stage.Issuer), (fields["state"], fields["iss"]));
    }

    [Fact]
    public async Task An_error_in_the_fragment_mode_is_in_the_fragment()
    {
        var page = await stage.Scene.NewBrowser().Get(App.Begin(p => (p["response_mode"], p["prompt"]) = ("fragment", "none")).Url);
        Assert.Equal(("login_required", stage.Issuer, ""), (TestApp.FromFragment(page).Error, TestApp.FromFragment(page).Fields["iss"], page.Url.Query));
    }

    [Theory, Spec("RFC9700-4.12"), Spec("O-018"), Spec("O-019")]
    [InlineData("GET", 302), InlineData("POST", 303)]
    public async Task A_redirect_repeats_no_POST_and_says_nothing_to_third_parties(string method, int status)
    {
        var begun = App.Begin(p => p["prompt"] = "none");
        var answer = method == "GET" ? await Wire.Get(begun.Url) : await Wire.Post(stage.Issuer + "/connect/authorize", begun.Sent);
        Assert.Equal((status, "no-store", "no-referrer"), (answer.Status, answer.Headers["cache-control"], answer.Headers["referrer-policy"]));
        Assert.StartsWith(App.RedirectUri + "?error=login_required", answer.Headers["location"], StringComparison.Ordinal);
    }

    [Theory, Spec("O-001"), Spec("O-003")]
    [InlineData("client_id", "nobody"), InlineData("client_id", null), InlineData("redirect_uri", null), InlineData("redirect_uri", "https://evil.example/")]
    public async Task Without_a_known_app_and_address_our_page_is_all_there_is(string name, string? value)
    {
        var callbacks = App.Callbacks.Length;
        var page = await stage.Scene.NewBrowser().Get(App.Begin(p => (p[name], p["prompt"]) = (value, "none")).Url);
        Assert.Equal((400, null), (page.Status, page.Header("Location")));
        Assert.DoesNotContain("evil.example", page.Body, StringComparison.Ordinal);
        Assert.Equal(callbacks, App.Callbacks.Length);
    }

    [Theory, Spec("O-011")]
    [InlineData("client_id"), InlineData("redirect_uri"), InlineData("state"), InlineData("scope"), InlineData("prompt")]
    public async Task A_repeated_parameter_is_refused_though_an_unknown_one_is_repeated_before_it(string name)
    {
        var url = App.Begin(p => p["prompt"] = "login").Url.Replace("?", "?foo=1&foo=2&", StringComparison.Ordinal) + $"&{name}=x";
        var callbacks = App.Callbacks.Length;
        var page = await stage.Scene.NewBrowser().Get(url);
        if (name is "client_id" or "redirect_uri")
            Assert.Equal((400, callbacks), (page.Status, App.Callbacks.Length));
        else
            Assert.Equal("invalid_request", App.LastCallback.Error);
    }
}
