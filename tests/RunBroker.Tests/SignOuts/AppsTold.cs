using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Operations;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.SignOuts;

/// <summary>How test apps are registered for logout, and what the receipts say of it.</summary>
internal static class AppsTold
{
    public static AppMetadata Back(AppMetadata app) => app with { BackchannelLogoutUri = At(app, "/backchannel-logout") };

    public static AppMetadata Front(AppMetadata app) => app with { FrontchannelLogoutUri = At(app, "/frontchannel-logout") };

    public static AppMetadata WithHome(AppMetadata app) => app with { InitiateLoginUri = At(app, "/begin") };

    /// <summary>Of the tenant's newest ended session.</summary>
    public static async Task<(LogoutRow Logout, ImmutableArray<LogoutLeg> Legs)> Receipt(this Scene scene, Tenant tenant) => await scene.Db.Read(
        async tx =>
        {
            var logout = (await LogoutStore.Page(tx, tenant.Id, null, 1)).Single();
            return (logout, await LogoutStore.Legs(tx, [logout.Id]));
        }, CancellationToken.None);

    public static async Task<LogoutLeg> Leg(this Scene scene, Tenant tenant, string channel) =>
        (await scene.Receipt(tenant)).Legs.Single(l => l.Channel == channel);

    /// <summary>Of one session, once nothing of it is under way.</summary>
    public static async Task<(LogoutRow Row, LogoutLeg[] Legs)> Settled(this TenantStage stage, string session)
    {
        for (var look = 0; ; look++)
        {
            var (row, legs) = await stage.Receipt(session);
            if (legs.All(l => l.State != LegStates.Pending) || look == 400)
                return (row, [.. legs]);
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>As the tenant's admin reads it.</summary>
    public static async Task<JsonObject> ReadReceipt(this TenantStage stage, string session) =>
        (await stage.Scene.Manage("GET", $"/tenants/{stage.Tenant.Slug}/logouts")).Json["items"]!.AsArray()
            .Single(r => (string?)r!["session_id"] == session)!.AsObject();

    /// <summary>What a receipt says of each channel: state and last error.</summary>
    public static (string? State, string? Error) Leg(this JsonObject receipt, string channel)
    {
        var leg = receipt["legs"]!.AsArray().Single(l => (string?)l!["channel"] == channel)!;
        return ((string?)leg["state"], (string?)leg["last_error"]);
    }

    public static Task CleanUp(this Scene scene) =>
        ((IEnumerable<Microsoft.Extensions.Hosting.IHostedService>)scene.Broker.Services.GetService(typeof(IEnumerable<Microsoft.Extensions.Hosting.IHostedService>))!)
            .OfType<CleanupWorker>().Single().Run(CancellationToken.None);

    /// <summary>As the page's script does it: says which frames have loaded, and goes on.</summary>
    public static async Task<TestPage> FramesLoaded(this TestBrowser browser, int howMany = int.MaxValue)
    {
        var next = browser.Page.Html.QuerySelector("a[data-report]")!;
        var page = browser.Page;
        var legs = page.Html.QuerySelectorAll("iframe").Take(howMany).Select(f => f.GetAttribute("data-leg")!);
        var told = legs.Aggregate(new Fields(), (fields, leg) => fields.And("leg", leg));
        var answer = await browser.Post(new Uri(page.Url, next.GetAttribute("data-report")).AbsoluteUri, told);
        Assert.Equal(204, answer.Status);
        return await browser.Get(new Uri(page.Url, next.GetAttribute("href")).AbsoluteUri);
    }

    private static string At(AppMetadata app, string path) => app.RedirectUris[0].Replace("/callback", path, StringComparison.Ordinal);
}
