using RunBroker.Storage;
using RunBroker.Upstream.Saml;

namespace RunBroker.Operations;

/// <summary>What time alone brings about for SAML connections: their metadata is fetched, our keys roll, ends of certificates are told.</summary>
internal sealed partial class SamlWorker(Db db, SamlRefresh refresh, SamlKeyRolls rolls, CertificateExpiry expiry, TimeProvider time,
    ILogger<SamlWorker> log) : BackgroundService
{
    /// <summary>Fetches at once on this node.</summary>
    private const int Batch = 16;

    /// <summary>Between two of them: a document costs a few milliseconds to read, and people who sign in meanwhile are not to wait for a thousand.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(15);

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EveryExpiry = TimeSpan.FromHours(1);
    private DateTimeOffset expiryLooked;

    /// <summary>One round.</summary>
    public async Task Run(CancellationToken stop)
    {
        await Guarded(Fetch, stop);
        await Guarded(rolls.Run, stop);
        var now = time.GetUtcNow();
        if (now - expiryLooked < EveryExpiry)
            return;
        await Guarded(expiry.Run, stop);
        expiryLooked = now;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await Run(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Leased fetches become due again by themselves.
        }
    }

    private async Task Fetch(CancellationToken stop)
    {
        // Looking costs a read; only what is due costs a write.
        while (await db.Read(SamlMetadataStore.NextDue, stop) is { } due && due <= time.GetUtcNow().ToUnixTimeMilliseconds())
        {
            var now = time.GetUtcNow();
            var leased = await db.Write(tx => SamlMetadataStore.Lease(tx, now, now + Limits.MetadataLease, Batch), stop);
            if (leased.IsEmpty)
                return;
            var fetches = new List<Task>(leased.Length);
            try
            {
                foreach (var id in leased)
                {
                    if (fetches.Count > 0)
                        await Task.Delay(Apart, stop);
                    fetches.Add(Guarded(s => Fetch(id, s), stop));
                }
            }
            finally
            {
                await Task.WhenAll(fetches);
            }
        }
    }

    private async Task Fetch(string connection, CancellationToken stop)
    {
        if (await db.Read(tx => ConnectionStore.FindByUrl(tx, connection), stop) is { } row)
            await refresh.Run(row, "broker", null, stop);
    }

    private async Task Guarded(Func<CancellationToken, Task> job, CancellationToken stop)
    {
#pragma warning disable CA1031 // a background job outlives an outage of the database, and one connection's fault is not the others'
        try
        {
            await job(stop);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            LogFault(e);
        }
#pragma warning restore CA1031
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "saml_worker_fault")]
    private partial void LogFault(Exception e);
}
