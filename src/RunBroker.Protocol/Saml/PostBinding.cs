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
    /// <remarks>Nothing is guessed: DEFLATE data is no XML here, and XML without base64 is no message (S-004).</remarks>
    public static DecodedMessage Decode(string? field)
    {
        // The size comes first: what is refused for it costs no copy (S-001).
        if (Base64Text.DecodedLength(field) > SamlLimits.MessageBytes)
            return new DecodedMessage.Refused(new(SamlReason.TooLarge, "S-001", $"{SamlLimits.MessageBytes} octets"));
        return Base64Text.Decode(field) is { Length: > 0 } xml
            ? new DecodedMessage.Decoded(xml)
            : new DecodedMessage.Refused(new(SamlReason.NotBase64, "SAMLBind-3.5.4"));
    }

    public static string Encode(ReadOnlySpan<byte> xml) => Convert.ToBase64String(xml);
}
