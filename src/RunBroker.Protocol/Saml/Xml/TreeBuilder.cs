using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Xml;

namespace RunBroker.Protocol.Saml.Xml;

/// <summary>
/// What a reader says, node by node, to a tree within bounds: they are checked before the node is made, and nothing recurses (D3,
/// S-010). How many attributes an element has was checked before the reader began.
/// </summary>
internal sealed class TreeBuilder(XmlBounds bounds)
{
    private const string Declarations = "http://www.w3.org/2000/xmlns/";

    private readonly List<Attribute> _attributes = [];
    private readonly List<Declaration> _declared = [];
    private Element? _open;
    private int _depth;
    private int _nodes;

    public Element? Root { get; private set; }

    /// <summary>Null: go on.</summary>
    public SamlRefusal? Take(XmlReader reader)
    {
        if (reader.NodeType != XmlNodeType.EndElement && ++_nodes > bounds.Nodes)
            return TooComplex($"at most {bounds.Nodes} nodes");
        switch (reader.NodeType)
        {
            case XmlNodeType.Element:
                return Begin(reader);
            case XmlNodeType.EndElement:
                Close();
                break;
            // White space outside of the root comes as such a node, too, and is of no document.
            case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                _open?.Add(new Text(reader.Value));
                break;
            case XmlNodeType.Comment:
                _open?.Add(new Comment(reader.Value));
                break;
            case XmlNodeType.ProcessingInstruction:
                _open?.Add(new Instruction(reader.Name, reader.Value));
                break;
            case XmlNodeType.XmlDeclaration:
                return reader.GetAttribute("encoding") is { } encoding && !encoding.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
                    ? new(SamlReason.NotUtf8, "S-009", "UTF-8", encoding)
                    : null;
            default:
                return new(SamlReason.NotXml, "S-007", "no entities", reader.NodeType.ToString());
        }

        return null;
    }

    private SamlRefusal? Begin(XmlReader reader)
    {
        if (_depth == bounds.Depth)
            return TooComplex($"at most {bounds.Depth} levels");

        // The reader takes an element named xmlns:x, which no document may have and no reader would take from its canonical form.
        if (reader.NamespaceURI == Declarations)
            return new(SamlReason.NotXml, "S-008", "no element with the prefix xmlns", reader.Name);

        var (prefix, name, uri, isEmpty) = (reader.Prefix, reader.LocalName, reader.NamespaceURI, reader.IsEmptyElement);
        while (reader.MoveToNextAttribute())
        {
            if (reader.NamespaceURI == Declarations)
                _declared.Add(new(reader.Prefix.Length == 0 ? "" : reader.LocalName, reader.Value));
            else
                _attributes.Add(new(reader.Prefix, reader.LocalName, reader.NamespaceURI, reader.Value));
        }

        var element = new Element(prefix, name, uri, Taken(_attributes), Taken(_declared));
        _open?.Add(element);
        Root ??= element;
        _open = element;
        _depth++;
        if (isEmpty)
            Close();
        return null;
    }

    private void Close()
    {
        _open = _open?.Parent;
        _depth--;
    }

    private static ImmutableArray<T> Taken<T>(List<T> list)
    {
        if (list.Count == 0)
            return [];
        var taken = ImmutableCollectionsMarshal.AsImmutableArray(list.ToArray());
        list.Clear();
        return taken;
    }

    private static SamlRefusal TooComplex(string wanted) => new(SamlReason.TooComplex, "S-010", wanted);
}
