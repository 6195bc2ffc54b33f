using System.Collections.Immutable;

namespace RunBroker.Protocol.Saml.Xml;

/// <summary>A part of a document as it was read: never changed from outside, with its way up.</summary>
public abstract class Node
{
    private protected Node()
    {
    }

    public Element? Parent { get; internal set; }
}

/// <summary>Text; CDATA sections and character references are text like any other (S-050).</summary>
public sealed class Text(string value) : Node
{
    public string Value { get; } = value;
}

public sealed class Comment(string value) : Node
{
    public string Value { get; } = value;
}

public sealed class Instruction(string target, string data) : Node
{
    public string Target { get; } = target;
    public string Data { get; } = data;
}

/// <summary>An attribute; namespace declarations are apart, see <see cref="Element.Declared"/>.</summary>
public readonly record struct Attribute(string Prefix, string LocalName, string NamespaceUri, string Value);

/// <summary>A namespace declaration; prefix "" is the default namespace, URI "" takes it back.</summary>
public readonly record struct Declaration(string Prefix, string Uri);

public sealed class Element(
    string prefix, string localName, string namespaceUri, ImmutableArray<Attribute> attributes, ImmutableArray<Declaration> declared) : Node
{
    private readonly List<Node> _children = [];

    public string Prefix { get; } = prefix;
    public string LocalName { get; } = localName;
    public string NamespaceUri { get; } = namespaceUri;

    /// <summary>In document order, without namespace declarations.</summary>
    public ImmutableArray<Attribute> Attributes { get; } = attributes;

    /// <summary>The namespace declarations that stand on this element, in document order.</summary>
    public ImmutableArray<Declaration> Declared { get; } = declared;

    public IReadOnlyList<Node> Children => _children;

    public IEnumerable<Element> Elements
    {
        get
        {
            foreach (var child in _children)
            {
                if (child is Element element)
                    yield return element;
            }
        }
    }

    /// <summary>The whole text; null when there is anything else inside: element, comment, processing instruction (S-050).</summary>
    public string? SimpleText => _children.Count switch
    {
        0 => "",
        1 => (_children[0] as Text)?.Value,
        _ => _children.TrueForAll(static c => c is Text) ? string.Concat(_children.Cast<Text>().Select(static t => t.Value)) : null,
    };

    public bool Is(string namespaceUri, string localName) => LocalName == localName && NamespaceUri == namespaceUri;

    /// <summary>Direct children of that name.</summary>
    public IEnumerable<Element> Named(string namespaceUri, string localName)
    {
        foreach (var child in _children)
        {
            if (child is Element element && element.Is(namespaceUri, localName))
                yield return element;
        }
    }

    /// <summary>The value of an attribute in no namespace; null when there is none.</summary>
    public string? this[string attribute]
    {
        get
        {
            foreach (var one in Attributes)
            {
                if (one.NamespaceUri.Length == 0 && one.LocalName == attribute)
                    return one.Value;
            }

            return null;
        }
    }

    /// <summary>This element and every element below it, in document order, without recursion (D3).</summary>
    public IEnumerable<Element> SelfAndBelow()
    {
        var open = new Stack<Element>();
        open.Push(this);
        while (open.TryPop(out var next))
        {
            yield return next;
            for (var i = next._children.Count - 1; i >= 0; i--)
            {
                if (next._children[i] is Element child)
                    open.Push(child);
            }
        }
    }

    internal void Insert(int at, Node child)
    {
        child.Parent = this;
        _children.Insert(at, child);
    }

    internal void Add(Node child)
    {
        child.Parent = this;
        _children.Add(child);
    }
}
