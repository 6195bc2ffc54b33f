using System.Collections.Immutable;
using RunBroker.Protocol.Saml.Metadata;
using RunBroker.Storage.Model;

namespace RunBroker.Upstream.Saml;

/// <summary>What a fetch comes to: the row as it is to be, and what is to be told.</summary>
/// <param name="WritesDocuments">False: only what is noted of the fetch has changed.</param>
/// <param name="TrustChanged">Nodes make anew what they had made of the metadata.</param>
internal sealed record MetadataStep(SamlMetadataRow Row, bool WritesDocuments, bool TrustChanged, MetadataNews? News)
{
    /// <summary>Told when so many fetches in a row have failed: one hiccup is none of an admin's business.</summary>
    public const int FailuresToTell = 3;

    /// <param name="stored">What <see cref="SamlMetadataRow.Document"/> said when it was taken; null when there is none, or none that the
    /// connection's settings still let be read.</param>
    public static MetadataStep Decide(SamlMetadataRow row, IdpMetadata? stored, MetadataAnswer answer, DateTimeOffset now) => answer switch
    {
        // The provider has nothing newer than what must not be used any more.
        MetadataAnswer.Same when row.ValidUntil <= now => Missed(row, stored, [Ended(row)], now),
        MetadataAnswer.Same same => Fetched(row, stored, same.Etag, same.LastModified, now) switch
        {
            var next => new(next, false, false, null),
        },
        MetadataAnswer.Document document => Brought(row, stored, document, now),
        MetadataAnswer.Failed failed => Missed(row, stored, failed.Problems, now),
        _ => throw new InvalidOperationException("The set of outcomes is closed."),
    };

    /// <summary>The pending document is what an admin wants now, or the one that may be taken over at once.</summary>
    public static SamlMetadataRow Taken(SamlMetadataRow row, byte[] octets, IdpMetadata idp) => row with
    {
        Document = octets,
        SignatureVerified = idp.SignatureVerified,
        ValidUntil = idp.ValidUntil,
        PendingDocument = null,
        PendingReasons = [],
        PendingAt = null,
    };

    private static MetadataStep Brought(SamlMetadataRow row, IdpMetadata? stored, MetadataAnswer.Document answer, DateTimeOffset now)
    {
        if (stored is null)
            return Take([]);
        return MetadataChange.Between(stored, answer.Idp, OriginOf(row.Address)).Match(
            unchanged: _ => Take([]),
            automatic: a => Take(a.Differences),
            needsConfirmation: c => Wait(c));

        MetadataStep Take(ImmutableArray<MetadataDifference> differences)
        {
            var next = Taken(Fetched(row, answer.Idp, answer.Etag, answer.LastModified, now), answer.Octets, answer.Idp);
            var same = row.PendingDocument is null && row.Document is { } before && before.AsSpan().SequenceEqual(answer.Octets);
            return new(next, !same, !same, differences.IsEmpty ? null : new MetadataNews.Changed([.. differences.Select(d => d.Says)]));
        }

        MetadataStep Wait(MetadataChange.NeedsConfirmation change)
        {
            ImmutableArray<string> reasons = [.. change.Doubts.Select(d => d.Doubt.ToString())];
            var known = row.PendingDocument is not null && row.PendingReasons.SequenceEqual(reasons);
            var next = Fetched(row, stored, answer.Etag, answer.LastModified, now) with
            {
                PendingDocument = answer.Octets,
                PendingReasons = reasons,
                PendingAt = known ? row.PendingAt : now,
            };
            var same = known && row.PendingDocument!.AsSpan().SequenceEqual(answer.Octets);
            return new(next, !same, false, known ? null : new MetadataNews.Waits([.. change.Doubts.Select(d => d.Says)]));
        }
    }

    // S-123: what is stored stays, until its own end.
    private static MetadataStep Missed(SamlMetadataRow row, IdpMetadata? stored, ImmutableArray<MetadataProblem> problems, DateTimeOffset now)
    {
        var next = row with { Failures = row.Failures + 1, LastError = $"{problems[0].Code}: {problems[0].Got ?? problems[0].Wanted}" };
        next = next with { NextFetchAt = NextFetch(next, stored?.CacheDuration, now) };
        return new(next, false, false, next.Failures == FailuresToTell ? new MetadataNews.Fails(problems[0], next.Failures) : null);
    }

    private static MetadataProblem Ended(SamlMetadataRow row) => new("metadata_url", nameof(MetadataFault.Expired), "metadata that is still valid",
        $"valid until {row.ValidUntil:u}", "The provider must publish fresh metadata.");

    private static SamlMetadataRow Fetched(SamlMetadataRow row, IdpMetadata? idp, string? etag, DateTimeOffset? modified, DateTimeOffset now)
    {
        var next = row with
        {
            // Not modified may come without them (RFC9110-15.4.5); the ones that were known then still fit.
            Etag = etag ?? row.Etag,
            LastModified = modified ?? row.LastModified,
            FetchedAt = now,
            Failures = 0,
            LastError = null,
            ValidUntil = idp is null ? row.ValidUntil : idp.ValidUntil,
        };
        return next with { NextFetchAt = NextFetch(next, idp?.CacheDuration, now) };
    }

    private static DateTimeOffset NextFetch(SamlMetadataRow row, TimeSpan? cacheDuration, DateTimeOffset now) => MetadataSchedule.NextFetch(
        new() { LastTriedAt = now, FailuresInARow = row.Failures, CacheDuration = cacheDuration, ValidUntil = row.ValidUntil }, now);

    // S-125: TLS to the pinned address vouches for keys; so does a loopback host, which no network lies before.
    private static MetadataOrigin OriginOf(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || url.IsLoopback)
            ? MetadataOrigin.PinnedAddress : MetadataOrigin.Elsewhere;
}

/// <summary>What a tenant's admins are told of a fetch.</summary>
internal abstract record MetadataNews
{
    private MetadataNews()
    {
    }

    /// <summary>Taken over by itself; each change a sentence.</summary>
    public sealed record Changed(ImmutableArray<string> Differences) : MetadataNews;

    /// <summary>S-125: an admin has to confirm it.</summary>
    public sealed record Waits(ImmutableArray<string> Doubts) : MetadataNews;

    public sealed record Fails(MetadataProblem Problem, int InARow) : MetadataNews;
}
