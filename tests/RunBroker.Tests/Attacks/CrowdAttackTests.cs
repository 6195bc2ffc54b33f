using System.Text.Json;
using RunBroker.Logout;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tests.Flows;
using RunBroker.Tests.MySessions;
using RunBroker.Tests.SignOuts;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.Attacks;

/// <summary>Somebody has, or makes, more sessions than anybody needs: others do not wait for them, and nothing of it is lost.</summary>
public sealed class CrowdAttackTests
{
    private const int Many = Limits.SessionsToldAtOnce + 5;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    [Spec("AU-25"), Spec("CO-12")]
    public async Task Whoever_has_hundreds_of_sessions_ends_them_everywhere_in_batches_and_the_page_counts_all()
    {
        await using var scene = await Scene.Start();
        var desk = (await Stage.On(scene, app: AppsTold.Back)).At(PersonsBrowsers.Desk);
        await desk.SignIn();
        var own = desk.SessionId();
        await Seed(desk, Many);
        var (crowds, wake) = (0, scene.Db.EndsWritten);
        scene.Db.EndsWritten = () =>
        {
            crowds++;
            wake?.Invoke();
        };

        await desk.Sessions();
        var page = await desk.Browser.Press("Sign out everywhere");

        Assert.Equal(1, crowds);
        Assert.Contains($"{Many + 1} sessions have ended", page.Text, StringComparison.Ordinal);
        for (var look = 0; look < 500 && (await Receipts(desk, own)).Length <= Many; look++)
            await Task.Delay(20, Stop);
        var receipts = await Receipts(desk, own);
        Assert.Equal(Many + 1, receipts.Length);
        Assert.Single(receipts.Select(r => (r.ReceiptId, r.SignOutId, r.Cause, r.Actor)).Distinct());
        Assert.Equal(Many + 1, (await scene.Db.Read(tx => LogoutStore.LegsOfSignOut(tx, receipts[0].SignOutId!), Stop)).Length);
    }

    [Fact]
    [Spec("O-109")]
    public async Task This_browsers_session_is_on_the_page_however_many_newer_ones_there_are()
    {
        await using var scene = await Scene.Start();
        var desk = (await Stage.On(scene)).At(PersonsBrowsers.Desk);
        await desk.SignIn();
        await Seed(desk, Many);

        var page = await desk.Sessions();

        Assert.Contains("This browser", page.Card("Chrome on Windows").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("""{"cause":null}""")]
    public async Task What_cannot_be_told_of_one_tenant_is_nobody_elses(string toTell)
    {
        await using var scene = await Scene.Start();
        var (first, second, now) = (await scene.AddTenant("a-first"), await scene.AddTenant("b-second"), scene.Clock.GetUtcNow());
        var end = JsonSerializer.Serialize(new SessionEnd(Causes.Admin, "broker", null, now), EndJson.Default.SessionEnd);
        foreach (var tenant in new[] { first, second })
        {
            var connection = await scene.AddConnection(tenant, scene.Op);
            await Crowd.Seed(scene.Db, tenant.Id, connection.Id, [scene.App.Options.ClientId], 1, now);
        }

        await scene.Db.Write(
            async tx =>
            {
                await SessionStore.End(tx, first.Id, [Crowd.SessionId(first.Id, 0)], Causes.Admin, now, toTell);
                await SessionStore.End(tx, second.Id, [Crowd.SessionId(second.Id, 0)], Causes.Admin, now, end);
            }, Stop);

        LogoutRow? told = null;
        for (var look = 0; look < 250 && told is null; look++)
        {
            await Task.Delay(20, Stop);
            told = await scene.Db.Read(tx => LogoutStore.OfSession(tx, second.Id, Crowd.SessionId(second.Id, 0)), Stop);
        }

        Assert.NotNull(told);
        Assert.Null(await scene.Db.Read(tx => LogoutStore.OfSession(tx, first.Id, Crowd.SessionId(first.Id, 0)), Stop));
        Assert.Equal([first.Id], await scene.Db.Read(SessionStore.TenantsToTell, Stop));
    }

    private static Task<LogoutRow[]> Receipts(Stage stage, string own) => stage.Db.Read<LogoutRow[]>(
        async tx => [.. await LogoutStore.OfSignOut(tx, (await LogoutStore.OfSession(tx, stage.Tenant.Id, own))!.SignOutId!)], Stop);

    /// <summary>Sessions of the same person in other browsers, all newer, each with the app in it.</summary>
    private static async Task Seed(Stage stage, int count)
    {
        var own = (await stage.Db.Read(tx => SessionStore.Find(tx, stage.Tenant.Id, stage.SessionId()), Stop))!;
        await stage.Db.Write(
            async tx =>
            {
                for (var i = 0; i < count; i++)
                {
                    var id = $"ses_z{i:0000}";
                    await SessionStore.Insert(tx, own with { Id = id, SecretHash = null, FrameHash = null, Upstream = null, UserAgent = null });
                    await SessionStore.Join(tx, id, stage.App.Options.ClientId, $"sid_z{i:0000}", own.CreatedAt);
                }
            }, Stop);
    }
}
