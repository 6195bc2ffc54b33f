namespace RunBroker.Bench;

/// <summary>A virtual browser: one connection to the broker, and its cookies.</summary>
internal sealed class Browser(int port) : IDisposable
{
    private readonly Dictionary<string, string> cookies = new(StringComparer.Ordinal);
    private string header = "";

    /// <summary>For requests that no browser makes: an app's own.</summary>
    public HttpConnection Connection { get; } = new(port);

    /// <summary>The line as it would be sent now.</summary>
    public string Cookies => header;

    public void Dispose() => Connection.Dispose();

    /// <summary>From now on this is another window of the same person.</summary>
    public void Share(Browser other)
    {
        Forget();
        foreach (var (name, value) in other.cookies)
            cookies.Add(name, value);
        header = other.header;
    }

    public void Forget()
    {
        cookies.Clear();
        header = "";
    }

    /// <param name="url">A path, or an address of the broker.</param>
    public HttpAnswer Get(string url) => Keep(Connection.Get(PathOf(url), header));

    public HttpAnswer Post(string url, string form) => Keep(Connection.Post(PathOf(url), header, form));

    private string PathOf(string url) =>
        url.StartsWith('/') ? url
        : url.StartsWith(Connection.Origin, StringComparison.Ordinal) ? url[Connection.Origin.Length..]
        : throw new BenchFault($"the browser is sent elsewhere: {url}");

    /// <summary>Every cookie of the broker is for the whole host.</summary>
    private HttpAnswer Keep(HttpAnswer answer)
    {
        if (answer.SetCookies.Count == 0)
            return answer;
        foreach (var line in answer.SetCookies)
        {
            var end = line.IndexOf(';', StringComparison.Ordinal);
            var pair = end < 0 ? line : line[..end];
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals == pair.Length - 1)
                cookies.Remove(pair[..equals]);
            else
                cookies[pair[..equals]] = pair[(equals + 1)..];
        }

        header = cookies.Count == 0 ? "" : $"Cookie: {string.Join("; ", cookies.Select(c => $"{c.Key}={c.Value}"))}\r\n";
        return answer;
    }
}
