using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using RunBroker.Storage;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Http;
using RunBroker.Tests.Storage;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.SignOuts;

/// <summary>
/// All of a big tenant's sessions end in one transaction (CO-12): all or none, and nobody else waits long for it. The numbers are printed.
/// </summary>
public sealed class CrowdTests(PostgresServer postgres, ITestOutputHelper output)
{
    private const int Sessions = 5000;
    private const int Apps = 5;

    /// <summary>Of another tenant's write meanwhile. Far above what is measured: it is to catch a statement for each row, not a slow machine.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(8);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("end the sessions", false)]
    [InlineData("end the sessions", true)]
    [InlineData("disable", false)]
    [InlineData("disable", true)]
    [InlineData("disconnect", false)]
    [InlineData("disconnect", true)]
    [InlineData("delete the tenant", false)]
    [InlineData("delete the tenant", true)]
    [Spec("CO-12")]
    public async Task Five_thousand_sessions_end_at_once_and_another_tenants_write_does_not_wait_long(string way, bool onPostgres)
    {
        await using var scene = await Scene.Start(new TestBrokerOptions { Postgres = onPostgres ? await postgres.CreateDatabase() : null });
        // They take the connection and say nothing, so that the deliveries do not compete for this machine.
        await using var mute = new RawServer((_, _, stop) => Task.Delay(Timeout.Infinite, stop));
        var apps = ImmutableArray.CreateBuilder<string>();
        for (var app = 0; app < Apps; app++)
            apps.Add((await scene.AddApp($"crowd-{app}", m => m with { BackchannelLogoutUri = mute.Url })).Options.ClientId);
        await Crowd.Seed(scene.Db, scene.Tenant.Id, scene.Connection.Id, apps.ToImmutable(), Sessions, scene.Clock.GetUtcNow());
        var other = await scene.AddTenant("other");

        using var over = new CancellationTokenSource();
        var waits = Probe(scene.Db, other.Id, over.Token);
        var before = GC.GetTotalAllocatedBytes();
        var watch = Stopwatch.StartNew();
        var answer = await End(scene, way);
        watch.Stop();
        var allocated = GC.GetTotalAllocatedBytes() - before;
        await over.CancelAsync();
        var longest = await waits;

        Assert.True(answer.Status is 200 or 204, $"{answer.Status} {answer.Body}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{way}, {scene.Db.Kind}: {watch.Elapsed.TotalSeconds:0.00} s, longest other write {longest.TotalSeconds:0.00} s, {allocated >> 20} MB allocated, working set {Environment.WorkingSet >> 20} MB"));
        var (live, told) = await scene.Db.Read(
            async tx => (
                await tx.One<long>("select count(*) from sso_session where tenant_id = @Id and ended_at is null", new { scene.Tenant.Id }),
                await tx.One<long>("select count(*) from outbox where tenant_id = @Id and kind = 'backchannel_logout'", new { scene.Tenant.Id })), Stop);
        Assert.Equal((0, Sessions * Apps), (live, told));
        Assert.True(longest < LongestWait, $"another tenant's write waited {longest}");
    }

    private static Task<AppAnswer> End(Scene scene, string way)
    {
        var connection = $"/tenants/{scene.Tenant.Slug}/connections/{scene.Connection.Id}";
        return way switch
        {
            "end the sessions" => scene.Manage("DELETE", connection + "/sessions"),
            "disable" => scene.Manage("POST", connection + "/disable"),
            "disconnect" => scene.Manage("DELETE", connection),
            _ => scene.Manage("DELETE", $"/tenants/{scene.Tenant.Slug}"),
        };
    }

    /// <summary>Writes of another tenant, one after the other; answers the longest.</summary>
    private static Task<TimeSpan> Probe(Db db, TenantId tenant, CancellationToken over) => Task.Run(async () =>
    {
        var longest = TimeSpan.Zero;
        while (!over.IsCancellationRequested)
        {
            var watch = Stopwatch.StartNew();
            await db.Write(tx => tx.Execute("update tenant set updated_at = updated_at + 1 where id = @tenant", new { tenant }), CancellationToken.None);
            longest = watch.Elapsed > longest ? watch.Elapsed : longest;
            await Task.Delay(20, CancellationToken.None);
        }

        return longest;
    }, CancellationToken.None);
}
