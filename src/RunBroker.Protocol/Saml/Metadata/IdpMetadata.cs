using System.Collections.Immutable;
using RunBroker.Protocol.Saml.Signatures;

namespace RunBroker.Protocol.Saml.Metadata;

/// <param name="Binding"><see cref="SamlNames.RedirectBinding"/> or <see cref="SamlNames.PostBinding"/>; others are left out.</param>
/// <param name="ResponseUrl">Where responses go instead (SAMLMeta-2.2.2); null: to <paramref name="Url"/>.</param>
public sealed record SamlEndpoint(string Binding, string Url, string? ResponseUrl = null);

/// <summary>What a provider's metadata says that we use. Only <see cref="IdpMetadataDocument.Read"/> makes one from a document.</summary>
public sealed record IdpMetadata
{
    public required string EntityId { get; init; }
    public required ImmutableArray<SamlEndpoint> SsoEndpoints { get; init; }
    public ImmutableArray<SamlEndpoint> SloEndpoints { get; init; } = [];
    /// <summary>DER of every usable signing certificate, each once, in document order (S-036, S-124).</summary>
    public required ImmutableArray<ReadOnlyMemory<byte>> SigningCertificates { get; init; }
    public bool WantAuthnRequestsSigned { get; init; }
    public ImmutableArray<string> NameIdFormats { get; init; } = [];
    /// <summary>The earliest of the entity, its role and every group around it.</summary>
    public DateTimeOffset? ValidUntil { get; init; }
    /// <summary>The shortest of the same; at most <see cref="MetadataLimits.CacheDuration"/>.</summary>
    public TimeSpan? CacheDuration { get; init; }
    /// <summary>Verified with the key that the connection pins (S-121).</summary>
    public bool SignatureVerified { get; init; }
    /// <summary>What was left out or is worth knowing.</summary>
    public ImmutableArray<MetadataProblem> Warnings { get; init; } = [];
}

public sealed record MetadataAsk
{
    /// <summary>Which entity of an EntitiesDescriptor; null: there must be one identity provider only (S-126).</summary>
    public string? EntityId { get; init; }
    /// <summary>The certificate that the document must be signed with; empty: signatures are not demanded.</summary>
    public ImmutableArray<TrustedKey> Signers { get; init; } = [];
    /// <summary>Endpoint URLs may be http: Development, or a loopback host (S-127).</summary>
    public Func<Uri, bool> MayUseHttp { get; init; } = static _ => false;
    /// <summary>The document must say how long it is valid, and for no longer than this (IIP-MD04); null: as it likes.</summary>
    public TimeSpan? LongestValidity { get; init; }
    /// <summary>The connection's field by which the document came, for problems of the document as a whole.</summary>
    public string Field { get; init; } = "metadata_xml";
}

public abstract record MetadataResult
{
    private MetadataResult()
    {
    }

    public sealed record Read(IdpMetadata Metadata) : MetadataResult;

    /// <param name="Problems">As many as can be told at once, so that one mail to the provider's admin suffices.</param>
    public sealed record Refused(ImmutableArray<MetadataProblem> Problems) : MetadataResult;

    public T Match<T>(Func<Read, T> read, Func<Refused, T> refused) => this switch
    {
        Read r => read(r),
        Refused r => refused(r),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
