using System.Collections.Immutable;

namespace RunBroker.Protocol.Saml;

/// <summary>What a sign-in asks of the provider (SAMLCore-3.4.1).</summary>
public sealed record AuthnRequestAsk
{
    /// <summary>Begins with a letter or an underscore, at least 128 random bits (S-100).</summary>
    public required string Id { get; init; }
    public required DateTimeOffset Now { get; init; }
    public required string SpEntityId { get; init; }
    /// <summary>The SSO endpoint of the metadata.</summary>
    public required string Destination { get; init; }
    public required string AcsUrl { get; init; }
    public bool ForceAuthn { get; init; }
    public bool IsPassive { get; init; }
    /// <summary>Null: no NameIDPolicy at all (SDP-SP04).</summary>
    public string? NameIdFormat { get; init; }
    /// <summary>Exact; empty: no RequestedAuthnContext.</summary>
    public ImmutableArray<string> AuthnContexts { get; init; } = [];
    /// <summary>Asked for as Subject NameID when the connection wants that; else null.</summary>
    public string? LoginHint { get; init; }
}

public static class AuthnRequest
{
    /// <returns>UTF-8, unsigned: <see cref="RedirectBinding.Url"/> signs the query, <see cref="Signatures.XmlSigner"/> a form.</returns>
    public static byte[] Write(AuthnRequestAsk ask)
    {
        using var message = MessageWriter.Start("AuthnRequest", ask.Id, ask.Now, ask.Destination);
        // Left out where false, which is what their absence means: some providers trip over ForceAuthn="false".
        message.Attribute("ForceAuthn", ask.ForceAuthn ? "true" : null);
        message.Attribute("IsPassive", ask.IsPassive ? "true" : null);
        message.Attribute("ProtocolBinding", SamlNames.PostBinding);
        message.Attribute("AssertionConsumerServiceURL", ask.AcsUrl);
        message.Issuer(ask.SpEntityId);

        // Typed by a person or sent by an app: a hint that XML cannot hold is no reason to fail.
        if (ask.LoginHint is { Length: > 0 } hint && MessageWriter.CanHold(hint))
        {
            message.Assertion("Subject");
            message.Value("NameID", hint);
            message.End();
        }

        if (ask.NameIdFormat is { } format)
        {
            message.Protocol("NameIDPolicy");
            message.Attribute("Format", format);
            message.Attribute("AllowCreate", "true");
            message.End();
        }

        // What cannot be asked for is not silently had: the answer is judged by the whole list (S-074).
        var contexts = ask.AuthnContexts.Where(MessageWriter.CanHold).ToList();
        if (contexts.Count > 0)
        {
            message.Protocol("RequestedAuthnContext");
            message.Attribute("Comparison", "exact");
            contexts.ForEach(c => message.Value("AuthnContextClassRef", c));
            message.End();
        }

        return message.Done();
    }
}
