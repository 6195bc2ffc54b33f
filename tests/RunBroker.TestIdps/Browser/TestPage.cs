using System.Collections.Immutable;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace RunBroker.TestIdps;

/// <summary>One step of the browser: what was asked, what came back.</summary>
public sealed record BrowserHop(string Method, Uri Url, int Status, string? Location, ImmutableArray<string> SetCookies, Fields Posted);

/// <summary>Where the browser ended up. <see cref="Stopped"/>: it was about to go to <see cref="Url"/> and did not.</summary>
public sealed class TestPage
{
    private readonly Lazy<IHtmlDocument> html;

    internal TestPage(Uri url, int status, string body, Fields headers, ImmutableArray<BrowserHop> hops, Fields? stoppedPost = null, bool stopped = false)
    {
        (Url, Status, Body, Headers, Hops, Posted, Stopped) = (url, status, body, headers, hops, stoppedPost ?? new(), stopped);
        html = new(() => new HtmlParser(new() { IsScripting = false }).ParseDocument(Body));
    }

    public Uri Url { get; }
    public int Status { get; }
    public string Body { get; }
    /// <summary>Response headers, names in lower case.</summary>
    public Fields Headers { get; }
    public string? Header(string name) => Headers[name.ToLowerInvariant()];
    /// <summary>Every hop since the person last did something, the last one being this page.</summary>
    public ImmutableArray<BrowserHop> Hops { get; }
    public bool Stopped { get; }
    /// <summary>What would have been posted to <see cref="Url"/>, if stopped there.</summary>
    public Fields Posted { get; }
    public IHtmlDocument Html => html.Value;

    /// <summary>The words a person sees, white space collapsed; without styles, scripts and noscript parts.</summary>
    public string Text
    {
        get
        {
            var copy = new HtmlParser(new() { IsScripting = false }).ParseDocument(Body);
            foreach (var hidden in copy.QuerySelectorAll("script, style, noscript, template").ToArray()) hidden.Remove();
            return string.Join(' ', (copy.Body?.TextContent ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }
    }

    /// <summary>Parameters of the URL: its query, then its fragment.</summary>
    public Fields Query => new([.. Fields.Parse(Url.Query).Pairs, .. Fields.Parse(Url.Fragment).Pairs]);

    public IReadOnlyList<IHtmlFormElement> Forms => [.. Html.Forms];

    /// <summary>The form with this button (its text contains it), or the first form that the CSS selector finds.</summary>
    public IHtmlFormElement Form(string buttonOrSelector) => PageForms.Find(this, buttonOrSelector);
}
