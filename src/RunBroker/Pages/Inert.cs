using System.Globalization;
using System.Text;

namespace RunBroker.Pages;

/// <summary>
/// Makes outside values harmless before they enter a sentence. Markup is the renderer's matter (it escapes everything);
/// this is about what escaping leaves alone: characters that reorder the rest of a line,
/// line breaks that forge a second line, endless text.
/// </summary>
internal static class Inert
{
    private const int NameLength = 120, IdLength = 24, TextLength = 600;
    private const char FirstStrongIsolate = '\u2068', PopIsolate = '\u2069';

    /// <summary>A case or receipt id, which the pages never wrap: as <see cref="Name"/>, at most 24 characters.</summary>
    public static string Id(string value) => Line(value, IdLength);

    /// <summary>One line of at most 120 characters: no control or bidirectional characters, right-to-left text isolated.</summary>
    public static string Name(string value) => Line(value, NameLength);

    /// <summary>A sentence or two, or a token: as <see cref="Name"/>, at most 600 characters.</summary>
    public static string Text(string value) => Line(value, TextLength);

    private static string Line(string value, int length)
    {
        var kept = new StringBuilder(Math.Min(value.Length, length));
        foreach (var rune in value.EnumerateRunes())
        {
            if (kept.Length >= length)
            {
                kept.Append('…');
                break;
            }

            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune))
            {
                if (kept.Length > 0 && kept[^1] != ' ')
                    kept.Append(' ');
            }
            else if (!Reorders(rune))
            {
                kept.Append(rune.ToString());
            }
        }

        var name = kept.ToString().Trim();
        return name.EnumerateRunes().Any(IsRightToLeft) ? $"{FirstStrongIsolate}{name}{PopIsolate}" : name;
    }

    /// <summary>As <see cref="Name"/>; nothing for null and for text of which nothing is left.</summary>
    public static string? NameOrNone(string? value) => value is null ? null : Name(value) is { Length: > 0 } name ? name : null;

    /// <summary>The first letter or digit, upper case; a dot when there is none.</summary>
    public static string Initial(string name) =>
        name.EnumerateRunes().Where(Rune.IsLetterOrDigit).Select(rune => rune.ToString().ToUpperInvariant()).FirstOrDefault("·");

    /// <summary>
    /// The address when it is safe behind a link: http, https, one of our own paths, or an app's private-use scheme, which always has a dot
    /// (RFC8252-7.1). Anything else (<c>javascript:</c>, <c>data:</c>, <c>//host</c>, <c>/\host</c>) gives null
    /// and the page leaves the link out.
    /// </summary>
    public static string? Link(string? url)
    {
        if (url is null || url.Any(char.IsControl))
            return null;
        if (url.StartsWith('/'))
            return url is [_, '/' or '\\', ..] ? null : url;
        return Uri.TryCreate(url, UriKind.Absolute, out var parsed)
            && (parsed.Scheme is "https" or "http" || parsed.Scheme.Contains('.', StringComparison.Ordinal))
            ? url
            : null;
    }

    /// <summary>Format characters, except the joiners that Persian, Indic scripts and emoji need.</summary>
    private static bool Reorders(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        && rune.Value is not (0x200C or 0x200D);

    private static bool IsRightToLeft(Rune rune) =>
        rune.Value is (>= 0x0590 and <= 0x08FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFC) or (>= 0x10800 and <= 0x10FFF)
            or (>= 0x1E800 and <= 0x1EFFF);
}
