using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using RunBroker.Operations;
using RunBroker.Protocol.Saml.Signatures;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;
using RunBroker.Webhooks;

namespace RunBroker.Upstream.Saml;

/// <param name="Days">The threshold that it has passed: the one to tell.</param>
/// <param name="Successor">Another trusted certificate that ends later; null: when this one ends, so does what can be trusted.</param>
internal sealed record EndingCertificate(TrustedKey Key, DateTimeOffset NotAfter, int Days, TrustedKey? Successor);

/// <summary>Watches the ends of the providers' signing certificates, and tells each once at each threshold.</summary>
internal sealed class CertificateExpiry(Db db, SamlRefresh refresh, TimeProvider time)
{
    private const int Batch = 100;

    public static readonly ImmutableArray<int> Thresholds = [1, 7, 14, 30, 60];

    /// <summary>
    /// Each that ends within a threshold, with the nearest one only: what is first seen a week before its end is told once, not four times. One
    /// that has a successor is told, too: the old one may still be the one that signs.
    /// </summary>
    public static ImmutableArray<EndingCertificate> Ending(ImmutableArray<TrustedKey> trusted, DateTimeOffset now)
    {
        var ending = ImmutableArray.CreateBuilder<EndingCertificate>();
        foreach (var key in trusted)
        {
            var end = EndOf(key.Certificate);
            if (Near(end, now) is var at and > 0)
                ending.Add(new(key, end, at, trusted.Where(k => EndOf(k.Certificate) > end).MaxBy(k => EndOf(k.Certificate))));
        }

        return ending.ToImmutable();
    }

    /// <summary>All enabled connections of all tenants, once.</summary>
    public async Task Run(CancellationToken stop)
    {
        var after = "";
        while (await db.Read(tx => ConnectionStore.EnabledOf(tx, "saml", after, Batch), stop) is { IsEmpty: false } rows)
        {
            foreach (var row in rows)
                await Watch(row, stop);
            after = rows[^1].Id;
        }
    }

    private async Task Watch(Connection row, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var metadata = await db.Read(tx => SamlMetadataStore.Find(tx, row.TenantId, row.Id), stop);
        var settings = StoredJson.Saml(row.Settings);
        var facts = SamlFacts.Read(settings, metadata, refresh.MayUseHttp, now);
        var (ending, upload) = (Ending(facts.Keys, now), settings.MetadataUploaded ? facts.Idp?.ValidUntil : null);
        if (ending.IsEmpty && Near(upload, now) == 0)
            return;
        await db.Write(
            async tx =>
            {
                foreach (var one in ending)
                {
                    if (await ExpiryNoticeStore.Once(tx, row.TenantId, row.Id, one.Key.Thumbprint, one.Days, now))
                        await Events.Record(tx, Told(row, one, now));
                }

                if (Near(upload, now) is var days and > 0
                    && await ExpiryNoticeStore.Once(tx, row.TenantId, row.Id, $"metadata {upload!.Value.ToUnixTimeSeconds()}", days, now))
                    await Events.Record(tx, Told(row, upload.Value, days, now));
            }, stop);
    }

    private static NewEvent Told(Connection row, EndingCertificate one, DateTimeOffset now) => new(
        WebhookEvents.ConnectionCertificateExpiring, row.TenantId, "broker", "connection", row.Id, new()
        {
            ["id"] = row.Id,
            ["name"] = row.Name,
            ["protocol"] = row.Protocol,
            ["enabled"] = row.Enabled,
            ["days"] = one.Days,
            ["certificate"] = Of(one.Key),
            ["successor"] = one.Successor is { } next ? Of(next) : null,
        }, null, now);

    // Nobody fetches it again: at its end sign-ins end, too.
    private static NewEvent Told(Connection row, DateTimeOffset end, int days, DateTimeOffset now) => new(
        WebhookEvents.ConnectionMetadataFailing, row.TenantId, "broker", "connection", row.Id, new()
        {
            ["id"] = row.Id,
            ["name"] = row.Name,
            ["protocol"] = row.Protocol,
            ["enabled"] = row.Enabled,
            ["days"] = days,
            ["problem"] = new JsonObject { ["code"] = "UploadEnds", ["wanted"] = "metadata anew", ["got"] = $"valid until {end:u}" },
        }, null, now);

    /// <summary>The nearest threshold that has been passed; 0: none, or all is over.</summary>
    private static int Near(DateTimeOffset? end, DateTimeOffset now) =>
        end is { } at && at > now ? Thresholds.FirstOrDefault(d => at - now <= TimeSpan.FromDays(d)) : 0;

    private static JsonObject Of(TrustedKey key) => new() { ["sha256"] = key.Thumbprint, ["not_after"] = EndOf(key.Certificate).UtcDateTime };

    private static DateTimeOffset EndOf(X509Certificate2 certificate) => new(certificate.NotAfter.ToUniversalTime());
}
