using System.Globalization;
using System.Text;

namespace RunBroker.Protocol;

/// <summary>Text from outside, for a case file.</summary>
internal static class OutsideText
{
    /// <summary>
    /// Cut, and without control characters. It stays the sender's text: escape it wherever it is shown (O-095, S-060).
    /// </summary>
    public static string? Shown(string? text)
    {
        if (text is null)
            return null;
        var shown = new StringBuilder(Math.Min(text.Length, ProtocolLimits.Shown) + 1);
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length >= ProtocolLimits.Shown)
                return shown.Append('…').ToString();
            // Format characters go too: a right-to-left override would let a provider rewrite the line around it.
            var category = Rune.GetUnicodeCategory(rune);
            shown.Append(category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator ? " " : rune.ToString());
        }

        return shown.ToString();
    }
}
