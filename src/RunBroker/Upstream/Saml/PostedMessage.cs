using RunBroker.Protocol;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Upstream.Saml;

/// <summary>A form with one SAML message (SAMLBind-3.5): its octets, not believed yet, or why there are none.</summary>
internal sealed class PostedMessage(ReadOnlyMemory<byte> xml, SamlRefusal? why)
{
    private XmlResult? read;

    public ReadOnlyMemory<byte> Xml { get; } = xml;

    public SamlRefusal? Why { get; } = why;

    /// <summary>The one reading of it that all who look at it share.</summary>
    public XmlResult AsRead => read ??= SafeXml.Read(Xml, XmlBounds.Message);

    public const string Request = "SAMLRequest";
    public const string Response = "SAMLResponse";
    public const string RelayState = "RelayState";

    /// <param name="field"><see cref="Request"/> or <see cref="Response"/>.</param>
    public static PostedMessage Read(Parameters sent, string field)
    {
        // Which of two is meant is for nobody to guess (S-016).
        if (new[] { Request, Response, RelayState }.FirstOrDefault(sent.CameTwice) is { } twice)
            return Refused("each parameter once", $"{twice} twice");
        if (sent[Request] is not null && sent[Response] is not null)
            return Refused("one message", "a request and a response");
        return PostBinding.Decode(sent[field]) switch
        {
            DecodedMessage.Decoded decoded => new(decoded.Xml, null),
            DecodedMessage.Refused refused => new(default, refused.Why),
            _ => throw new InvalidOperationException("closed set"),
        };
    }

    /// <summary>The request that the message says it answers: good for looking a sign-in up, for nothing else.</summary>
    public (string? InResponseTo, SamlRefusal? Why) Peek() => Why is not null ? (null, Why) : AsRead switch
    {
        XmlResult.Read read => (read.Root["InResponseTo"], null),
        XmlResult.Refused refused => (null, refused.Why),
        _ => throw new InvalidOperationException("closed set"),
    };

    private static PostedMessage Refused(string wanted, string got) =>
        new(default, new(SamlReason.RepeatedParameter, "S-016", wanted, got));
}
