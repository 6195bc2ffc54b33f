using System.Collections.Immutable;
using System.Globalization;

namespace RunBroker.Interop.Tests.Harness;

/// <summary>
/// Cookies of one loopback host as Chromium keeps them: one jar for all its ports, and Secure ones are sent over http too
/// (CookieContainer does neither).
/// </summary>
internal sealed class CookieJar
{
    private ImmutableDictionary<(string Name, string Path), string> kept = ImmutableDictionary<(string, string), string>.Empty;

    public IEnumerable<string> Names => kept.Keys.Select(k => k.Name);

    public void Store(Uri from, string setCookie)
    {
        var parts = setCookie.Split(';', StringSplitOptions.TrimEntries);
        var (name, value) = Pair(parts[0]);
        var attributes = parts.Skip(1).Select(Pair).ToDictionary(a => a.Name, a => a.Value, StringComparer.OrdinalIgnoreCase);
        var path = attributes.TryGetValue("path", out var given) && given.StartsWith('/') ? given : DefaultPath(from);
        kept = IsOver(attributes) ? kept.Remove((name, path)) : kept.SetItem((name, path), value);
    }

    /// <summary>The Cookie header for a request, or empty.</summary>
    public string For(Uri to) =>
        string.Join("; ", kept.Where(c => Covers(c.Key.Path, to.AbsolutePath)).OrderByDescending(c => c.Key.Path.Length).Select(c => $"{c.Key.Name}={c.Value}"));

    private static bool Covers(string path, string request) =>
        request == path || request.StartsWith(path.EndsWith('/') ? path : path + "/", StringComparison.Ordinal);

    private static bool IsOver(Dictionary<string, string> attributes) =>
        attributes.TryGetValue("max-age", out var seconds) ? int.Parse(seconds, CultureInfo.InvariantCulture) <= 0
        : attributes.TryGetValue("expires", out var date) && DateTimeOffset.Parse(date, CultureInfo.InvariantCulture) <= TimeProvider.System.GetUtcNow();

    private static string DefaultPath(Uri from) => from.AbsolutePath.LastIndexOf('/') is var end and > 0 ? from.AbsolutePath[..end] : "/";

    private static (string Name, string Value) Pair(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is var at and >= 0 ? (text[..at].Trim(), text[(at + 1)..].Trim()) : (text, "");
}
