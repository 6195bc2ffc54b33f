using System.Collections.Immutable;

namespace RunBroker.Protocol;

/// <summary>
/// Parameters of one request or answer, from a query or a form. Names are compared octet for octet; a parameter without a
/// value counts as not sent (RFC6749-3.1).
/// </summary>
public sealed class Parameters
{
    // Null marks a name that came twice: which of the two is meant is for nobody to guess.
    private readonly Dictionary<string, string?> _single;

    private Parameters(
        ImmutableArray<KeyValuePair<string, string>> all, Dictionary<string, string?> single, string? repeated, int size) =>
        (All, _single, Repeated, Size) = (all, single, repeated, size);

    public static Parameters None { get; } = From([]);

    public static Parameters From(IEnumerable<KeyValuePair<string, string?>> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var all = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        var single = new Dictionary<string, string?>(StringComparer.Ordinal);
        string? repeated = null;
        var size = 0;
        foreach (var (name, value) in pairs)
        {
            size += name.Length + (value?.Length ?? 0);
            if (string.IsNullOrEmpty(value))
                continue;
            all.Add(new(name, value));
            if (!single.TryAdd(name, value))
            {
                single[name] = null;
                repeated ??= name;
            }
        }

        return new(all.ToImmutable(), single, repeated, size);
    }

    /// <summary>Reads <c>a=b&amp;c=d</c>, with or without a leading <c>?</c>, as application/x-www-form-urlencoded.</summary>
    public static Parameters Parse(string? text)
    {
        var pairs = (text ?? "").TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(static pair =>
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            return at < 0
                ? new KeyValuePair<string, string?>(FormEncoding.Decode(pair), "")
                : new(FormEncoding.Decode(pair[..at]), FormEncoding.Decode(pair[(at + 1)..]));
        });
        return From(pairs);
    }

    /// <summary>The value when the parameter came once; null when it did not come, came empty or came twice.</summary>
    public string? this[string name] => _single.GetValueOrDefault(name);

    /// <summary>The first name that came twice with a value, else null (RFC6749-3.1: such a request is refused).</summary>
    public string? Repeated { get; }

    /// <summary>What came with a value, in the order it came, repeated names included.</summary>
    public ImmutableArray<KeyValuePair<string, string>> All { get; }

    /// <summary>UTF-16 units of all names and values as they came, decoded, empty ones included.</summary>
    public int Size { get; }

    /// <summary>The words of a list divided by spaces, such as scope (RFC6749-3.3), each once and in order.</summary>
    public ImmutableArray<string> Words(string name) =>
        this[name] is { } value ? [.. value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)] : [];
}
