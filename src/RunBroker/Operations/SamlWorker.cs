using RunBroker.Storage;
using RunBroker.Upstream.Saml;

namespace RunBroker.Operations;

/// <summary>What time alone brings about for SAML connections: their metadata is fetched, our keys roll, ends of certificates are told.</summary>
internal sealed partial class SamlWorker(Db db, SamlRefresh refresh, SamlKeyRolls rolls, CertificateExpiry expiry, TimeProvider time,
    ILogger<SamlWorker> log) : RoundsWorker(TimeSpan.FromSeconds(30), time)
{
    /// <summary>Fetches at once on this node.</summary>
    private const int Batch = 16;

    private static readonly TimeSpan EveryExpiry = TimeSpan.FromHours(1);
    private DateTimeOffset expiryLooked;

    public override async Task Run(CancellationToken stop)
    {
        await Guarded(Fetch, stop);
        await Guarded(rolls.Run, stop);
        var now = Time.GetUtcNow();
        if (now - expiryLooked < EveryExpiry)
            return;
        await Guarded(expiry.Run, stop);
        expiryLooked = now;
    }

    /// <summary>What was leased by a node that stops, or falls, becomes due again by itself.</summary>
    private async Task Fetch(CancellationToken stop)
    {
        // Looking costs a read; only what is due costs a write.
        while (await db.Read(SamlMetadataStore.NextDue, stop) is { } due && due <= Time.GetUtcNow().ToUnixTimeMilliseconds())
        {
            var now = Time.GetUtcNow();
            var leased = await db.Write(tx => SamlMetadataStore.Lease(tx, now, now + Limits.MetadataLease, Batch), stop);
            if (leased.IsEmpty)
                return;
            await Task.WhenAll(leased.Select(id => Guarded(s => Fetch(id, s), stop)));
        }
    }

    private async Task Fetch(string connection, CancellationToken stop)
    {
        if (await db.Read(tx => ConnectionStore.FindByUrl(tx, connection), stop) is { } row)
            await refresh.InTurn(row, "broker", null, stop);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "saml_worker_fault")]
    protected override partial void LogFault(Exception e);
}
