using System.Globalization;
using System.Text;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;

namespace RunBroker.Bench;

/// <summary>Very many SAML connections whose metadata lies at an address: they are seeded, come due at once, and are looked at afterwards.</summary>
internal static class Federation
{
    public const int Count = 1000;

    public static async Task Seed(Seeding seeding, Tx tx, MetadataStub stub)
    {
        var now = TimeProvider.System.GetUtcNow();
        for (var i = 0; i < Count; i++)
        {
            var tenant = seeding.TenantOf(Slug(i));
            await TenantStore.Insert(tx, tenant);
            var settings = new SamlSettings { MetadataUrl = stub.Address(i), SignAuthnRequests = false, SignLogoutRequests = false };
            await seeding.AddConnection(tx, tenant.Id, UpstreamKind.Saml, StoredJson.Write(settings));
            await SamlMetadataStore.Put(tx, new SamlMetadataRow
            {
                TenantId = tenant.Id,
                ConnectionId = Seeding.ConnectionId(tenant.Id),
                Source = SamlMetadataRow.Url,
                Address = stub.Address(i),
                Document = Encoding.UTF8.GetBytes(stub.Document(i)),
                FetchedAt = now,
                NextFetchAt = now.AddDays(1),
                Version = 1,
            });
        }
    }

    /// <summary>For the broker's own worker, which looks twice a minute.</summary>
    public static async Task BringDue(Bed bed)
    {
        await using var db = bed.OpenDb();
        var now = TimeProvider.System.GetUtcNow();
        await db.Write(tx => tx.Execute("update saml_metadata set next_fetch_at = @now, leased_until = null", new { now }), CancellationToken.None);
    }

    /// <summary>By the management API, one after another.</summary>
    public static void Ask(Bed bed)
    {
        using var management = new Management(bed.Site.Port);
        for (var i = 0; i < Count; i++)
            management.Act($"/tenants/{Slug(i)}/connections/con_{Slug(i)}/refresh");
    }

    /// <summary>That each was fetched since and is as it should be.</summary>
    public static async Task BeFetched(Bed bed, DateTimeOffset since)
    {
        await using var db = bed.OpenDb();
        var fetched = 0L;
        // What was asked for last is still being written.
        for (var look = 0; look < 50 && fetched < Count; look++)
        {
            if (look > 0)
                await Task.Delay(100);
            fetched = await db.Read(
                tx => tx.One<long>("select count(*) from saml_metadata where failures = 0 and pending_at is null and fetched_at >= @since", new { since }),
                CancellationToken.None);
        }

        if (fetched != Count)
            throw new BenchFault($"{fetched} of {Count} metadata documents were fetched");
    }

    private static string Slug(int number) => string.Create(CultureInfo.InvariantCulture, $"bench-f{number}");
}
