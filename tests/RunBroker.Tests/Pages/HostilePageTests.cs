using RunBroker.Pages;

namespace RunBroker.Tests.Pages;

/// <summary>Outside values stay text: no element, attribute, address or line of theirs gets into a page.</summary>
[Spec("O-009"), Spec("O-121"), Spec("O-123")]
public sealed class HostilePageTests
{
    private static readonly string[] Hostile =
    [
        "\"><script>alert(1)</script><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "</textarea></title></style><svg onload=alert(1)>",
        "a\u202Eb\u2066c\u200Fd",
        "x\r\nSet-Cookie: a=b\r\n\r\n<h1>two</h1>",
        new('W', 2000),
        "{{7*7}} @(1+1) ${1}",
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "//evil.example",
        "/\\evil.example",
        "a\0b",
        "\uD800",
        "",
    ];

    public static TheoryData<string> Pages => [.. PageSamples.Names];

    [Theory, MemberData(nameof(Pages))]
    public async Task A_hostile_value_in_every_field_comes_out_inert(string name)
    {
        var good = await Rendered.Sample(name);
        foreach (var value in Hostile)
        {
            var page = await Rendered.Sample(name, hostile: value);
            Assert.Equal(Active(good), Active(page));
            Assert.Empty(page.Document.QuerySelectorAll("img, object, embed, base, svg[onload]"));
            var names = page.Document.All.SelectMany(element => element.Attributes).Select(attribute => attribute.Name);
            Assert.DoesNotContain(names, attribute => attribute.StartsWith("on", StringComparison.OrdinalIgnoreCase));
            foreach (var selector in new[] { ("a", "href"), ("form", "action"), ("script", "src"), ("iframe", "src") })
                Assert.All(page.Attributes(selector.Item1, selector.Item2), url => Assert.Matches(@"\A(/($|[^/\\])|https://|\z)", url));
            Assert.DoesNotMatch("[\u202A-\u202E\u2066\u2067\u200E\u200F]", page.Document.Body?.TextContent ?? "");
            Assert.All(page.Headers, header => Assert.DoesNotMatch("[\r\n]|evil|alert", header.Value.ToString()));
            Assert.DoesNotContain("unsafe", page.Csp, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_line_break_in_a_name_forges_no_line_in_the_message_for_it()
    {
        var page = await Rendered.Sample("error-MissingEmail", hostile: "Acme\r\nCause: send your password");
        var message = page.Document.QuerySelector("textarea")?.TextContent.Split('\n') ?? [];
        Assert.Single(message, line => line.StartsWith("Cause:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("  Field\tService \r\n", "Field Service")]
    [InlineData("a\u202Eb", "ab")]
    [InlineData("عربي", "\u2068عربي\u2069")]
    [InlineData("\uD83D\uDC69\u200D\uD83D\uDCBB", "\uD83D\uDC69\u200D\uD83D\uDCBB")]
    public void A_name_is_one_line_that_reorders_nothing_around_it(string given, string shown) => Assert.Equal(shown, Inert.Name(given));

    [Fact]
    public void A_name_ends_after_120_characters() => Assert.Equal(new string('W', 120) + "…", Inert.Name(new('W', 2000)));

    [Theory]
    [InlineData("https://app.example/cb", true)]
    [InlineData("/sign-in", true)]
    [InlineData("com.example.app:/cb", true)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("JaVaScRiPt:alert(1)", false)]
    [InlineData("data:text/html,x", false)]
    [InlineData("//evil.example", false)]
    [InlineData("/\\evil.example", false)]
    [InlineData("/\t/evil.example", false)]
    [InlineData(" javascript:alert(1)", false)]
    [InlineData("", false)]
    public void Only_safe_addresses_become_links(string url, bool kept) => Assert.Equal(kept ? url : null, Inert.Link(url));

    /// <summary>How many there are of each element that can act or carry a value.</summary>
    private static IEnumerable<string> Active(Rendered page) => page.Document
        .QuerySelectorAll("script, style, link, meta, form, input, textarea, iframe, h1, h2, title")
        .CountBy(element => element.LocalName).Select(pair => $"{pair.Key} {pair.Value}").Order(StringComparer.Ordinal);
}
