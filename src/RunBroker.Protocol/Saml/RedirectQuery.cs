namespace RunBroker.Protocol.Saml;

/// <summary>
/// The parameters of the Redirect binding, undecoded. A second reading of the same query must not be possible (S-111,
/// CVE-2025-31335): a name that comes twice, or comes in a spelling that some framework would take for one of them, refuses all.
/// </summary>
internal readonly record struct RedirectQuery
{
    public const string SamlRequest = "SAMLRequest";
    public const string SamlResponse = "SAMLResponse";

    private static readonly string[] Names = [SamlRequest, SamlResponse, "RelayState", "SigAlg", "Signature", "SAMLEncoding"];

    private readonly string?[] _values;
    private readonly string?[] _pairs;

    private RedirectQuery(string?[] values, string?[] pairs) => (_values, _pairs) = (values, pairs);

    public string? Request => _values[0];
    public string? Message => _values[0] ?? _values[1];
    public string? RelayState => _values[2];
    public string? SigAlg => _values[3];
    public string? Signature => _values[4];
    public string? Encoding => _values[5];

    /// <summary>Message, RelayState and SigAlg in this order, whatever order they came in, each as it was sent (SAMLBind-3.4.4.1).</summary>
    public string Signed => string.Join('&', _pairs[..4].Where(static p => p is not null));

    /// <summary>Null and the query, or why it has no single meaning.</summary>
    public static SamlRefusal? Read(string rawQuery, out RedirectQuery query)
    {
        var values = new string?[Names.Length];
        var pairs = new string?[Names.Length];
        query = new(values, pairs);
        var raw = rawQuery.AsSpan(rawQuery.StartsWith('?') ? 1 : 0);
        foreach (var range in raw.Split('&'))
        {
            var pair = raw[range];
            var at = pair.IndexOf('=');
            var name = (at < 0 ? pair : pair[..at]).ToString();
            var ours = Array.IndexOf(Names, name);
            if (ours < 0 && !IsOurs(Uri.UnescapeDataString(name.Replace('+', ' '))))
                continue;
            if (ours < 0 || values[ours] is not null)
                return new(SamlReason.RepeatedParameter, "S-111", "each parameter once, under its own name", name);
            pairs[ours] = pair.ToString();
            values[ours] = at < 0 ? "" : pair[(at + 1)..].ToString();
        }

        return values[0] is not null && values[1] is not null
            ? new(SamlReason.RepeatedParameter, "S-111", "SAMLRequest or SAMLResponse", "both")
            : null;
    }

    /// <summary>
    /// Whether some framework reads this name as one of ours: without case (ASP.NET), up to a bracket (PHP, Rails), without
    /// leading blanks (PHP), up to a NUL.
    /// </summary>
    public static bool IsOurs(string name)
    {
        var end = name.AsSpan().IndexOfAny('[', '\0');
        var folded = (end < 0 ? name.AsSpan() : name.AsSpan(0, end)).Trim();
        foreach (var ours in Names)
        {
            if (folded.Equals(ours, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
