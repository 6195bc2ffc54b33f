using System.Collections.Immutable;
using RunBroker.Protocol.Saml.Encryption;
using RunBroker.Protocol.Saml.Signatures;

namespace RunBroker.Protocol.Saml;

/// <summary>Which part of an answer must be signed (S-021).</summary>
public enum RequiredSignature { Either, Assertion, Response }

/// <summary>All that is believed of one SAML connection: its settings and its metadata, never a message.</summary>
public sealed record SamlTrust
{
    /// <summary>Compared octet for octet (S-061).</summary>
    public required string IdpEntityId { get; init; }
    public required string SpEntityId { get; init; }
    public required ImmutableArray<TrustedKey> Keys { get; init; }
    public ImmutableArray<SpKey> DecryptionKeys { get; init; } = [];
    public RequiredSignature Require { get; init; }
    public bool RequireEncryption { get; init; }
    public SignaturePolicy Signatures { get; init; } = SignaturePolicy.Strict;
    public DecryptionPolicy Decryption { get; init; } = new();
    /// <summary>Name of the attribute that holds the subject; null: the NameID (S-053).</summary>
    public string? SubjectAttribute { get; init; }

    /// <summary>How far the provider's clock may be off: at most <see cref="SamlLimits.MaxSkew"/>, more is cut.</summary>
    public TimeSpan ClockSkew
    {
        get;
        init => field = value < TimeSpan.Zero ? TimeSpan.Zero : value > SamlLimits.MaxSkew ? SamlLimits.MaxSkew : value;
    } = SamlLimits.Skew;
}

/// <summary>What the answer must be an answer to. Taking one that nobody asked for has to be said aloud.</summary>
public sealed record SamlExpectation
{
    private SamlExpectation(string acsUrl) => AcsUrl = acsUrl;

    /// <summary>Of our AuthnRequest; null: <see cref="Unsolicited"/>.</summary>
    public string? RequestId { get; private init; }

    /// <summary>The assertion consumer service URL at which the answer came in, from configuration (S-062, S-063).</summary>
    public string AcsUrl { get; }
    public DateTimeOffset RequestedAt { get; private init; }

    /// <summary>The person had to authenticate anew: AuthnInstant must not lie before the request (S-071).</summary>
    public bool ForceAuthn { get; init; }

    /// <summary>Seconds since the authentication, at most (max_age of the app); null: any.</summary>
    public int? MaxAge { get; init; }

    /// <summary>Exact authentication contexts that were asked for; empty: any (S-074).</summary>
    public ImmutableArray<string> AuthnContexts { get; init; } = [];

    public static SamlExpectation AnswerTo(string requestId, DateTimeOffset requestedAt, string acsUrl) =>
        new(acsUrl) { RequestId = requestId, RequestedAt = requestedAt };

    /// <summary>S-066: InResponseTo must be absent everywhere, and the response itself must be signed (S-021).</summary>
    public static SamlExpectation Unsolicited(string acsUrl) => new(acsUrl);
}
