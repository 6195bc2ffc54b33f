using System.Collections.Immutable;
using RunBroker.Protocol.Saml.Signatures;

namespace RunBroker.Protocol.Saml.Metadata;

/// <param name="Binding"><see cref="SamlNames.RedirectBinding"/> or <see cref="SamlNames.PostBinding"/>; others are left out.</param>
/// <param name="ResponseUrl">Where responses go instead (SAMLMeta-2.2.2); null: to <paramref name="Url"/>.</param>
public sealed record SamlEndpoint(string Binding, string Url, string? ResponseUrl = null);

/// <param name="Field">Name of the connection's field that it is about, such as <c>metadata_url</c> or <c>certificates</c>.</param>
/// <param name="Code">Stable.</param>
public sealed record MetadataProblem(string Field, string Code, string Wanted, string? Got, string Fix);

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
    public DateTimeOffset? ValidUntil { get; init; }
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
}

public abstract record MetadataResult
{
    private MetadataResult()
    {
    }

    public sealed record Read(IdpMetadata Metadata) : MetadataResult;

    public sealed record Refused(ImmutableArray<MetadataProblem> Problems) : MetadataResult;
}

/// <summary>Metadata of an identity provider (SAMLMeta-2; S-120 to S-128).</summary>
public static class IdpMetadataDocument
{
    public static MetadataResult Read(ReadOnlyMemory<byte> xml, MetadataAsk ask, DateTimeOffset now) => throw new NotSupportedException();
}
