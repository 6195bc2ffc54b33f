using System.Text;
using System.Xml;

namespace RunBroker.Protocol.Saml;

/// <summary>Messages of ours are written by a writer, never strung together: no value can become markup (S-101).</summary>
internal sealed class MessageWriter : IDisposable
{
    // Entitize: what a value has of line breaks and tabs comes back as it was.
    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        OmitXmlDeclaration = true,
        NewLineHandling = NewLineHandling.Entitize,
    };

    private readonly MemoryStream octets = new();
    private readonly XmlWriter xml;

    private MessageWriter() => xml = XmlWriter.Create(octets, Settings);

    /// <summary>Starts the message with what each has: ID, Version, IssueInstant, Destination.</summary>
    public static MessageWriter Start(string name, string id, DateTimeOffset now, string destination)
    {
        var writer = new MessageWriter();
        writer.xml.WriteStartElement("samlp", name, SamlNames.Protocol);
        writer.xml.WriteAttributeString("xmlns", "saml", null, SamlNames.Assertion);
        writer.Attribute("ID", id);
        writer.Attribute("Version", "2.0");
        writer.Attribute("IssueInstant", SamlTime.WriteSecond(now));
        writer.Attribute("Destination", destination);
        return writer;
    }

    public void Attribute(string name, string? value)
    {
        if (value is not null)
            xml.WriteAttributeString(name, value);
    }

    public void Protocol(string name) => xml.WriteStartElement("samlp", name, SamlNames.Protocol);

    public void Assertion(string name) => xml.WriteStartElement("saml", name, SamlNames.Assertion);

    public void Issuer(string entityId) => Value("Issuer", entityId);

    /// <summary>An element of the assertion namespace with that text.</summary>
    public void Value(string name, string text)
    {
        Assertion(name);
        Text(text);
        End();
    }

    public void Text(string text) => xml.WriteString(text);

    public void End() => xml.WriteEndElement();

    /// <summary>Ends all that is open.</summary>
    public byte[] Done()
    {
        xml.WriteEndDocument();
        xml.Flush();
        return octets.ToArray();
    }

    public void Dispose()
    {
        xml.Dispose();
        octets.Dispose();
    }

    /// <summary>Whether XML can hold the text at all: no control characters but tab and line ends, no half of a surrogate pair.</summary>
    public static bool CanHold(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
                i++;
            else if (!XmlConvert.IsXmlChar(text[i]))
                return false;
        }

        return true;
    }
}
