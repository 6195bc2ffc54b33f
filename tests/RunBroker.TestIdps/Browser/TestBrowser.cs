using System.Collections.Immutable;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace RunBroker.TestIdps;

/// <summary>
/// A person's browser over plain HTTP: cookies with SameSite, redirects step by step, pages that post themselves, forms and links.
/// A second browser is a second instance.
/// </summary>
public sealed class TestBrowser : IDisposable
{
    private const int MostHops = 30;
    private readonly HttpClient http;
    private readonly List<BrowserHop> history = [];

    public TestBrowser(TestBrowserOptions? options = null)
    {
        Options = options ?? new();
        http = TestHttp.Client(Options.Handler);
        Cookies = new(Options.Clock);
    }

    public TestBrowserOptions Options { get; set; }
    public CookieJar Cookies { get; }
    /// <summary>Going to a URL that starts so ends the walk before it is fetched; the page says <see cref="TestPage.Stopped"/>.</summary>
    public string? StopAt { get; set; }
    /// <summary>Every hop of this browser's life.</summary>
    public ImmutableArray<BrowserHop> History => [.. history];
    /// <summary>Chosen for fields of the page the browser is on; sent with its next form, as a browser does once.</summary>
    public Dictionary<string, ChosenFile> Chosen { get; } = [];
    public TestPage Page { get; private set; } = new(new("about:blank"), 0, "", new(), []);

    /// <summary>Typed into the address bar: no page asked for it, so every SameSite cookie goes along.</summary>
    public Task<TestPage> Get(string url) => Walk(new("GET", new(url), new(), null));

    /// <summary>Followed from a page of another site (a mail, an app): Strict cookies stay home.</summary>
    public Task<TestPage> GetFrom(string fromUrl, string url) => Walk(new("GET", new(url), new(), Blank(fromUrl)));

    /// <summary>A form posted by the page the browser is on; by none, if <paramref name="fromUrl"/> is another page's.</summary>
    public Task<TestPage> Post(string url, Fields fields, string? fromUrl = null) =>
        Walk(new("POST", new(url), fields, fromUrl is null ? Page : Blank(fromUrl)));

    /// <summary>Loaded in an iframe of a page of <paramref name="topSite"/>: cross-site, only SameSite=None cookies go and come.</summary>
    public Task<TestPage> GetInFrame(string url, string topSite) => Walk(new("GET", new(url), new(), null) { Frame = new(topSite) });

    public Task<TestPage> ClickLink(string text)
    {
        var link = Page.Html.Links.OfType<IHtmlAnchorElement>().FirstOrDefault(a => a.TextContent.Contains(text, StringComparison.Ordinal))
            ?? throw new BrowserException($"No link '{text}' on {Page.Url}: {Page.Text}");
        return Walk(new("GET", new(Page.Url, link.GetAttribute("href")), new(), Page));
    }

    /// <summary>Presses the button whose text contains this, after filling in values by field name.</summary>
    public Task<TestPage> Press(string button, params IEnumerable<(string Name, string Value)> values)
    {
        var form = Page.Form(button);
        return Send(form, PageForms.Button(form, button), values);
    }

    /// <summary>Submits a form as Enter does: with its first button.</summary>
    public Task<TestPage> Submit(IHtmlFormElement form, params IEnumerable<(string Name, string Value)> values) =>
        Send(form, PageForms.Button(form, ""), values);

    /// <summary>The next hop of a redirect that was not followed.</summary>
    public Task<TestPage> Follow() => Page.Header("Location") is { } to
        ? Walk(new("GET", new(Page.Url, to), new(), Page))
        : throw new BrowserException($"{Page.Url} answered {Page.Status} without Location.");

    public void Dispose() => http.Dispose();

    private Task<TestPage> Send(IHtmlFormElement form, IElement? pressed, IEnumerable<(string Name, string Value)> values)
    {
        var fields = PageForms.Read(form, pressed);
        foreach (var (name, value) in values) fields[name] = value;
        return Walk(ByForm(Page, form, pressed, fields));
    }

    private Navigation ByForm(TestPage page, IHtmlFormElement form, IElement? pressed, Fields fields)
    {
        var action = new Uri(page.Url, pressed?.GetAttribute("formaction") ?? form.GetAttribute("action") ?? page.Url.AbsoluteUri);
        FormPolicy.Check(page, action);
        var post = string.Equals(pressed?.GetAttribute("formmethod") ?? form.GetAttribute("method"), "post", StringComparison.OrdinalIgnoreCase);
        return post
            ? new("POST", action, fields, page) { Form = page, Files = FilesOf(form) }
            : new("GET", new(fields.AddTo(action.GetLeftPart(UriPartial.Path))), new(), page) { Form = page };
    }

