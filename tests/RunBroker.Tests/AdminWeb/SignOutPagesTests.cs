using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.AdminWeb;

/// <summary>Receipts as pages: who was told, who was not, and the proof of it.</summary>
public sealed class SignOutPagesTests
{
    [Fact, Spec("contract-6")]
    public async Task An_ended_session_is_listed_and_its_receipt_says_who_was_told()
    {
        await using var scene = await Scene.Start();
        var receipt = await scene.EndedSession();
        await scene.AsOperator();

        var list = await scene.Open("/admin/tenants/acme/sign-outs");
        Assert.Contains(receipt.ReceiptId, list.Text, StringComparison.Ordinal);
        var page = await scene.Open($"/admin/tenants/acme/sign-outs?receipt_id={receipt.ReceiptId.ToLowerInvariant()}");

        Assert.Equal($"/admin/tenants/acme/sign-outs/{receipt.Id}", page.Url.AbsolutePath);
        Assert.Contains("Ended by an administrator", page.Text, StringComparison.Ordinal);
        Assert.Contains("App app-one", page.Html.QuerySelector("table")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Cannot be told", page.Html.QuerySelector("table")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("alice@acme.example", page.Html.QuerySelector($"a[href='/admin/tenants/acme/users/{receipt.UserId}']")!.TextContent);
        Assert.NotNull(page.Html.QuerySelector($"a[href='/admin/tenants/acme/sign-ins?user_id={receipt.UserId}']"));
        Assert.Contains("There is no receipt", (await scene.Open("/admin/tenants/acme/sign-outs?receipt_id=SO-0000-0000")).Text, StringComparison.Ordinal);
    }

    [Fact, Spec("contract-6")]
    public async Task An_app_that_asked_is_named_and_counts_as_knowing()
    {
        await using var scene = await Scene.Start();
        var (_, tokens) = await scene.SignIn();
        await scene.Browser.Get(scene.App.EndSessionUrl(tokens.IdToken));
        await scene.AsOperator();
        await scene.Open("/admin/tenants/acme/sign-outs");
        var page = await scene.Browser.ClickLink("SO-");
        Assert.Equal("The app has confirmed the sign-out", page.Html.QuerySelector("h1")!.TextContent);
        Assert.Equal("App app-one", page.Html.QuerySelector("a[href='/admin/tenants/acme/apps/app-one']")!.TextContent);
    }

    [Fact, Spec("contract-6")]
    public async Task The_signed_receipt_comes_as_a_file()
    {
        await using var scene = await Scene.Start();
        var receipt = await scene.EndedSession();
        await scene.AsOperator();
        var page = await scene.Open($"/admin/tenants/acme/sign-outs/{receipt.Id}");
        Assert.Contains("Keep the key set beside the receipt", page.Text, StringComparison.Ordinal);
        Assert.NotNull(page.Html.QuerySelector("a[href='/.well-known/openid-configuration/jwks']"));
        var file = await scene.Open($"/admin/tenants/acme/sign-outs/{receipt.Id}/receipt");
        Assert.Equal(200, file.Status);
        Assert.Contains($"{receipt.ReceiptId}.jws", file.Header("Content-Disposition"), StringComparison.Ordinal);
        var payload = JsonNode.Parse(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(file.Body.Split('.')[1])))!;
        Assert.Equal(receipt.SessionId, (string)payload["logout"]!["session_id"]!);
    }

    [Fact, Spec("contract-6")]
    public async Task An_app_that_was_given_up_is_told_again_by_a_button()
    {
        await using var scene = await Scene.Start();
        var app = await scene.AddApp("app-told", m => m with { BackchannelLogoutUri = "http://127.0.0.1:1/nobody" });
        var receipt = await scene.EndedSession(app);
        await scene.Db.Write(
            tx => tx.Execute("update logout_leg set state = 'failed', last_error = 'ConnectFailed' where logout_id = @id", new { id = receipt.Id }), CancellationToken.None);
        await scene.AsOperator();
        var page = await scene.Open($"/admin/tenants/acme/sign-outs/{receipt.Id}");
        Assert.Contains("Somebody may still show the person as signed in", page.Text, StringComparison.Ordinal);
        Assert.Equal("Not everybody was told", (await scene.Open("/admin/tenants/acme/sign-outs")).Html.QuerySelector("caption")!.TextContent);
        await scene.Open($"/admin/tenants/acme/sign-outs/{receipt.Id}");

        var after = await scene.Browser.Press("Try again now");

        Assert.Contains("are being told again", after.Text, StringComparison.Ordinal);
        Assert.Single(await scene.Db.Read(tx => EventStore.Page(tx, scene.Tenant.Id, "logout.retried", null, 10), CancellationToken.None));
    }
}

internal static class EndedSessions
{
    /// <summary>Alice signs in, and an administrator ends her session.</summary>
    public static async Task<LogoutRow> EndedSession(this Scene scene, RunBroker.TestIdps.TestApp? app = null)
    {
        scene.NewBrowser();
        await scene.SignIn(app);
        var session = (await scene.LastCase()).SessionId!;
        await scene.Db.Write(async tx => await Logout.EndSessions.Do(
            tx, [(await SessionStore.Find(tx, scene.Tenant.Id, session))!], new("admin", "token:bootstrap", null, scene.Clock.GetUtcNow())), CancellationToken.None);
        return (await scene.Db.Read(tx => LogoutStore.OfSession(tx, scene.Tenant.Id, session), CancellationToken.None))!;
    }
}
