using System.Buffers;
using System.Text;

namespace RunBroker.Protocol;

/// <summary>
/// application/x-www-form-urlencoded as RFC6749-B means it: letters, digits and <c>-._*</c> stay, a space is <c>+</c>, all else
/// is <c>%XX</c> of its UTF-8. <see cref="Uri.EscapeDataString(string)"/> leaves <c>~</c> and escapes <c>*</c>, which
/// makes some providers refuse a client secret that holds one of them.
/// </summary>
public static class FormEncoding
{
    private static readonly SearchValues<char> Staying = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._*");

    private const string Hex = "0123456789ABCDEF";

    public static string Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.AsSpan().ContainsAnyExcept(Staying))
            return text;
        var encoded = new StringBuilder(text.Length + 16);
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'*')
                encoded.Append((char)octet);
            else if (octet == (byte)' ')
                encoded.Append('+');
            else
                encoded.Append('%').Append(Hex[octet >> 4]).Append(Hex[octet & 15]);
        }

        return encoded.ToString();
    }

    public static string Encode(IEnumerable<KeyValuePair<string, string>> pairs) =>
        string.Join('&', pairs.Select(static p => Encode(p.Key) + "=" + Encode(p.Value)));

    public static string Decode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.AsSpan().ContainsAny('+', '%') ? Uri.UnescapeDataString(text.Replace('+', ' ')) : text;
    }

    /// <summary>The address with the pairs added to the query it may already have (RFC6749-3.1).</summary>
    public static string AddTo(string url, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        ArgumentNullException.ThrowIfNull(url);
        var query = Encode(pairs);
        if (query.Length == 0)
            return url;
        return url + (!url.Contains('?', StringComparison.Ordinal) ? "?" : url[^1] is '?' or '&' ? "" : "&") + query;
    }
}
