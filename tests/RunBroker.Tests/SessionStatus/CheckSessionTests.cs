using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.SessionStatus;

/// <summary>The frame as it is served; what its script answers is tried in a real browser.</summary>
public sealed class CheckSessionTests(SceneOfClass stage) : IClassFixture<SceneOfClass>
{
    [Fact]
    [Spec("O-105"), Spec("O-123")]
    public async Task It_is_one_script_that_anybody_may_frame_and_that_may_do_nothing_else()
    {
        var page = await Wire.Get(stage.Scene.Broker.Url + "/connect/checksession");

        var script = Regex.Match(page.Body, "<script>(.*)</script>", RegexOptions.Singleline).Groups[1].Value;
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)));
        Assert.Equal($"default-src 'none'; script-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors *", page.Headers["content-security-policy"]);
        Assert.Single(Regex.Matches(page.Body, "<script"));
        Assert.DoesNotContain("</script", script, StringComparison.Ordinal);
        Assert.Equal((200, "text/html; charset=utf-8", "nosniff", "no-referrer", "cross-origin"), (page.Status, page.Headers["content-type"],
            page.Headers["x-content-type-options"], page.Headers["referrer-policy"], page.Headers["cross-origin-resource-policy"]));
        Assert.Null(page.Headers["x-frame-options"]);
        Assert.Null(page.Headers["set-cookie"]);
    }

    [Fact]
    [Spec("OIDCSession-3.2")]
    public async Task It_is_the_same_for_everybody_and_may_be_cached()
    {
        var url = stage.Scene.Broker.Url + "/connect/checksession";
        var first = await Wire.Get(url);
        var again = await Wire.Get(url, ("If-None-Match", first.Headers["etag"]!));

        Assert.Equal("public, max-age=3600", first.Headers["cache-control"]);
        Assert.Equal((304, ""), (again.Status, again.Body));
        Assert.Equal(first.Body, (await Wire.Get(url, ("Cookie", "__Host-rb_state=x"), ("Origin", "https://any.example"))).Body);
    }
}
