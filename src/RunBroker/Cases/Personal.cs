using System.Text;
using System.Text.RegularExpressions;

namespace RunBroker.Cases;

/// <summary>
/// Personal data in the text of a case file. It is marked as it is written down, by what is known there of its meaning, and masked wherever
/// it is shown, until an admin asks for it.
/// </summary>
internal static partial class Personal
{
    private const char Begin = '⦃';
    private const char End = '⦄';
    private const string Dots = "•••";

    public static string Mark(string value) => value.Length == 0 ? "" : $"{Begin}{Unmarked(value)}{End}";

    /// <summary>Text from outside, which must not bring marks of its own.</summary>
    public static string Unmarked(string value) =>
        value.AsSpan().ContainsAny(Begin, End) ? value.Replace(Begin, '{').Replace(End, '}') : value;

    /// <summary>Of text that was cut: a mark that lost its end gets one.</summary>
    public static string Closed(string text) => text.LastIndexOf(Begin) > text.LastIndexOf(End) ? text + End : text;

    /// <summary>As it is shown to everybody who may read case files.</summary>
    public static string Masked(string text) => Addresses().Replace(Spans().Replace(text, m => Mask(m.Groups[1].Value)), m => Mask(m.Value));

    /// <summary>As it came.</summary>
    public static string Revealed(string text) => text.Replace($"{Begin}", "", StringComparison.Ordinal).Replace($"{End}", "", StringComparison.Ordinal);

    /// <summary>m•••@acme.example; M••• of other text; nothing of what is so short that a letter says too much.</summary>
    private static string Mask(string value)
    {
        var at = value.LastIndexOf('@');
        if (at > 0 && at < value.Length - 1 && !value.Any(char.IsWhiteSpace))
            return First(value[..at]) + Dots + value[at..];
        return value.Length < 3 ? Dots : First(value) + Dots;
    }

    // A backslash begins an escape of JSON, of which one half means nothing.
    private static string First(string value) =>
        Rune.GetRuneAt(value, 0) is var first && Rune.IsLetterOrDigit(first) ? first.ToString() : "";

    [GeneratedRegex("⦃([^⦄]*)(?:⦄|$)")]
    private static partial Regex Spans();

    [GeneratedRegex(@"[\p{L}\p{N}._%+-]{2,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})+")]
    private static partial Regex Addresses();
}
