using System.Text.Json.Nodes;
using Microsoft.Extensions.Hosting;
using RunBroker.Operations;
using RunBroker.Storage;
using RunBroker.Tests.Admin;

namespace RunBroker.Tests.Operations;

public sealed class CleanupTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(3.0, null)]
    [InlineData(3.1, "idle")]
    [InlineData(7.0, "absolute")]
    public async Task A_session_that_the_clock_ended_is_told_with_its_cause(double days, string? cause)
    {
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var (_, session, _) = await Samples.SignedIn(host, "acme", "con_1");
        host.Clock.Advance(TimeSpan.FromDays(days));
        await Cleaner(host).Run(Stop);
        var tenant = await Samples.TenantOf(host, "acme");
        Assert.Equal(cause, (await host.Db.Read(tx => SessionStore.Find(tx, tenant, session), Stop))!.EndCause);
        var told = (await host.Get("/tenants/acme/events?type=session.ended")).Json["items"]!.AsArray();
        Assert.Equal(cause, (string?)told.SingleOrDefault()?["data"]!["cause"]);
    }

    [Fact]
    public async Task A_connection_archived_for_thirty_days_is_disconnected()
    {
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var id = (await host.Post("/tenants/acme/connections", new JsonObject { ["name"] = "C", ["protocol"] = "oidc" }))["id"];
        await host.Post($"/tenants/acme/connections/{id}/archive", null);
        host.Clock.Advance(TimeSpan.FromDays(29));
        await Cleaner(host).Run(Stop);
        Assert.Equal(200, (await host.Get($"/tenants/acme/connections/{id}")).Status);
        host.Clock.Advance(TimeSpan.FromDays(2));
        await Cleaner(host).Run(Stop);
        Assert.Equal(404, (await host.Get($"/tenants/acme/connections/{id}")).Status);
    }

    private static CleanupWorker Cleaner(AdminHost host) => host.Service<IEnumerable<IHostedService>>().OfType<CleanupWorker>().Single();
}
