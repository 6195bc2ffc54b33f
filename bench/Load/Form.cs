using System.Text;

namespace RunBroker.Bench;

/// <summary>Writes and reads what stands in queries and forms.</summary>
internal static class Form
{
    public static string Write(params ReadOnlySpan<(string Name, string Value)> fields)
    {
        var text = new StringBuilder(512);
        foreach (var (name, value) in fields)
            text.Append(text.Length > 0 ? "&" : "").Append(name).Append('=').Append(Uri.EscapeDataString(value));
        return text.ToString();
    }

    /// <summary>Null when it is not there.</summary>
    public static string? Find(string url, string name)
    {
        for (var at = url.IndexOf('?', StringComparison.Ordinal) + 1; at > 0 && at < url.Length;)
        {
            var end = url.IndexOf('&', at) is var next and >= 0 ? next : url.Length;
            var field = url.AsSpan(at, end - at);
            if (field.StartsWith(name, StringComparison.Ordinal) && field.Length > name.Length && field[name.Length] == '=')
                return Uri.UnescapeDataString(field[(name.Length + 1)..].ToString().Replace('+', ' '));
            at = end + 1;
        }

        return null;
    }

    public static string Need(string url, string name) => Find(url, name) ?? throw new BenchFault($"{name} is not in {url}");
}
