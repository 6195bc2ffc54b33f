using System.Globalization;
using System.Text;

namespace RunBroker.Protocol.Saml.Metadata;

/// <param name="Field">Name of the connection's field that it is about, such as <c>metadata_url</c> or <c>certificates</c>.</param>
/// <param name="Code">Stable; of a document: a <see cref="MetadataFault"/> by name.</param>
/// <param name="Wanted">What would do.</param>
/// <param name="Got">Cut and without control characters; the provider's text.</param>
/// <param name="Fix">One English sentence for the tenant's IT.</param>
public sealed record MetadataProblem(string Field, string Code, string Wanted, string? Got, string Fix)
{
    internal static MetadataProblem Of(string field, MetadataFault fault, string wanted, string? got = null) =>
        new(field, fault.ToString(), wanted, Shown(got), MetadataFixes.Of(fault));

    /// <summary>Text from outside made fit for a line: without what would break or turn it around, and not too long.</summary>
    internal static string? Shown(string? text, int longest = MetadataLimits.Shown)
    {
        if (text is null)
            return null;
        var shown = new StringBuilder(Math.Min(text.Length, longest) + 1);
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length >= longest)
                return shown.Append('…').ToString();
            shown.Append(Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                ? " " : rune.ToString());
        }

        return shown.ToString();
    }
}
