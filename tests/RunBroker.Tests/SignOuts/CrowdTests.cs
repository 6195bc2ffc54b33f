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
/// All of a big tenant's sessions end in one transaction (CO-12): all or none, and nobody else waits long for it. Who has to be told of it
/// follows in batches. The numbers are printed.
/// </summary>
public sealed class CrowdTests(PostgresServer postgres, ITestOutputHelper output)
{
    private const int Sessions = 2000;
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
    public async Task Thousands_of_sessions_end_at_once_all_are_told_of_and_another_tenants_write_does_not_wait_long(string way, bool onPostgres)
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
        var (memory, watch) = (GC.GetTotalAllocatedBytes(), Stopwatch.StartNew());

        var answer = await End(scene, way);

        var ended = watch.Elapsed;
        Assert.True(answer.Status is 200 or 204, $"{answer.Status} {answer.Body}");
        Assert.Equal(0, await Count(scene, "select count(*) from sso_session where tenant_id = @Id and ended_at is null"));
        for (var look = 0; look < 1500 && await Count(scene, Messages) < Sessions * Apps; look++)
            await Task.Delay(20, Stop);
        var (told, allocated) = (watch.Elapsed, GC.GetTotalAllocatedBytes() - memory);
        await over.CancelAsync();
        var longest = await waits;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{way}, {scene.Db.Kind}: answered after {ended.TotalSeconds:0.00} s, all messages written after {told.TotalSeconds:0.00} s, "
            + $"longest other write {longest.TotalSeconds:0.00} s, {allocated >> 20} MB allocated, {Environment.WorkingSet >> 20} MB in use"));
        Assert.Equal(Sessions * Apps, await Count(scene, Messages));
        Assert.Equal(Sessions * Apps, await Count(scene, "select count(*) from logout_leg where tenant_id = @Id"));
        Assert.Equal(Sessions, await Count(scene, "select count(*) from logout where tenant_id = @Id and actor = 'token:bootstrap'"));
        Assert.Equal(Sessions, await Count(scene, "select count(*) from event where tenant_id = @Id and type = 'session.ended'"));
        Assert.True(longest < LongestWait, $"another tenant's write waited {longest}");
    }

    [Theory]
    [InlineData("users/usr_{tenant}0")]
    [InlineData("")]
    [Spec("P-027")]
    public async Task Whoever_is_deleted_before_all_are_told_is_told_of_first(string what)
    {
        await using var scene = await Scene.Start();
        var (tenant, now) = (scene.Tenant.Id, scene.Clock.GetUtcNow());
        await Crowd.Seed(scene.Db, tenant, scene.Connection.Id, [scene.App.Options.ClientId], Limits.SessionsToldAtOnce + 1, now);
        scene.Db.EndsWritten = null; // it looks every second
        var path = $"/tenants/{scene.Tenant.Slug}";
        Assert.Equal(204, (await scene.Manage("DELETE", $"{path}/connections/{scene.Connection.Id}/sessions")).Status);

        var deleted = await scene.Manage("DELETE", $"{path}/{what.Replace("{tenant}", tenant.Value, StringComparison.Ordinal)}".TrimEnd('/'));

        Assert.Equal(204, deleted.Status);
        var receipt = await scene.Db.Read(tx => LogoutStore.OfSession(tx, tenant, Crowd.SessionId(tenant, 0)), Stop);
        Assert.Equal(("admin", "usr_" + tenant + "0"), (receipt!.Cause, receipt.UserId));
    }

    private const string Messages = "select count(*) from outbox where tenant_id = @Id and kind = 'backchannel_logout'";

    private static Task<long> Count(Scene scene, string sql) => scene.Db.Read(tx => tx.One<long>(sql, new { scene.Tenant.Id }), Stop);

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
