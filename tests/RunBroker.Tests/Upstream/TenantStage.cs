using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using RunBroker.SignIns;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Upstream;

/// <summary>
/// A tenant of its own on a scene that several tests share, with its own connection, app and browser: caches, circuit breakers and users
/// are kept by tenant, so that no test meets what another left.
/// </summary>
internal abstract partial record TenantStage(Scene Scene, Tenant Tenant, Connection Connection, TestApp App, TestBrowser Browser)
{
    /// <summary>The app's last request.</summary>
    public AppSignIn Begun { get; private set; } = null!;

    private string? signedInBefore;

    public Db Db => Scene.Db;

    /// <summary>Where the upstream sends the browser back to.</summary>
    public abstract string CallbackUrl { get; }

    /// <summary>The app asks, and the browser walks until something needs the person.</summary>
    public Task<TestPage> Go(Action<Fields>? edit = null)
    {
        // Ids are ordered by time: the newest case is then this one's.
        Scene.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Begun = App.Begin(edit);
        signedInBefore = Browser.Cookies.Find("__Host-rb_sso")?.Value;
        return Browser.Get(Begun.Url);
    }

    /// <summary>Walks up to the upstream's answer, which is not yet fetched or posted.</summary>
    public async Task<TestPage> GoUpToTheAnswer(Action<Fields>? edit = null)
    {
        Browser.StopAt = CallbackUrl;
        var page = await Go(edit);
        Browser.StopAt = null;
        Assert.True(page.Stopped, page.Text);
        return page;
    }

    public async Task<(JsonObject Claims, AppAnswer Tokens)> SignIn(Action<Fields>? edit = null)
    {
        var page = await Go(edit);
        Assert.True(page.Url.AbsoluteUri.StartsWith(App.RedirectUri, StringComparison.Ordinal), $"{page.Status} {page.Url} {page.Text}");
        return await App.Finish();
    }

    public Task<User?> User(string id) => Db.Read(tx => UserStore.Find(tx, Tenant.Id, id), CancellationToken.None);

    public Task<ImmutableArray<User>> Users() => Db.Read(tx => UserStore.Page(tx, Tenant.Id, null, null, null, "", 100), CancellationToken.None);

    public Task<ImmutableArray<AuditEvent>> Events(string type) => Db.Read(tx => EventStore.Page(tx, Tenant.Id, type, null, 100), CancellationToken.None);

    public async Task<SignInCase> LastCase() => (await Db.Read(tx => SignInStore.PageCases(tx, Tenant.Id, null, 1), CancellationToken.None)).Single();

    public static ImmutableArray<CaseStep> Steps(SignInCase file) => [.. JsonSerializer.Deserialize(file.Steps, CaseJson.Default.ListCaseStep)!];

    /// <summary>
    /// The sign-in failed, and each audience was told its part: the person a page with a case id and no detail, the app on the way back an
    /// error with state and iss, the admin the reason with wanted and got.
    /// </summary>
    public async Task<CaseStep> Refused(TestPage page, string code, string error, int status = 403)
    {
        var file = await RefusedOnAPage(page, code, status);
        var seen = App.Callbacks.Length;

        await Browser.ClickLink("Back to ");

        Assert.Equal(seen + 1, App.Callbacks.Length);
        var answer = App.LastCallback;
        Assert.Equal((error, Begun.State, App.Issuer), (answer.Error, answer.Fields["state"], answer.Fields["iss"]));
        Assert.Null(answer.Code);
        var step = Steps(file).Last(s => s.Outcome == "failed");
        Assert.NotNull(step.Spec);
        // What went wrong is the admin's: the person sees one plain sentence (O-095, O-164).
        if (step.Got is { Length: > 12 } got)
            Assert.DoesNotContain(got, page.Body, StringComparison.Ordinal);
        return step;
    }

    /// <summary>As above where no app waits: the page and the case file.</summary>
    public async Task<SignInCase> RefusedOnAPage(TestPage page, string code, int status = 403)
    {
        Assert.True(status == page.Status, $"{page.Status} {page.Url} {page.Text}");
        Assert.Contains("no-store", page.Header("Cache-Control"), StringComparison.Ordinal);
        Assert.NotEmpty(page.Html.QuerySelector("h1")?.TextContent.Trim() ?? "");
        Assert.NotEmpty(page.Html.QuerySelector("p.lead")?.TextContent.Trim() ?? "");
        Assert.DoesNotContain("Exception", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", page.Body, StringComparison.Ordinal);
        Assert.Empty(page.Html.QuerySelectorAll("[onclick]"));
        Assert.DoesNotContain("alert(1)", page.Body, StringComparison.Ordinal);
        Assert.Equal(signedInBefore, Browser.Cookies.Find("__Host-rb_sso")?.Value);
        var file = await CaseOn(page);
        Assert.True(("failed", code) == (file.State, file.Error), $"{file.State} {file.Error} {file.Steps}");
        return file;
    }

    /// <summary>The case file whose id the page shows, as the tenant's admin finds it.</summary>
    public async Task<SignInCase> CaseOn(TestPage page)
    {
        var caseId = CaseIds().Match(page.Text).Value;
        Assert.NotEmpty(caseId);
        var file = await Db.Read(tx => SignInStore.FindCase(tx, Tenant.Id, caseId), CancellationToken.None);
        Assert.True(file is not null, "the tenant's admin cannot find case " + caseId);
        return file;
    }

    public static string Unix(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("SI-[0-9A-Z]{4}-[0-9A-Z]{4}")]
    private static partial Regex CaseIds();
}
