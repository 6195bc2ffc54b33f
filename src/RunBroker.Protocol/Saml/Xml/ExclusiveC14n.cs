using System.Collections.Immutable;

namespace RunBroker.Protocol.Saml.Xml;

/// <summary>Exclusive XML Canonicalization 1.0 of an element with all that is below it (W3C xml-exc-c14n).</summary>
public sealed record ExclusiveC14n
{
    /// <summary>Prefixes whose declarations are kept though unused (InclusiveNamespaces); "" is the default namespace.</summary>
    public ImmutableArray<string> InclusivePrefixes { get; init; } = [];

    public bool WithComments { get; init; }

    /// <summary>A part to leave out: the Signature, by the enveloped signature transform (XMLDSig 6.6.4).</summary>
    public Element? Without { get; init; }

    public static ExclusiveC14n Plain { get; } = new();

    public ReadOnlyMemory<byte> Octets(Element apex)
    {
        using var output = new OctetBuffer();
        Write(apex, output);
        return output.ToArray();
    }

    /// <summary>Walks with a stack of its own: <see cref="XmlBounds"/> says how deep a document may be, not the thread (D3).</summary>
    private void Write(Element apex, OctetBuffer output)
    {
        var text = new CanonicalText(output);
        var rendered = new RenderedNamespaces(InclusivePrefixes);
        var open = new Stack<(Element Element, int Next, int Mark)>();
        rendered.Inherit(apex);
        open.Push((apex, 0, rendered.Begin(apex, text)));
        while (open.TryPop(out var at))
        {
            if (at.Next == at.Element.Children.Count)
            {
                text.End(at.Element);
                rendered.Undo(at.Mark);
                continue;
            }

            open.Push((at.Element, at.Next + 1, at.Mark));
            switch (at.Element.Children[at.Next])
            {
                case Element child when child != Without:
                    open.Push((child, 0, rendered.Begin(child, text)));
                    break;
                case Text content:
                    text.Content(content.Value);
                    break;
                case Instruction instruction:
                    text.Instruction(instruction.Target, instruction.Data);
                    break;
                case Comment comment when WithComments:
                    text.Comment(comment.Value);
                    break;
            }
        }
    }
}
