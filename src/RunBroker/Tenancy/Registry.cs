using System.Collections.Immutable;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Tenancy;

/// <summary>A tenant with all that a sign-in asks of it.</summary>
/// <param name="Enabled">The connections that people may sign in through now, oldest first.</param>
internal sealed record TenantView(Tenant Tenant, ImmutableArray<Connection> Enabled, ImmutableArray<string> VerifiedDomains)
{
    public bool IsEnabled(string connection) => Enabled.Any(c => c.Id == connection);

    public bool HasVerified(string domain) => VerifiedDomains.Contains(domain);
}

/// <summary>
/// Apps and tenants from memory, so that a request of a known app reads only what is of its person. A change is known here before whoever made
/// it is answered, and at the other nodes within moments of its commit (<see cref="Db.Listen"/>); while those cannot be heard of, nothing is
/// kept. Sessions, users and grants are never kept: their ends count at once, everywhere.
/// </summary>
internal sealed class Registry
{
    /// <summary>A tenant takes a few kilobytes.</summary>
    private const int Most = 10_000;

    /// <summary>Whatever was heard: what somebody changes by hand in the database counts after this at the latest.</summary>
    private static readonly TimeSpan Oldest = TimeSpan.FromMinutes(1);

    private readonly Recent<string, KnownApp> apps = new(Most);
    private readonly Recent<TenantId, KnownTenant> tenants = new(Most);
    private readonly Db db;
    private readonly TimeProvider time;

    public Registry(Db db, TimeProvider time)
    {
        (this.db, this.time) = (db, time);
        db.Listen(Forget);
    }

    public async ValueTask<App?> App(string clientId, DateTimeOffset now, CancellationToken stop)
    {
        if (db.HearsChanges && apps.Find(clientId) is { } known && now < known.Until && IsYoung(known.At))
            return known.App;
        var age = apps.Age;
        if (await db.Read(tx => ClientStore.Find(tx, clientId), stop) is not { } row)
            return null;
        var app = Apps.Read(row, now);
        // One whose secret ends is read again then.
        var until = row.Secrets.Select(s => s.ExpiresAt).Where(end => end > now).Min() ?? DateTimeOffset.MaxValue;
        if (db.HearsChanges)
            apps.Keep(clientId, new(app, until, time.GetTimestamp()), age);
        return app;
    }

    /// <param name="tx">What it has changed itself is read from it, and not kept.</param>
    public async ValueTask<TenantView?> Tenant(Tx tx, TenantId id)
    {
        var keeps = !tx.HasChanges && db.HearsChanges;
        if (keeps && tenants.Find(id) is { } known && IsYoung(known.At))
            return known.View;
        var age = tenants.Age;
        if (await TenantStore.Find(tx, id) is not { } tenant)
            return null;
        var view = new TenantView(tenant, await ConnectionStore.Enabled(tx, id), await DomainStore.Verified(tx, id));
        if (keeps)
            tenants.Keep(id, new(view, time.GetTimestamp()), age);
        return view;
    }

    private bool IsYoung(long at) => time.GetElapsedTime(at) < Oldest;

    private void Forget(IReadOnlyCollection<ConfigChange> changes)
    {
        foreach (var change in changes)
        {
            switch (change.Kind)
            {
                case "client":
                    apps.Forget(change.Id);
                    break;
                case "tenant":
                    tenants.Forget(new TenantId(change.Id));
                    break;
                case "keys":
                    break;
                default:
                    apps.ForgetAll();
                    tenants.ForgetAll();
                    break;
            }
        }
    }

    private sealed record KnownApp(App App, DateTimeOffset Until, long At);

    private sealed record KnownTenant(TenantView View, long At);
}
