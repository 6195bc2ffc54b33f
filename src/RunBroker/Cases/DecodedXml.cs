using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Cases;

/// <summary>SAML messages, indented: values of signatures, ciphertexts and certificates are cut, and every text that is not about the message is personal.</summary>
internal sealed class DecodedXml
{
    private const int Longest = 500;
    private const int FirstBuffer = 2 * 1024;
    /// <summary>More is not kept in any case.</summary>
    private const int MostText = 20_000;

    private static readonly FrozenSet<string> Cut =
        FrozenSet.ToFrozenSet(["SignatureValue", "DigestValue", "CipherValue", "X509Certificate", "Modulus"], StringComparer.Ordinal);

    private static readonly FrozenSet<string> Plain = FrozenSet.ToFrozenSet(
        ["Issuer", "Audience", "AuthnContextClassRef", "AuthnContextDeclRef", "AuthenticatingAuthority", "StatusMessage", "Exponent"], StringComparer.Ordinal);

    private static readonly FrozenSet<string> PersonalAttributes = FrozenSet.ToFrozenSet(["Address", "DNSName"], StringComparer.Ordinal);

    private readonly StringBuilder text = new(FirstBuffer);
    private readonly ImmutableArray<string>.Builder redacted = ImmutableArray.CreateBuilder<string>();

    private DecodedXml()
    {
    }

    /// <summary>A message as it came: what cannot be read is not shown.</summary>
    public static DecodedMessage Of(ReadOnlyMemory<byte> utf8) => Of(SafeXml.Read(utf8, XmlBounds.Message), utf8.Length);

    /// <summary>As above, of a message that was read already.</summary>
    public static DecodedMessage Of(XmlResult result, int octets) => result is XmlResult.Read read
        ? Of(read.Root)
        : new(string.Create(CultureInfo.InvariantCulture, $"no XML that can be read, {octets} octets"), ["message"]);

    public static DecodedMessage Of(Element root)
    {
        var made = new DecodedXml();
        made.Write(root, 0);
        return new(made.text.ToString(), made.redacted.ToImmutable());
    }

    // As deep as XmlBounds.Message lets a document be.
    private void Write(Element element, int depth)
    {
        if (text.Length > MostText)
            return;
        var name = element.Prefix.Length == 0 ? element.LocalName : $"{element.Prefix}:{element.LocalName}";
        Line(depth).Append('<').Append(name);
        foreach (var (prefix, uri) in element.Declared)
            text.Append(prefix.Length == 0 ? " xmlns" : $" xmlns:{prefix}").Append("=\"").Append(Escaped(uri)).Append('"');
        foreach (var attribute in element.Attributes)
        {
            var value = Escaped(attribute.Value);
            text.Append(' ').Append(attribute.Prefix.Length == 0 ? attribute.LocalName : $"{attribute.Prefix}:{attribute.LocalName}").Append("=\"")
                .Append(PersonalAttributes.Contains(attribute.LocalName) ? Personal.Mark(value) : value).Append('"');
        }

        if (element.SimpleText is { } simple)
        {
            if (simple.Length == 0)
                text.Append("/>");
            else
                text.Append('>').Append(Value(element.LocalName, simple)).Append("</").Append(name).Append('>');
            return;
        }

        text.Append('>');
        foreach (var child in element.Children)
            Write(child, depth + 1);
        Line(depth).Append("</").Append(name).Append('>');
    }

    private void Write(Node child, int depth)
    {
        switch (child)
        {
            case Element element:
                Write(element, depth);
                break;
            case Text { Value: var value } when !string.IsNullOrWhiteSpace(value):
                Line(depth).Append(Personal.Mark(Escaped(value)));
                break;
            case Comment { Value: var value }:
                Line(depth).Append("<!--").Append(Personal.Mark(Escaped(value))).Append("-->");
                break;
            case Instruction { Target: var target }:
                Line(depth).Append("<?").Append(Escaped(target)).Append("?>");
                break;
        }
    }

    private string Value(string name, string value)
    {
        if (Cut.Contains(name))
        {
            redacted.Add(name);
            return DecodedParameters.Cut(value);
        }

        return Plain.Contains(name) ? Escaped(value) : Personal.Mark(Escaped(value));
    }

    private StringBuilder Line(int depth) => (text.Length == 0 ? text : text.Append('\n')).Append(' ', 2 * depth);

    private static string Escaped(string value)
    {
        var shown = DecodedParameters.Shown(value, Longest);
        return !shown.AsSpan().ContainsAny('&', '<', '"') ? shown
            : shown.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
                .Replace("\"", "&quot;", StringComparison.Ordinal);
    }
}
