using System.Collections.Immutable;
using RunBroker.Protocol.Saml.Signatures;

namespace RunBroker.Protocol.Saml.Metadata;

/// <summary>What we tell one provider about us.</summary>
public sealed record SpDescription
{
    public required string Id { get; init; }
    /// <summary>The metadata's own URL.</summary>
    public required string EntityId { get; init; }
    /// <summary>The first is the default.</summary>
    public required ImmutableArray<string> AcsUrls { get; init; }
    public required string SloUrl { get; init; }
    /// <summary>DER, current before next.</summary>
    public required ImmutableArray<ReadOnlyMemory<byte>> SigningCertificates { get; init; }
    public required ImmutableArray<ReadOnlyMemory<byte>> EncryptionCertificates { get; init; }
    public bool AuthnRequestsSigned { get; init; }
    public bool WantAssertionsSigned { get; init; }
    public string? NameIdFormat { get; init; }
    /// <summary>AES-GCM first; announced as EncryptionMethod (IIP-MD09).</summary>
    public bool AllowCbc { get; init; }
    public required DateTimeOffset ValidUntil { get; init; }
    public required TimeSpan CacheDuration { get; init; }
}

/// <summary>Our metadata for one connection (SAMLMeta-2.4.4).</summary>
public static class SpMetadata
{
    /// <param name="signer">Null: not signed.</param>
    public static byte[] Write(SpDescription description, SpKey? signer) => throw new NotSupportedException();
}
