using System.Globalization;
using System.Text;

namespace RunBroker.Protocol.Tests.Saml.Xml;

/// <summary>Well-formed documents with all that canonicalization minds, the same ones for the same seed.</summary>
internal sealed class RandomXml(ulong seed)
{
    private static readonly string[] Prefixes = ["", "a", "b", "c", "B", "é"];
    private static readonly string[] Uris = ["urn:1", "urn:2", "urn:3?x=1&amp;y=2", "urn:\U0001F600"];
    private static readonly string[] Texts = ["x", " ", "\n  ", "&amp;", "&lt;", "&gt;", "\"", "'", "&#13;", "\r\n", "\t", "é", "\U0001F600", "<![CDATA[<&]]>", "&#x9;", "]]"];
    private static readonly string[] Values = ["", "x", " y ", "&amp;", "&lt;", ">", "&quot;", "'", "&#13;", "&#10;", "&#9;", "\n", "é\U0001F600"];
    private readonly StringBuilder _out = new();
    private ulong _state = seed;
    private int _elements;

    public static string Document(ulong seed)
    {
        var made = new RandomXml(seed);
        made.WriteElement([], 0);
        return made._out.ToString();
    }

    public int Next(int below)
    {
        // splitmix64
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)((z ^ (z >> 31)) % (ulong)below);
    }

    private T One<T>(T[] of) => of[Next(of.Length)];

    private void WriteElement(Dictionary<string, string> scope, int depth)
    {
        var declared = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = Next(4); i > 0; i--)
        {
            var prefix = One(Prefixes);
            // Only the default namespace can be taken back.
            declared[prefix] = prefix.Length == 0 && Next(3) == 0 ? "" : One(Uris);
        }

        var inside = new Dictionary<string, string>(scope, StringComparer.Ordinal);
        foreach (var (prefix, uri) in declared)
            inside[prefix] = uri;
        var prefixes = inside.Keys.Append("").ToArray();
        var own = One(prefixes);
        var name = (own.Length == 0 ? "" : own + ":") + "e" + One<string>(["", "x", "é"]);
        var parts = declared.Select(d => (d.Key.Length == 0 ? "xmlns" : "xmlns:" + d.Key) + $"=\"{d.Value}\"").Concat(Attributes(prefixes, inside)).ToArray();
        for (var i = parts.Length - 1; i > 0; i--)
        {
            var other = Next(i + 1);
            (parts[i], parts[other]) = (parts[other], parts[i]);
        }

        _out.Append('<').Append(name).Append(string.Concat(parts.Select(p => One<string>([" ", "\n", "  "]) + p)));
        if (depth > 0 && Next(6) == 0)
        {
            _out.Append("/>");
            return;
        }

        _out.Append('>');
        for (var i = Next(6) + (depth == 0 ? 4 : 0); i > 0; i--)
            WriteContent(inside, depth);
        _out.Append("</").Append(name).Append(" >");
    }

    private void WriteContent(Dictionary<string, string> scope, int depth)
    {
        switch (Next(8))
        {
            case 0: _out.Append("<!-- c -->"); break;
            case 1: _out.Append(One<string>(["<?p?>", "<?p  q r ?>"])); break;
            case < 6 when depth < 6 && _elements++ < 40: WriteElement(scope, depth + 1); break;
            default: _out.Append(One(Texts)).Append(One(Texts)); break;
        }
    }

    private IEnumerable<string> Attributes(string[] prefixes, Dictionary<string, string> scope)
    {
        var taken = new HashSet<(string, string)>();
        for (var i = Next(5); i > 0; i--)
        {
            var prefix = Next(6) == 0 ? "xml" : One(prefixes);
            var name = prefix == "xml" ? One<string>(["lang", "space", "id"]) : One<string>(["p", "q", "Z", "é", "_"]);
            if (taken.Add((prefix is "" ? "" : prefix == "xml" ? "xml" : scope[prefix], name)))
                yield return (prefix.Length == 0 ? "" : prefix + ":") + $"{name}=\"{(name == "space" ? "preserve" : One(Values) + Next(10).ToString(CultureInfo.InvariantCulture))}\"";
        }
    }
}
