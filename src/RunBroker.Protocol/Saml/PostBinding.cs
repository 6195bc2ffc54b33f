namespace RunBroker.Protocol.Saml;

public abstract record DecodedMessage
{
    private DecodedMessage()
    {
    }

    public sealed record Decoded(ReadOnlyMemory<byte> Xml) : DecodedMessage;

    public sealed record Refused(SamlRefusal Why) : DecodedMessage;
}

/// <summary>SAMLBind-3.5: base64 in a form field.</summary>
public static class PostBinding
{
    public static DecodedMessage Decode(string? field) => throw new NotSupportedException();

    public static string Encode(ReadOnlySpan<byte> xml) => Convert.ToBase64String(xml);
}
