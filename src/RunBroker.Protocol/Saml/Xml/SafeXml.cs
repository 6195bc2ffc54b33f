namespace RunBroker.Protocol.Saml.Xml;

/// <summary>What a document may cost (S-001, S-010, D3).</summary>
public sealed record XmlBounds
{
    public required int Bytes { get; init; }
    public int Depth { get; init; } = 50;
    public int Nodes { get; init; } = 10_000;
    /// <summary>Attributes and namespace declarations of one element.</summary>
    public int AttributesPerElement { get; init; } = 64;

    public static XmlBounds Message { get; } = new() { Bytes = SamlLimits.MessageBytes };
    public static XmlBounds Metadata { get; } = new() { Bytes = SamlLimits.MetadataBytes, Nodes = 1_000_000 };
}

public abstract record XmlResult
{
    private XmlResult()
    {
    }

    public sealed record Read(Element Root) : XmlResult;

    public sealed record Refused(SamlRefusal Why) : XmlResult;
}

/// <summary>The one way by which XML from outside comes in (D3, D5).</summary>
public static class SafeXml
{
    public static XmlResult Read(ReadOnlyMemory<byte> utf8, XmlBounds bounds) => throw new NotSupportedException();
}
