using System.Collections.Immutable;
using System.Security.Cryptography;

namespace RunBroker.Protocol.Saml.Metadata;

/// <summary>How newly read metadata came.</summary>
public enum MetadataOrigin
{
    /// <summary>From anywhere: an upload, or an address over http.</summary>
    Elsewhere,
    /// <summary>Over TLS from the very address that the connection pins.</summary>
    PinnedAddress,
}

public enum MetadataDifferenceKind
{
    CertificateAdded,
    CertificateRemoved,
    SsoEndpointAdded,
    SsoEndpointRemoved,
    SloEndpointAdded,
    SloEndpointRemoved,
    WantAuthnRequestsSigned,
    NameIdFormats,
}

/// <param name="Detail">
/// The certificate's thumbprint as <see cref="Signatures.TrustedKey.Thumbprint"/> writes it, the endpoint, or the value now.
/// </param>
public sealed record MetadataDifference(MetadataDifferenceKind Kind, string Detail)
{
    /// <summary>For the audit log and for the person who confirms.</summary>
    public string Says => Kind switch
    {
        MetadataDifferenceKind.CertificateAdded => $"The provider signs with a new certificate too: {Detail}.",
        MetadataDifferenceKind.CertificateRemoved => $"The provider no longer signs with the certificate {Detail}.",
        MetadataDifferenceKind.SsoEndpointAdded => $"New sign-in address: {Detail}.",
        MetadataDifferenceKind.SsoEndpointRemoved => $"No longer a sign-in address: {Detail}.",
        MetadataDifferenceKind.SloEndpointAdded => $"New sign-out address: {Detail}.",
        MetadataDifferenceKind.SloEndpointRemoved => $"No longer a sign-out address: {Detail}.",
        MetadataDifferenceKind.WantAuthnRequestsSigned => $"Whether the provider wants signed requests is now: {Detail}.",
        MetadataDifferenceKind.NameIdFormats => $"The provider's NameID formats are now: {Detail}.",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>Why a person has to look first (S-125). Stored by name, never renamed.</summary>
public enum MetadataDoubt
{
    /// <summary>Another entity ID: to us another provider.</summary>
    EntityIdChanged,
    /// <summary>No key is left. Never taken automatically, or no signature could be checked.</summary>
    AllKeysRemoved,
    /// <summary>Other keys, and nothing vouches for where they come from.</summary>
    KeysFromElsewhere,
    /// <summary>People would be sent to another host to sign in.</summary>
    SsoHostChanged,
    /// <summary>People and their NameIDs would be sent to another host to sign out.</summary>
    SloHostChanged,
}

public sealed record MetadataDoubtText(MetadataDoubt Doubt, string Says);

/// <summary>What to do with metadata that was fetched anew. Pure; the caller stores, asks and audits.</summary>
public abstract record MetadataChange
{
    private MetadataChange()
    {
    }

    /// <summary>
    /// Nothing that a sign-in uses. ValidUntil and CacheDuration may have moved all the same: they are to be stored in any case.
    /// </summary>
    public sealed record Unchanged : MetadataChange;

    /// <summary>May be taken over at once, and is to be audited.</summary>
    public sealed record Automatic(ImmutableArray<MetadataDifference> Differences) : MetadataChange;

    /// <summary>The stored metadata stays in use until an admin has confirmed (S-125).</summary>
    public sealed record NeedsConfirmation(ImmutableArray<MetadataDoubtText> Doubts, ImmutableArray<MetadataDifference> Differences)
        : MetadataChange;

    public T Match<T>(Func<Unchanged, T> unchanged, Func<Automatic, T> automatic, Func<NeedsConfirmation, T> needsConfirmation) =>
        this switch
        {
            Unchanged c => unchanged(c),
            Automatic c => automatic(c),
            NeedsConfirmation c => needsConfirmation(c),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>
    /// Keys alone may all change at once, so that a rollover without overlap costs no sign-in; but only where a signature or the pinned
    /// address vouches for them.
    /// </summary>
    public static MetadataChange Between(IdpMetadata stored, IdpMetadata fetched, MetadataOrigin origin)
    {
        ImmutableArray<MetadataDifference> differences =
        [
            .. Sets(Thumbprints(stored), Thumbprints(fetched),
                MetadataDifferenceKind.CertificateAdded, MetadataDifferenceKind.CertificateRemoved),
            .. Sets(Endpoints(stored.SsoEndpoints), Endpoints(fetched.SsoEndpoints),
                MetadataDifferenceKind.SsoEndpointAdded, MetadataDifferenceKind.SsoEndpointRemoved),
            .. Sets(Endpoints(stored.SloEndpoints), Endpoints(fetched.SloEndpoints),
                MetadataDifferenceKind.SloEndpointAdded, MetadataDifferenceKind.SloEndpointRemoved),
            .. stored.WantAuthnRequestsSigned == fetched.WantAuthnRequestsSigned ? Array.Empty<MetadataDifference>()
                : [new(MetadataDifferenceKind.WantAuthnRequestsSigned, fetched.WantAuthnRequestsSigned ? "yes" : "no")],
            .. stored.NameIdFormats.ToHashSet().SetEquals(fetched.NameIdFormats) ? Array.Empty<MetadataDifference>()
                : [new(MetadataDifferenceKind.NameIdFormats, string.Join(' ', fetched.NameIdFormats))],
        ];
        ImmutableArray<MetadataDoubtText> doubts = [.. MetadataDoubts.Of(stored, fetched, origin)];
        return (doubts.IsEmpty, differences.IsEmpty) switch
        {
            (false, _) => new NeedsConfirmation(doubts, differences),
            (true, true) => new Unchanged(),
            (true, false) => new Automatic(differences),
        };
    }

    internal static IEnumerable<string> Thumbprints(IdpMetadata metadata) =>
        metadata.SigningCertificates.Select(static c => Convert.ToHexString(SHA256.HashData(c.Span)));

    // Binding and both addresses: an answer's address that moves is a change, too.
    private static IEnumerable<string> Endpoints(ImmutableArray<SamlEndpoint> endpoints) => endpoints.Select(static e =>
        $"{e.Url} ({e.Binding[(e.Binding.LastIndexOf(':') + 1)..]}{(e.ResponseUrl is null ? "" : ", answers to " + e.ResponseUrl)})");

    private static IEnumerable<MetadataDifference> Sets(
        IEnumerable<string> before, IEnumerable<string> now, MetadataDifferenceKind added, MetadataDifferenceKind removed)
    {
        var (old, fresh) = (before.ToImmutableArray(), now.ToImmutableArray());
        return fresh.Except(old).Select(d => new MetadataDifference(added, d))
            .Concat(old.Except(fresh).Select(d => new MetadataDifference(removed, d)));
    }
}
