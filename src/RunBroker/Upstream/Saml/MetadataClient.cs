using System.Collections.Immutable;
using System.Globalization;
using RunBroker.Http.Outbound;
using RunBroker.Protocol.Saml.Metadata;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;

namespace RunBroker.Upstream.Saml;

/// <summary>What the provider's metadata address answered.</summary>
internal abstract record MetadataAnswer
{
    private MetadataAnswer()
    {
    }

    /// <summary>Nothing has changed since it was last asked (RFC9110-15.4.5).</summary>
    public sealed record Same(string? Etag, DateTimeOffset? LastModified) : MetadataAnswer;

    public sealed record Document(byte[] Octets, IdpMetadata Idp, string? Etag, DateTimeOffset? LastModified) : MetadataAnswer;

    /// <summary>No answer, or none that may be believed.</summary>
    public sealed record Failed(ImmutableArray<MetadataProblem> Problems) : MetadataAnswer;
}

/// <summary>Fetches metadata by its URL (S-120). Redirects, sizes, addresses: see Http/Outbound.</summary>
internal sealed class MetadataClient(Outbound outbound, OutboundRules rules, TimeProvider time)
{
    /// <summary>Addresses of providers may be http in Development or on a loopback host (S-127, contract section 6).</summary>
    public bool MayUseHttp(Uri url) => rules.AllowPlainHttpAnywhere || url.IsLoopback;

    /// <param name="row">Asks only for what is newer than what it has.</param>
    public async Task<MetadataAnswer> Get(SamlMetadataRow row, SamlSettings settings, TimeSpan? patience, CancellationToken stop)
    {
        var request = new OutboundRequest(OutboundPurpose.Metadata, row.TenantId.Value, HttpMethod.Get, row.Address!)
        {
            Timeout = patience,
            Headers = [new("Accept", "application/samlmetadata+xml, application/xml;q=0.9, */*;q=0.1"), .. Conditions(row)],
        };
        // O-164: the reason and the status, never what the other side wrote.
        return (await outbound.Send(request, stop)).Match(
            answered: a => a.Status switch
            {
                200 => Read(a, settings),
                304 when row.Document is not null => new MetadataAnswer.Same(a.Headers.ETag, a.Headers.LastModified),
                _ => Unreachable(row, $"HTTP {a.Status}", "Check the address, and whether the provider serves it."),
            },
            refused: r => Unreachable(row, r.Reason.ToString(), "The broker may not reach this address."),
            failed: f => Unreachable(row, f.Reason.ToString(), "The provider did not answer: check the address and its firewall."));
    }

    private MetadataAnswer Read(OutboundResult.Answered answer, SamlSettings settings)
    {
        var octets = answer.Body.ToArray();
        var facts = SamlFacts.Read(octets, settings, MayUseHttp, time.GetUtcNow());
        return facts.Idp is { } idp
            ? new MetadataAnswer.Document(octets, idp, answer.Headers.ETag, answer.Headers.LastModified)
            : new MetadataAnswer.Failed(facts.Problems);
    }

    private static IEnumerable<KeyValuePair<string, string>> Conditions(SamlMetadataRow row)
    {
        // Without a document of our own, "not modified" would say nothing.
        if (row.Document is null)
            yield break;
        if (row.Etag is { } etag)
            yield return new("If-None-Match", etag);
        if (row.LastModified is { } modified)
            yield return new("If-Modified-Since", modified.ToString("R", CultureInfo.InvariantCulture));
    }

    // This goes to webhooks and operators, too; a query may hold a key to the document.
    private static MetadataAnswer.Failed Unreachable(SamlMetadataRow row, string got, string fix) =>
        new([new("metadata_url", "Unreachable", $"HTTP 200 from {new Uri(row.Address!).GetLeftPart(UriPartial.Path)}", got, fix)]);
}
