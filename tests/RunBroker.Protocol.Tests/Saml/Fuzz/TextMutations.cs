using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace RunBroker.Protocol.Tests.Saml.Fuzz;

/// <summary>What can be done to text and octets: most of it is no XML any more, and some of it is XML that no tree would write.</summary>
internal static partial class TextMutations
{
    /// <summary>The message, another one, the dice.</summary>
    public static ImmutableArray<(string Name, Func<string, string, Dice, string> On)> OnText { get; } =
    [
        ("DOCTYPE", static (t, _, d) => Insert(t, d.OneIn(2) ? 0 : Math.Max(0, t.IndexOf("?>", StringComparison.Ordinal) + 2), d.Of(Words.Doctypes))),
        ("entity", static (t, _, d) => Insert(t, d.Below(t.Length + 1), d.Of(Words.Entities))),
        ("declaration", static (t, _, d) => d.Of(Words.Declarations) + t),
        ("after the end", static (t, o, d) => t + d.Of([" ", "\n<!-- -->", "<?x y?>", "x", "<a/>", o, "\0", "]]>"])),
        ("delete a namespace declaration", static (t, _, d) => Replace(t, NamespaceDeclaration(), d, static _ => "")),
        ("double a namespace declaration", static (t, _, d) => Replace(t, NamespaceDeclaration(), d, static found => found + found)),
        ("double an attribute", static (t, _, d) => Replace(t, AnyAttribute(), d, static found => found + found)),
        ("delete a tag", static (t, _, d) => Replace(t, Tag(), d, static _ => "")),
        ("double a tag", static (t, _, d) => Replace(t, Tag(), d, static found => found + found)),
        ("other quotes", static (t, _, d) => Replace(t, AnyAttribute(), d, static found => found.Replace('"', '\''))),
        ("references for characters", static (t, _, d) => Replace(t, Word(), d, static found => string.Concat(found.Select(static c => $"&#x{(int)c:x};")))),
        ("another prefix everywhere", static (t, _, d) => t.Replace(d.Of(Words.PrefixesUsed), d.Of(Words.OtherPrefixes), StringComparison.Ordinal)),
        ("cut", static (t, _, d) => t[..d.Below(t.Length + 1)]),
        ("cut out", static (t, _, d) => Piece(t, d, 64) is var (at, length) ? t.Remove(at, length) : t),
        ("repeat a piece", static (t, _, d) => Piece(t, d, 256) is var (at, length) ? Insert(t, at, t.Substring(at, length)) : t),
        ("piece of another message", static (t, o, d) => Piece(o, d, 512) is var (at, length) ? Insert(t, d.Below(t.Length + 1), o.Substring(at, length)) : t),
        ("beginning of one, end of the other", static (t, o, d) => t[..d.Below(t.Length + 1)] + o[d.Below(o.Length + 1)..]),
        ("markup", static (t, _, d) => Insert(t, d.Below(t.Length + 1), d.Of(Words.Markup))),
        ("line ends", static (t, _, d) => t.Replace("\n", d.Of(["\r\n", "\r", "&#13;\n", "&#xA;"]), StringComparison.Ordinal)),
        ("deep", static (t, _, d) => d.Of([49, 51, 1000, 20_000]) is var n ? Insert(t, LastTag(t), Many("<x>", n) + Many("</x>", n)) : t),
        ("many attributes", static (t, _, d) => Insert(t, FirstName(t), Many(i => $" a{i}=\"\"", d.Of([60, 70, 5000])))),
        ("many namespaces", static (t, _, d) => Insert(t, FirstName(t), Many(i => $" xmlns:n{i}=\"urn:{i}\"", d.Of([60, 70, 5000])))),
        ("many elements", static (t, _, d) => Insert(t, LastTag(t), Many("<x/>", d.Of([100, 9_000, 20_000])))),
    ];

    public static ImmutableArray<(string Name, Func<byte[], Dice, byte[]> On)> OnOctets { get; } =
    [
        ("another octet", static (o, d) => Change(o, d, (byte)d.Below(256))),
        ("flip a bit", static (o, d) => Flip(o, d, (byte)(1 << d.Below(8)))),
        ("other case", static (o, d) => Flip(o, d, 0x20)),
        ("insert octets", static (o, d) => d.Below(o.Length + 1) is var at ? [.. o[..at], .. d.Of(Words.Octets), .. o[at..]] : o),
        ("delete octets", static (o, d) => d.Below(o.Length + 1) is var at ? [.. o[..at], .. o[Math.Min(o.Length, at + 1 + d.Below(8))..]] : o),
        ("another encoding", static (o, d) => d.Of(Words.Encodings) is var e ? [.. e.GetPreamble(), .. e.GetBytes(Encoding.UTF8.GetString(o))] : o),
    ];

    private static string Insert(string text, int at, string what) => text.Insert(Math.Min(at, text.Length), what);

    private static (int At, int Length)? Piece(string text, Dice dice, int most)
    {
        if (text.Length == 0)
            return null;
        var at = dice.Below(text.Length);
        return (at, Math.Min(1 + dice.Below(most), text.Length - at));
    }

    private static string Replace(string text, Regex what, Dice dice, Func<string, string> by)
    {
        var found = what.Matches(text);
        if (found.Count == 0)
            return text;
        var one = found[dice.Below(found.Count)];
        return text[..one.Index] + by(one.Value) + text[(one.Index + one.Length)..];
    }

    private static byte[] Flip(byte[] octets, Dice dice, byte bits)
    {
        var at = dice.Below(Math.Max(1, octets.Length));
        return octets.Length == 0 ? octets : [.. octets[..at], (byte)(octets[at] ^ bits), .. octets[(at + 1)..]];
    }

    private static byte[] Change(byte[] octets, Dice dice, byte to)
    {
        var at = dice.Below(Math.Max(1, octets.Length));
        return octets.Length == 0 ? octets : [.. octets[..at], to, .. octets[(at + 1)..]];
    }

    private static string Many(string one, int times) => new StringBuilder(one.Length * times).Insert(0, one, times).ToString();

    private static string Many(Func<int, string> one, int times) => string.Concat(Enumerable.Range(0, times).Select(one));

    private static int LastTag(string text) => Math.Max(0, text.LastIndexOf("</", StringComparison.Ordinal));

    private static int FirstName(string text) => RootName().Match(text) is { Success: true } root ? root.Index + root.Length : 0;

    [GeneratedRegex(@" xmlns(:\w+)?=""[^""]*""")]
    private static partial Regex NamespaceDeclaration();

    [GeneratedRegex(@" [\w:]+=""[^""]*""")]
    private static partial Regex AnyAttribute();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"(?<=[>""])[\w@:/.-]+(?=[<""])")]
    private static partial Regex Word();

    [GeneratedRegex(@"<\w[\w:]*")]
    private static partial Regex RootName();
}
