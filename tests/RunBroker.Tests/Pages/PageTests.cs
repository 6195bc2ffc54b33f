using RunBroker.Pages;
using RunBroker.Pages.Words;

namespace RunBroker.Tests.Pages;

public sealed class PageTests
{
    public static TheoryData<string> Pages => [.. PageSamples.Names];

    [Theory, MemberData(nameof(Pages))]
    public async Task A_page_has_one_heading_one_main_a_title_and_its_language(string name)
    {
        foreach (var (language, tag) in new[] { (Language.English, "en"), (Language.Portuguese, "pt-BR") })
        {
            var page = await Rendered.Sample(name, language);
            Assert.Single(page.Document.QuerySelectorAll("h1"));
            Assert.Single(page.Document.QuerySelectorAll("main"));
            Assert.Equal([tag], page.Attributes("html", "lang"));
            Assert.Equal(tag, page.Headers.ContentLanguage.ToString());
            Assert.StartsWith(page.Document.QuerySelector("h1")?.TextContent.Trim() ?? "?", page.Document.Title, StringComparison.Ordinal);
            Assert.InRange(page.Html.Length, 800, 20_000);
        }
    }

    [Theory, MemberData(nameof(Pages))]
    [Spec("O-009"), Spec("O-017"), Spec("O-019"), Spec("O-123"), Spec("O-124")]
    public async Task Every_page_carries_every_header_and_sets_no_cookie(string name)
    {
        var page = await Rendered.Sample(name);
        Assert.Equal(
            ("DENY", "nosniff", "no-referrer", "same-origin", "same-origin", "no-store", "text/html; charset=utf-8"),
            (page.Headers.XFrameOptions.ToString(), page.Headers.XContentTypeOptions.ToString(), page.Headers["Referrer-Policy"].ToString(),
                page.Headers["Cross-Origin-Opener-Policy"].ToString(), page.Headers["Cross-Origin-Resource-Policy"].ToString(),
                page.Headers.CacheControl.ToString(), page.Headers.ContentType.ToString()));
        string[] parts = ["default-src 'none'", "style-src 'self'", "base-uri 'none'", "object-src 'none'", "frame-ancestors 'none'"];
        Assert.All(parts, part => Assert.Contains(part, page.Csp, StringComparison.Ordinal));
        Assert.DoesNotContain("unsafe", page.Csp, StringComparison.Ordinal);
        Assert.DoesNotContain("Set-Cookie", page.Headers.Keys);
        Assert.All(page.Attributes("script, style", "nonce"), nonce =>
            Assert.Contains($"'nonce-{nonce}'", page.Csp, StringComparison.Ordinal));
        Assert.Empty(page.Document.QuerySelectorAll("[style], [onclick], [onload]"));
    }

    [Fact]
    [Spec("O-123")]
    public async Task Two_answers_never_share_a_nonce() =>
        Assert.NotEqual((await Rendered.Sample("form-post")).Csp, (await Rendered.Sample("form-post")).Csp);

    [Theory]
    [Spec("O-009")]
    [InlineData("sign-in-email", "'self' https://field.example.com")]
    [InlineData("choose-connection", "'none'")]
    [InlineData("form-post", "https://field.example.com")]
    [InlineData("error-MissingEmail", "'none'")]
    [InlineData("error-form-post", "https://field.example.com")]
    [InlineData("not-found", "'none'")]
    public async Task A_form_reaches_only_where_its_page_needs(string name, string allowed) =>
        Assert.Equal(allowed, (await Rendered.Sample(name)).FormAction);

    [Theory]
    [Spec("O-009"), Spec("O-123")]
    [InlineData("https://app.example.com:8443/cb", "https://app.example.com:8443")]
    [InlineData("http://127.0.0.1:5000/cb", "http://127.0.0.1:5000")]
    [InlineData("http://[::1]:5000/cb", "http:")]
    [InlineData("https://bücher.example/cb", "https://xn--bcher-kva.example")]
    [InlineData("com.example.app:/cb", "com.example.app:")]
    public void A_csp_source_is_the_origin_or_the_bare_scheme(string url, string source) =>
        Assert.Equal(source, PageHeaders.Source(new(url)));

