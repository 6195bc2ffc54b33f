using System.Collections.Immutable;

namespace RunBroker.Protocol.Saml.Metadata;

/// <summary>The rules of S-125, in the order an admin should read them.</summary>
internal static class MetadataDoubts
{
    public static IEnumerable<MetadataDoubtText> Of(IdpMetadata stored, IdpMetadata fetched, MetadataOrigin origin)
    {
        if (stored.EntityId != fetched.EntityId)
        {
            var (before, after) = (MetadataProblem.Shown(stored.EntityId), MetadataProblem.Shown(fetched.EntityId));
            yield return new(MetadataDoubt.EntityIdChanged,
                $"The metadata named {before} and now names {after}: to this broker that is another provider, with other people.");
        }

        if (fetched.SigningCertificates.IsEmpty)
        {
            yield return new(MetadataDoubt.AllKeysRemoved, "The metadata no longer has any certificate, so no sign-in could be checked.");
        }
        else if (!fetched.SignatureVerified && origin != MetadataOrigin.PinnedAddress && KeysDiffer(stored, fetched))
        {
            yield return new(MetadataDoubt.KeysFromElsewhere,
                "The certificates changed, and the document is neither signed nor from the connection's metadata address: "
                + "compare them with the provider's first.");
        }

        var known = Origins(stored.SsoEndpoints);
        var signIn = Origins(fetched.SsoEndpoints).Except(known);
        if (!signIn.IsEmpty)
            yield return new(MetadataDoubt.SsoHostChanged, $"People would be sent elsewhere to sign in: {string.Join(' ', signIn)}.");

        var signOut = Origins(fetched.SloEndpoints).Except(known).Except(Origins(stored.SloEndpoints));
        if (!signOut.IsEmpty)
            yield return new(MetadataDoubt.SloHostChanged, $"People would be sent elsewhere to sign out: {string.Join(' ', signOut)}.");
    }

    private static bool KeysDiffer(IdpMetadata stored, IdpMetadata fetched) =>
        !MetadataChange.Thumbprints(stored).ToHashSet().SetEquals(MetadataChange.Thumbprints(fetched));

    // Scheme and port belong to it: from https to http is a change to distrust.
    private static ImmutableHashSet<string> Origins(ImmutableArray<SamlEndpoint> endpoints) =>
    [
        .. endpoints.SelectMany(static e => new[] { e.Url, e.ResponseUrl }).OfType<string>()
            .Select(static url => Uri.TryCreate(url, UriKind.Absolute, out var parsed) ? parsed.GetLeftPart(UriPartial.Authority) : url),
    ];
}
