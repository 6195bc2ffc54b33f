using System.Collections.Immutable;
using RunBroker.Protocol.Saml.Signatures;

namespace RunBroker.Protocol.Saml;

/// <summary>A message as it came in a query.</summary>
public sealed record RedirectMessage
{
    /// <summary>True: SAMLRequest; false: SAMLResponse.</summary>
    public required bool IsRequest { get; init; }
    public required ReadOnlyMemory<byte> Xml { get; init; }
    public string? RelayState { get; init; }
    /// <summary>Null when the query is not signed.</summary>
    public string? SignatureMethod { get; init; }
    public ReadOnlyMemory<byte> SignedOctets { get; init; }
    public ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>Null: signed by one of the keys. A query without signature is refused, too (S-110).</summary>
    public SamlRefusal? Verify(ImmutableArray<TrustedKey> keys, SignaturePolicy policy, DateTimeOffset now) =>
        SignatureMethod is null
            ? new(SamlReason.NotSigned, "S-110", "SigAlg and Signature")
            : SignatureMethods.Verify(keys, SignatureMethod, policy, now, SignedOctets.Span, Signature.Span, out _);
}
