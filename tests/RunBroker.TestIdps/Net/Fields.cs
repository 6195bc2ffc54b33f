using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace RunBroker.TestIdps;

/// <summary>Parameters in the order sent, a name possibly twice: of a query, a form, or one to be sent.</summary>
public sealed class Fields
{
    private readonly List<KeyValuePair<string, string>> pairs;

    public Fields(params IEnumerable<KeyValuePair<string, string>> pairs) => this.pairs = [.. pairs];

    public IReadOnlyList<KeyValuePair<string, string>> Pairs => pairs;

    /// <summary>The first value, or null. Setting replaces every value of the name; setting null removes it.</summary>
    public string? this[string name]
    {
        get => pairs.FirstOrDefault(p => p.Key == name).Value;
        set
        {
            pairs.RemoveAll(p => p.Key == name);
            if (value is not null) pairs.Add(new(name, value));
        }
    }

    public bool Has(string name) => pairs.Exists(p => p.Key == name);
    public IReadOnlyList<string> All(string name) => [.. pairs.Where(p => p.Key == name).Select(p => p.Value)];
    public bool Words(string name, string word) => (this[name] ?? "").Split(' ').Contains(word, StringComparer.Ordinal);

    /// <summary>Adds a value even if the name is there already, to send a parameter twice.</summary>
    public Fields And(string name, string value)
    {
        pairs.Add(new(name, value));
        return this;
    }

    public Fields Copy() => new(pairs);
    public override string ToString() =>
        string.Join('&', pairs.Select(p => Uri.EscapeDataString(p.Key) + "=" + Uri.EscapeDataString(p.Value)));

    /// <summary>The URL with these added to the query it already has; a fragment is kept last.</summary>
    public string AddTo(string url)
    {
        var hash = url.IndexOf('#', StringComparison.Ordinal);
        var (main, fragment) = hash < 0 ? (url, "") : (url[..hash], url[hash..]);
        return pairs.Count == 0 ? url : main + (main.Contains('?', StringComparison.Ordinal) ? "&" : "?") + this + fragment;
    }

    /// <summary>Reads <c>a=b&amp;c=d</c>, with or without a leading ? or #.</summary>
    public static Fields Parse(string encoded) => new(encoded.TrimStart('?', '#').Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(part => part.Split('=', 2))
        .Select(part => KeyValuePair.Create(Decode(part[0]), part.Length > 1 ? Decode(part[1]) : "")));

    internal static Fields Of(IEnumerable<KeyValuePair<string, StringValues>> values) =>
        new(values.SelectMany(v => v.Value.Select(one => KeyValuePair.Create(v.Key, one ?? ""))));

    internal static async Task<Fields> Of(HttpRequest request) =>
        request.HasFormContentType ? Of(await request.ReadFormAsync(request.HttpContext.RequestAborted)) : Of(request.Query);

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