    [Fact]
    [Spec("O-009")]
    public async Task A_form_post_answer_has_the_fields_the_script_and_a_button_that_works_without_it()
    {
        var page = await Rendered.Of(PersonPages.FormPost(
            new(), new("https://app.example.com/cb?x=1"), [new("state", "a\"b<c>\r\nd"), new("submit", "y")]));
        Assert.Equal(["https://app.example.com/cb?x=1"], page.Attributes("form[method=post]", "action"));
        Assert.Equal(["state", "submit"], page.Attributes("input", "name"));
        Assert.Equal(["a\"b<c>\r\nd", "y"], page.Attributes("input", "value"));
        Assert.Single(page.Document.QuerySelectorAll("form button"));
        Assert.Single(page.Document.QuerySelectorAll("script[nonce]"));
    }

    [Theory]
    [InlineData("#7a3cff", true)]
    [InlineData("#7a3cff;}body{background:url(//evil)", false)]
    [InlineData("red", false)]
    [InlineData("#7a3cff\n", false)]
    [Spec("O-123")]
    public void Only_six_hex_digits_are_a_colour(string text, bool taken) => Assert.Equal(taken, BrandColour.Parse(text) is not null);

    [Fact]
    [Spec("O-127")]
    public async Task A_refused_address_is_joined_to_its_field_and_told_in_one_text()
    {
        var page = await Rendered.Sample("sign-in-email-refused");
        Assert.Equal(422, page.Status);
        Assert.Equal(["email-error email-help"], page.Attributes("#email[aria-invalid=true]", "aria-describedby"));
        Assert.Equal(Texts.English.EmailRefused, page.Document.QuerySelector("#email-error")?.TextContent);
    }

    [Fact]
    [Spec("RFC6749-4.1.2.1")]
    public async Task Without_a_registered_redirect_there_is_no_way_back()
    {
        var page = await Rendered.Sample("error-without-app");
        Assert.Equal(400, page.Status);
        Assert.Empty(page.Document.QuerySelectorAll("main a, main form"));
    }

    [Fact]
    public async Task Too_many_requests_says_when_to_come_back()
    {
        var page = await Rendered.Of(PersonPages.ErrorPage(new(), new()
        {
            Reason = ErrorReason.TooManyRequests,
            Status = 429,
            CaseId = "SI-1",
            At = DateTimeOffset.UnixEpoch,
            RetryAfter = TimeSpan.FromSeconds(59.2),
        }));
        Assert.Equal((429, "60"), (page.Status, page.Headers.RetryAfter.ToString()));
    }

    [Fact]
    [Spec("O-104")]
    public async Task Front_channel_frames_load_only_the_named_origins_and_may_not_lead_the_person_away()
    {
        var page = await Rendered.Of(PersonPages.SigningOut(new(), new()
        {
            Frames = [new("leg_1", "A", new("https://a.example/out?sid=1")), new("leg_2", "B", new("https://a.example/2")), new("leg_3", "C", new("https://b.example:8443/"))],
            OnwardUrl = "/sign-out/x/on",
            ReportUrl = "/sign-out/x/frames",
        }));
        Assert.Contains("frame-src https://a.example https://b.example:8443; connect-src 'self'", page.Csp, StringComparison.Ordinal);
        Assert.Equal(["https://a.example/out?sid=1", "https://a.example/2", "https://b.example:8443/"], page.Attributes("iframe", "src"));
        Assert.All(page.Attributes("iframe", "sandbox"), s => Assert.Equal("allow-scripts allow-same-origin", s));
        Assert.Equal(["/sign-out/x/on"], page.Attributes("a[data-report]", "href"));
        Assert.Contains("5;url=/sign-out/x/on", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("O-123")]
    public async Task No_other_page_has_frames_or_sends_anything_by_script()
    {
        foreach (var name in PageSamples.Names.Where(n => n != "signing-out"))
        {
            var csp = (await Rendered.Sample(name)).Csp;
            Assert.Contains("frame-src 'none'", csp, StringComparison.Ordinal);
            Assert.DoesNotContain("connect-src", csp, StringComparison.Ordinal);
        }
    }
}
