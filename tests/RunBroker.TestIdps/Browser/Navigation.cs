namespace RunBroker.TestIdps;

/// <summary>One request the browser is about to make, and on whose behalf.</summary>
internal sealed record Navigation(string Method, Uri Url, Fields Posted, TestPage? From)
{
    /// <summary>Site on top when this happens in a frame.</summary>
    public Uri? Frame { get; init; }
    /// <summary>Worst Sec-Fetch-Site so far in a chain of redirects.</summary>
    public string Relation { get; init; } = "none";
    /// <summary>The POST passed through another origin; Origin is then sent as null (Fetch 4.4).</summary>
    public bool OriginTainted { get; init; }

    /// <summary>The page whose form started this; its form-action rules the whole chain.</summary>
    public TestPage? Form { get; init; }

    /// <summary>By the field's name; not null: the form goes as multipart/form-data.</summary>
    public IReadOnlyDictionary<string, ChosenFile>? Files { get; init; }

    public Uri? Initiator => Frame ?? From?.Url;
    public RequestSite Site => new(Url, Initiator, Frame);
    public bool IsSafe => Method is "GET" or "HEAD";

    public HttpRequestMessage Request(TestBrowserOptions options, CookieJar cookies, string relation)
    {
        var request = new HttpRequestMessage(new(Method), Url.GetLeftPart(UriPartial.Query));
        Add(request, "Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
        Add(request, "Accept-Language", options.AcceptLanguage);
        Add(request, "User-Agent", options.UserAgent);
        Add(request, "Sec-Fetch-Site", relation);
        Add(request, "Sec-Fetch-Mode", "navigate");
        Add(request, "Sec-Fetch-Dest", Frame is null ? "document" : "iframe");
        if (From is not null && Referer(From) is { } referer) Add(request, "Referer", referer);
        if (cookies.Header(Url, Site, IsSafe) is { } header) Add(request, "Cookie", header);
        if (!IsSafe)
        {
            Add(request, "Origin", OriginHeader());
            request.Content = Files is null ? new FormUrlEncodedContent(Posted.Pairs) : Multipart(Files);
        }
        return request;
    }

    private MultipartFormDataContent Multipart(IReadOnlyDictionary<string, ChosenFile> files)
    {
        var parts = new MultipartFormDataContent();
        foreach (var (name, value) in Posted.Pairs) parts.Add(new StringContent(value), Quoted(name));
        foreach (var (name, file) in files)
        {
            var part = new ReadOnlyMemoryContent(file.Octets);
            part.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name={Quoted(name)}; filename=\"{file.Name}\"");
            parts.Add(part);
        }

        return parts;

        static string Quoted(string name) => $"\"{name}\"";
    }

    private string OriginHeader() =>
        OriginTainted || From is null || Policy(From) == "no-referrer"
            || (Policy(From) == "same-origin" && RequestSite.Origin(From.Url) != RequestSite.Origin(Url))
            ? "null" : RequestSite.Origin(From.Url);

    /// <summary>The default policy strict-origin-when-cross-origin, and the two strict ones products set.</summary>
    private string? Referer(TestPage from)
    {
        var same = RequestSite.Origin(from.Url) == RequestSite.Origin(Url);
        return Policy(from) switch
        {
            "no-referrer" => null,
            "same-origin" => same ? from.Url.GetLeftPart(UriPartial.Query) : null,
            _ => same ? from.Url.GetLeftPart(UriPartial.Query) : RequestSite.Origin(from.Url) + "/",
        };
    }

    private static string Policy(TestPage page) => page.Header("Referrer-Policy") ?? "";
    private static void Add(HttpRequestMessage request, string name, string value) => request.Headers.TryAddWithoutValidation(name, value);
}
