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
            var (end, at) = (EndOf(key.Certificate), Thresholds.FirstOrDefault(d => EndOf(key.Certificate) - now <= TimeSpan.FromDays(d)));
            if (at > 0 && end > now)
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
        var facts = SamlFacts.Read(StoredJson.Saml(row.Settings), metadata, refresh.MayUseHttp, now);
        if (Ending(facts.Keys, now) is not { IsEmpty: false } ending)
            return;
        await db.Write(
            async tx =>
            {
                foreach (var one in ending)
                {
                    if (await ExpiryNoticeStore.Once(tx, row.TenantId, row.Id, one.Key.Thumbprint, one.Days, now))
                        await Events.Record(tx, Told(row, one, now));
                }
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

    private static JsonObject Of(TrustedKey key) => new() { ["sha256"] = key.Thumbprint, ["not_after"] = EndOf(key.Certificate).UtcDateTime };

    private static DateTimeOffset EndOf(X509Certificate2 certificate) => new(certificate.NotAfter.ToUniversalTime());
}
