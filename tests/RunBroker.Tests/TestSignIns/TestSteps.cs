using System.Text.Json.Nodes;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.TestSignIns;

/// <summary>What an admin and a tester do with test sign-ins, over the management API and in a browser.</summary>
internal static class TestSteps
{
    public static string ConnectionUrl(this TenantStage stage, string more = "") =>
        $"{stage.Scene.Broker.Url}/api/v1/tenants/{stage.Tenant.Slug}/connections/{stage.Connection.Id}{more}";

    public static async Task<JsonObject> Api(this TenantStage stage, string method, string more, string? body = null, int status = 200)
    {
        var bearer = Wire.Bearer(TestBroker.BootstrapToken);
        var answer = body is null ? await Wire.Send(method, stage.ConnectionUrl(more), null, bearer)
            : await Wire.SendJson(method, stage.ConnectionUrl(more), body, bearer);
        Assert.True(status == answer.Status, $"{answer.Status} {answer.Body}");
        return answer.Json;
    }

    public static Task<JsonObject> StartTest(this TenantStage stage, bool draft = false) =>
        stage.Api("POST", "/test", draft ? """{"draft":true}""" : null);

    public static Task<JsonObject> TestNow(this TenantStage stage, JsonObject test) => stage.Api("GET", $"/tests/{(string)test["id"]!}");

    /// <summary>The link is opened in this browser, and whoever sits before it signs in.</summary>
    public static async Task<(TestPage Page, JsonObject Test)> RunTest(this TenantStage stage, bool draft = false)
    {
        var test = await stage.StartTest(draft);
        var page = await stage.Browser.Get((string)test["url"]!);
        return (page, await stage.TestNow(test));
    }

    /// <summary>Walks up to the upstream's answer, which is not yet fetched or posted.</summary>
    public static async Task<TestPage> TestUpToTheAnswer(this TenantStage stage, string url)
    {
        stage.Browser.StopAt = stage.CallbackUrl;
        var page = await stage.Browser.Get(url);
        stage.Browser.StopAt = null;
        Assert.True(page.Stopped, page.Text);
        return page;
    }

    public static Task Disable(this TenantStage stage) => stage.Scene.Change(stage.Connection, c => c with { Enabled = false });

    public static async Task<Connection> Row(this TenantStage stage) =>
        (await stage.Db.Read(tx => ConnectionStore.Find(tx, stage.Tenant.Id, stage.Connection.Id), CancellationToken.None))!;

    /// <summary>Nobody is in, nobody is known, and nobody was told.</summary>
    public static async Task NothingHappened(this TenantStage stage)
    {
        Assert.Empty(await stage.Users());
        Assert.Empty(await stage.Db.Read(tx => SessionStore.LiveOfTenant(tx, stage.Tenant.Id), CancellationToken.None));
        foreach (var type in (string[])["user.created", "user.updated", "session.created", "sign_in.failed", "user.role_changed"])
            Assert.Empty(await stage.Events(type));
        foreach (var cookie in (string[])["__Host-rb_sso", "__Host-rb_frame", "__Host-rb_state", "__Host-rb_last", "__Host-rb_admin"])
            Assert.Null(stage.Browser.Cookies.Find(cookie));
        Assert.Empty(stage.App.Callbacks);
        var row = await stage.Row();
        Assert.Null(row.LastSuccessAt);
        Assert.Null(row.LastFailureAt);
    }
}