    private Dictionary<string, ChosenFile>? FilesOf(IHtmlFormElement form)
    {
        var chosen = PageForms.Files(form)?.ToDictionary(name => name, name => Chosen.GetValueOrDefault(name, ChosenFile.None));
        Chosen.Clear();
        return chosen;
    }

    private async Task<TestPage> Walk(Navigation start)
    {
        var hops = ImmutableArray.CreateBuilder<BrowserHop>();
        var next = start;
        for (var left = MostHops; left > 0; left--)
        {
            if (StopAt is { } stop && next.Url.AbsoluteUri.StartsWith(stop, StringComparison.Ordinal))
                return Page = new(next.Url, 0, "", new(), hops.ToImmutable(), next.Posted, stopped: true);
            var page = await Step(next, hops);
            if (Following(next, page) is not { } following) return Page = page;
            next = following;
        }
        throw new BrowserException("Too many redirects: " + string.Join("\n", hops.Select(h => $"{h.Status} {h.Url}")));
    }

    private async Task<TestPage> Step(Navigation now, ImmutableArray<BrowserHop>.Builder hops)
    {
        using var request = now.Request(Options, Cookies, Worst(now.Relation, now.Site.Relation));
        using var response = await http.SendAsync(request);
        var headers = new Fields(response.Headers.Concat(response.Content.Headers)
            .SelectMany(h => h.Value.Select(v => KeyValuePair.Create(h.Key.ToLowerInvariant(), v))));
        foreach (var cookie in headers.All("set-cookie")) Cookies.Take(cookie, now.Url, now.Site);
        var hop = new BrowserHop(now.Method, now.Url, (int)response.StatusCode, headers["location"], [.. headers.All("set-cookie")], now.Posted);
        hops.Add(hop);
        history.Add(hop);
        return new(now.Url, hop.Status, await response.Content.ReadAsStringAsync(), headers, hops.ToImmutable());
    }

    /// <summary>Where the answer sends the browser by itself, if anywhere (RFC9110-15.4).</summary>
    private Navigation? Following(Navigation now, TestPage page)
    {
        if (page.Status is 301 or 302 or 303 or 307 or 308 && page.Header("Location") is { } location)
        {
            if (!Options.FollowsRedirects) return null;
            var to = new Uri(now.Url, location);
            if (to.Fragment.Length == 0 && now.Url.Fragment.Length > 0) to = new(to.AbsoluteUri + now.Url.Fragment);
            if (now.Form is { } form) FormPolicy.Check(form, to);
            var toGet = page.Status == 303 ? now.Method != "HEAD" : page.Status is 301 or 302 && now.Method == "POST";
            var crossed = RequestSite.Origin(to) != RequestSite.Origin(now.Url);
            return now with
            {
                Method = toGet ? "GET" : now.Method,
                Url = to,
                Posted = toGet ? new() : now.Posted,
                Files = toGet ? null : now.Files,
                Relation = Worst(now.Relation, now.Site.Relation),
                OriginTainted = now.OriginTainted || (crossed && now.From is { } from && RequestSite.Origin(from.Url) != RequestSite.Origin(now.Url)),
            };
        }
        if (!Options.SubmitsAutoForms || page.Header("Content-Type")?.StartsWith("text/html", StringComparison.Ordinal) != true) return null;
        return PageForms.Auto(page) is { } auto ? ByForm(page, auto, null, PageForms.Read(auto, null)) with { Frame = now.Frame } : null;
    }

    private static string Worst(string one, string other)
    {
        string[] order = ["none", "same-origin", "same-site", "cross-site"];
        return order[Math.Max(Array.IndexOf(order, one), Array.IndexOf(order, other))];
    }

    private static TestPage Blank(string url) => new(new(url), 200, "", new(), []);
}

/// <summary>A file as the person chose it.</summary>
public sealed record ChosenFile(string Name, ReadOnlyMemory<byte> Octets)
{
    /// <summary>The field was left alone: a browser sends a nameless, empty one.</summary>
    public static ChosenFile None { get; } = new("", ReadOnlyMemory<byte>.Empty);
}
