using System.Buffers;

namespace RunBroker.Protocol.Saml.Xml;

/// <summary>Markup and text in canonical form, as UTF-8 (xml-c14n 2.3).</summary>
internal sealed class CanonicalText(OctetBuffer output)
{
    private static readonly SearchValues<char> InContent = SearchValues.Create("&<>\r");
    private static readonly SearchValues<char> InAttribute = SearchValues.Create("&<\"\t\n\r");

    public void Begin(Element element, List<Declaration> namespaces, List<Attribute> attributes)
    {
        output.Add("<"u8);
        Name(element.Prefix, element.LocalName);
        foreach (var (prefix, uri) in namespaces)
        {
            output.Add(" xmlns"u8);
            if (prefix.Length > 0)
            {
                output.Add(":"u8);
                Plain(prefix);
            }

            Value(uri);
        }

        foreach (var attribute in attributes)
        {
            output.Add(" "u8);
            Name(attribute.Prefix, attribute.LocalName);
            Value(attribute.Value);
        }

        output.Add(">"u8);
    }

    public void End(Element element)
    {
        output.Add("</"u8);
        Name(element.Prefix, element.LocalName);
        output.Add(">"u8);
    }

    public void Content(string text) => Escaped(text, InContent);

    public void Comment(string text)
    {
        output.Add("<!--"u8);
        Plain(text);
        output.Add("-->"u8);
    }

    public void Instruction(string target, string data)
    {
        output.Add("<?"u8);
        Plain(target);
        if (data.Length > 0)
        {
            output.Add(" "u8);
            Plain(data);
        }

        output.Add("?>"u8);
    }

    private void Name(string prefix, string localName)
    {
        if (prefix.Length > 0)
        {
            Plain(prefix);
            output.Add(":"u8);
        }

        Plain(localName);
    }

    private void Value(string text)
    {
        output.Add("=\""u8);
        Escaped(text, InAttribute);
        output.Add("\""u8);
    }

    private void Escaped(ReadOnlySpan<char> text, SearchValues<char> special)
    {
        while (text.IndexOfAny(special) is >= 0 and var at)
        {
            Plain(text[..at]);
            output.Add(text[at] switch
            {
                '&' => "&amp;"u8,
                '<' => "&lt;"u8,
                '>' => "&gt;"u8,
                '"' => "&quot;"u8,
                '\t' => "&#x9;"u8,
                '\n' => "&#xA;"u8,
                _ => "&#xD;"u8,
            });
            text = text[(at + 1)..];
        }

        Plain(text);
    }

    private void Plain(ReadOnlySpan<char> text) => output.AddUtf8(text);
}
