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

    public ReadOnlyMemory<byte> Octets(Element apex) => Octets(apex, int.MaxValue)!.Value;

    /// <summary>
    /// Null: they would be more than that. A namespace is declared anew on each element that uses it below others that do not: one of
    /// 150 KB and ten thousand small elements would be 1.5 GB, and nobody had to sign them (S-010).
    /// </summary>
    public ReadOnlyMemory<byte>? Octets(Element apex, int most)
    {
        using var output = new OctetBuffer();
        if (!Write(apex, output, most))
            return null;
        return output.ToArray();
    }

    /// <summary>Walks with a stack of its own: <see cref="XmlBounds"/> says how deep a document may be, not the thread (D3).</summary>
    private bool Write(Element apex, OctetBuffer output, int most)
    {
        var text = new CanonicalText(output);
        var rendered = new RenderedNamespaces(InclusivePrefixes);
        var open = new Stack<(Element Element, int Next, int Mark)>();
        rendered.Inherit(apex);
        open.Push((apex, 0, rendered.Begin(apex, text)));
        while (open.TryPop(out var at))
        {
            if (output.Length > most)
                return false;
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

        return output.Length <= most;
    }
}
