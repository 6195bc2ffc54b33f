using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using RunBroker.TestIdps;

namespace RunBroker.Tests.TestIdps;

/// <summary>What the browser does with forms: which it posts by itself, what it sends, what a page's policy forbids.</summary>
public sealed class FormTests : IAsyncLifetime
{
    private LoopbackHost site = null!; // set by InitializeAsync, before any test
    private string page = "";
    private string policy = "";

    private string Here => $"http://127.0.0.1:{site.Port}";
    private string Elsewhere => $"http://localhost:{site.Port}";

    public async ValueTask InitializeAsync() => site = await LoopbackHost.Start(0, TimeProvider.System, app =>
    {
        app.MapGet("/page", async http =>
        {
            http.Response.ContentType = "text/html";
            if (policy.Length > 0) http.Response.Headers.ContentSecurityPolicy = policy;
            await http.Response.WriteAsync(page);
        });
        app.MapPost("/away", http =>
        {
            http.Response.Redirect(Elsewhere + "/end");
            return Task.CompletedTask;
        });
        app.Map("/end", (HttpContext http) => http.Request.Method);
    });

    public ValueTask DisposeAsync() => site.DisposeAsync();

    [Theory]
    [InlineData("<form method=post action=/end><input type=hidden name=a value=b></form><script>document.forms[0].submit()</script>", true)]
    [InlineData("<body onload='document.forms[0].submit()'><form method=post action=/end><input type=hidden name=a value=b></form>", true)]
    [InlineData("<form method=post action=/end><input type=hidden name=a value=b><noscript><button>Go on</button></noscript></form><script src=/x.js></script>", true)]
    [InlineData("<form method=post action=/end data-auto-submit><input type=hidden name=a value=b><button>Go on</button></form>", true)]
    [InlineData("<form method=post action=/end><input type=hidden name=a value=b><button>Sign out</button></form><script src=/x.js></script>", false)]
    [InlineData("<form method=post action=/end><input name=a value=b></form><script>document.forms[0].submit()</script>", false)]
    public async Task Only_a_page_that_would_post_itself_is_posted(string html, bool posted)
    {
        page = html;
        using var browser = new TestBrowser();
        await browser.Get(Here + "/page");
        Assert.Equal(posted ? "/end" : "/page", browser.Page.Url.AbsolutePath);
        Assert.Equal(posted ? "b" : null, site.Requests[^1].Form["a"]);
    }

    [Fact]
    public async Task A_form_sends_what_a_browser_would_send()
    {
        page = """
            <form method="post" action="/end"><input name="text" value="1"><input type="checkbox" name="off"><input type="checkbox" name="on" checked>
            <select name="pick"><option value="x">X<option value="y" selected>Y</select><input name="dead" disabled value="1">
            <button name="do" value="save">Save</button><button name="do" value="drop">Drop</button></form>
            """;
        using var browser = new TestBrowser();
        await browser.Get(Here + "/page");
        await browser.Press("Drop", ("text", "2"));
        Assert.Equal(["do=drop", "on=on", "pick=y", "text=2"], site.Requests[^1].Form.Pairs.Select(p => p.Key + "=" + p.Value).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("form-action 'self' http://localhost:*", true)]
    [InlineData("default-src 'none'; form-action 'self'", false)]
    [InlineData("form-action 'none'", false)]
    public async Task The_form_action_of_a_page_holds_for_the_redirect_too(string said, bool goes)
    {
        policy = said.Replace(":*", ":" + site.Port, StringComparison.Ordinal);
        page = "<form method=post action=/away><button>Go</button></form>";
        using var browser = new TestBrowser();
        await browser.Get(Here + "/page");
        if (goes)
            Assert.Equal("GET", (await browser.Press("Go")).Body);
        else
            await Assert.ThrowsAsync<BrowserException>(() => browser.Press("Go"));
        Assert.Equal(goes, site.Requests.Any(r => r.Path == "/end"));
    }
}
