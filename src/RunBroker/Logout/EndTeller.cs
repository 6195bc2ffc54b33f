using System.Collections.Immutable;
using RunBroker.Storage;

namespace RunBroker.Logout;

/// <summary>
/// Writes what is to be told of sessions that ended in a crowd: at once when this node ended them, and within a second when the node that did
/// is dead. Each batch is a transaction of its own, so nothing of it is told twice or left out. Tenants take turns, so that nobody's crowd keeps
/// another's people waiting, and what cannot be told of one tenant is nobody else's.
/// </summary>
internal sealed partial class EndTeller(Db db, ILogger<EndTeller> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim wake = new(0);

    public override void Dispose()
    {
        wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        db.EndsWritten = Wake;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await Tell(stoppingToken);
                await wake.WaitAsync(Look, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is not told yet is still there at the next start, or another node does it.
        }
        finally
        {
            db.EndsWritten = null;
        }
    }

    private async Task Tell(CancellationToken stop)
    {
#pragma warning disable CA1031 // a background job outlives an outage of the database
        try
        {
            // Another node is at it, or it failed: looked at again with the next look.
            var passed = new HashSet<TenantId>();
            while (await Waiting(passed, stop) is { IsEmpty: false } tenants)
            {
                foreach (var tenant in tenants)
                {
                    if (await TellSome(tenant, stop) == 0)
                        passed.Add(tenant);
                }
            }
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            LogFault(e);
        }
#pragma warning restore CA1031
    }

    private async Task<ImmutableArray<TenantId>> Waiting(HashSet<TenantId> passed, CancellationToken stop) =>
        [.. (await db.Read(SessionStore.TenantsToTell, stop)).Where(t => !passed.Contains(t))];

    private async Task<int> TellSome(TenantId tenant, CancellationToken stop)
    {
#pragma warning disable CA1031 // whatever it is, it is of this tenant alone
        try
        {
            var told = await db.Write(tx => EndSessions.TellSome(tx, tenant), stop);
            if (told > 0)
                LogTold(tenant, told);
            return told;
        }
        catch (Exception e) when (!stop.IsCancellationRequested && e is not StorageUnavailableException)
        {
            LogTenantFault(tenant, e);
            return 0;
        }
#pragma warning restore CA1031
    }

    private void Wake()
    {
        if (wake.CurrentCount == 0)
            wake.Release();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "ended_sessions_told tenant={Tenant} sessions={Sessions}")]
    private partial void LogTold(TenantId tenant, int sessions);

    [LoggerMessage(Level = LogLevel.Error, Message = "ended_sessions_of_tenant_not_told tenant={Tenant}")]
    private partial void LogTenantFault(TenantId tenant, Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "ended_sessions_not_told")]
    private partial void LogFault(Exception e);
}
