using System.Collections.Immutable;

namespace RunBroker.Protocol.Saml.Metadata;

/// <summary>The rules of S-125, in the order an admin should read them.</summary>
internal static class MetadataDoubts
{
    public static IEnumerable<MetadataDoubtText> Of(IdpMetadata stored, IdpMetadata fetched, MetadataOrigin origin)
    {
        if (stored.EntityId != fetched.EntityId)
        {
            yield return new(MetadataDoubt.EntityIdChanged, $"The metadata now names {MetadataProblem.Shown(fetched.EntityId)} where it named "
                + $"{MetadataProblem.Shown(stored.EntityId)}: to this broker that is another provider, with other people.");
        }

        if (fetched.SigningCertificates.IsEmpty)
            yield return new(MetadataDoubt.AllKeysRemoved, "The metadata no longer has any certificate, so no sign-in could be checked.");

        var vouched = fetched.SignatureVerified || origin == MetadataOrigin.PinnedAddress;
        if (!vouched && !fetched.SigningCertificates.IsEmpty && !MetadataChange.Thumbprints(stored).ToHashSet().SetEquals(MetadataChange.Thumbprints(fetched)))
        {
            yield return new(MetadataDoubt.KeysFromElsewhere, "The certificates changed, and the document is neither signed nor from the connection's "
                + "own metadata address: compare them with the provider's before you take them.");
        }

        var known = Origins(stored.SsoEndpoints);
        if (Origins(fetched.SsoEndpoints).Except(known).ToImmutableArray() is { IsEmpty: false } signIn)
            yield return new(MetadataDoubt.SsoHostChanged, $"People would be sent to another place to sign in: {string.Join(' ', signIn)}.");
        if (Origins(fetched.SloEndpoints).Except(known).Except(Origins(stored.SloEndpoints)).ToImmutableArray() is { IsEmpty: false } signOut)
            yield return new(MetadataDoubt.SloHostChanged, $"People would be sent to another place to sign out: {string.Join(' ', signOut)}.");
    }

    // Scheme and port belong to it: from https to http is a change to distrust.
    private static ImmutableHashSet<string> Origins(ImmutableArray<SamlEndpoint> endpoints) =>
    [
        .. endpoints.SelectMany(static e => new[] { e.Url, e.ResponseUrl }).OfType<string>()
            .Select(static url => Uri.TryCreate(url, UriKind.Absolute, out var parsed) ? parsed.GetLeftPart(UriPartial.Authority) : url),
    ];
}
