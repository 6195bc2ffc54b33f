using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using RunBroker.Protocol.Saml.Metadata;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Upstream.Saml;

/// <summary>
/// What we tell a connection's provider about us, from the connection's creation on, enabled or not: admins copy it to the provider first.
/// With <c>?signed=true</c> it is signed, for those who check; the octets are the same for a day, so that caches and ETags work.
/// </summary>
internal static class SpMetadataEndpoint
{
    public static async Task<IResult> Handle(
        string connection, HttpContext http, Db db, SamlConnections connections, Settings settings, TimeProvider time,
        CancellationToken stop)
    {
        var (row, hosts) = await db.Read(async tx => await ConnectionStore.FindByUrl(tx, connection) is { Protocol: "saml" } found
            ? (found, await HostStore.Of(tx, found.TenantId)) : (null, []), stop);
        if (row is null)
            return Results.NotFound();
        var (_, upstream, _) = await connections.Load(row, stop);
        if (upstream is null)
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        var signer = http.Request.Query["signed"] == "true" ? upstream.Signer : null;
        var now = time.GetUtcNow();
        // Only what is signed could be kept and shown again later, with keys of ours that are retired; what is not signed may lie at the
        // provider as a file for years.
        DateTimeOffset? until = signer is null ? null : new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero) + Limits.SpMetadataValid;
        var description = Describe(row, upstream, hosts, settings, now) with { ValidUntil = until };
        return new MetadataDocument(SpMetadata.Write(description, null),
            signer is null ? null : () => SpMetadata.Write(description, signer), signer?.Certificate ?? default);
    }

    private static SpDescription Describe(
        Connection row, SamlUpstream upstream, ImmutableArray<string> hosts, Settings settings, DateTimeOffset now) => new()
        {
            // Of this connection and this day: an ID has to be there to be signed, and nothing else is asked of it.
            Id = "_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{row.Id} {now.UtcDateTime:yyyyMMdd}")).AsSpan(0, 20)),
            EntityId = upstream.SpEntityId,
            AcsUrls = [upstream.AcsUrl, .. hosts.Select(host => SamlUrls.Acs(settings, row.Id, host)).Where(url => url != upstream.AcsUrl)],
            SloUrl = upstream.SloUrl,
            SigningCertificates = upstream.SigningCertificates,
            EncryptionCertificates = upstream.EncryptionCertificates,
            AuthnRequestsSigned = upstream.SignsAuthnRequests,
            // "either" takes both; of the two a provider should rather sign what it vouches for.
            WantAssertionsSigned = upstream.Settings.RequireSigned != "response",
            NameIdFormat = upstream.Settings.NameIdFormat,
            AllowCbc = upstream.Settings.AllowAesCbc,
            CacheDuration = Limits.SpMetadataCache,
        };

    /// <param name="Sign">Signing costs some milliseconds: not before it is known that the document is wanted.</param>
    private sealed record MetadataDocument(byte[] Unsigned, Func<byte[]>? Sign, ReadOnlyMemory<byte> Certificate) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.Headers.CacheControl = $"public, max-age={(int)Limits.JwksCache.TotalSeconds}";
            response.Headers.ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData([.. Unsigned, .. Certificate.Span]).AsSpan(0, 16))}\"";
            response.Headers.XContentTypeOptions = "nosniff";
            if (httpContext.Request.Headers.IfNoneMatch == response.Headers.ETag)
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }

            var body = Sign is null ? Unsigned : Sign();
            response.ContentType = "application/samlmetadata+xml";
            response.ContentLength = body.Length;
            return response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
        }
    }
}
