using RunBroker.Http;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Sessions;

/// <summary>The cookies themselves: their attributes, their size and their number.</summary>
public sealed class CookieRuleTests
{
    [Fact]
    [Spec("O-107")]
    public async Task Every_cookie_of_a_whole_visit_has_the_strict_attributes()
    {
        await using var scene = await Scene.Start();
        await scene.AddDomain(scene.Tenant, "acme.example");
        var shared = await scene.AddApp("app-shared", allowed: [scene.Tenant.Id]);
        await scene.Browser.Get(shared.Begin().Url);
        await scene.Browser.Press("Continue", ("email", "alice@acme.example"));
        await scene.Browser.ClickLink("Continue");
        await scene.SignIn();
        await scene.Browser.Get(scene.Broker.Url + "/connect/endsession");
        await scene.Browser.Press("Sign out");

        var set = scene.Browser.History.Where(h => h.Url.AbsoluteUri.StartsWith(scene.Broker.Url, StringComparison.Ordinal)).SelectMany(h => h.SetCookies).ToArray();

        Assert.Empty(scene.Browser.Cookies.Refused);
        Assert.All(set, line =>
        {
            var attributes = line.Split(';').Skip(1).Select(a => a.Trim().ToLowerInvariant()).ToArray();
            Assert.StartsWith("__Host-rb_", line, StringComparison.Ordinal);
            Assert.Contains("secure", attributes);
            // One is for a script, and holds nothing but what that script compares (O-105).
            Assert.Equal(!line.StartsWith(Cookies.States, StringComparison.Ordinal), attributes.Contains("httponly"));
            Assert.Contains("path=/", attributes);
            Assert.DoesNotContain(attributes, a => a.StartsWith("domain", StringComparison.Ordinal));
            Assert.Contains($"samesite={SameSite(line)}", attributes);
        });
        foreach (var name in new[] { Cookies.Sessions, Cookies.FrameSessions, Cookies.States, Cookies.LastConnection, Cookies.SignInPrefix, Cookies.Form })
            Assert.Contains(set, line => line.StartsWith(name, StringComparison.Ordinal));
    }

    [Fact]
    [Spec("O-108")]
    [Spec("O-020")]
    public async Task Twenty_sign_ins_begun_at_once_do_not_fill_the_browser_and_the_newest_still_finish()
    {
        await using var scene = await Scene.Start();
        await scene.SignIn();
        scene.Browser.StopAt = scene.Op.Origin;
        var waiting = new List<string>();
        for (var tab = 0; tab < 20; tab++)
        {
            scene.Clock.Advance(TimeSpan.FromSeconds(1));
            waiting.Add((await scene.Browser.Get(scene.App.Begin(p => p["prompt"] = "login").Url)).Url.AbsoluteUri);
        }

        var own = scene.Browser.Cookies.All.Where(c => c.Name.StartsWith("__Host-rb_", StringComparison.Ordinal)).ToArray();
        Assert.InRange(own.Sum(c => c.Name.Length + c.Value.Length + 3), 1, 4096);
        Assert.Equal(10, own.Count(c => c.Name.StartsWith(Cookies.SignInPrefix, StringComparison.Ordinal)));
        scene.Browser.StopAt = null;
        foreach (var newest in waiting.TakeLast(10))
        {
            await scene.Browser.Get(newest);
            await scene.App.Finish();
        }

        var codes = scene.App.Callbacks.Length;
        await scene.Browser.Get(waiting[0]);
        Assert.Equal(400, scene.Browser.Page.Status);
        Assert.Equal(codes, scene.App.Callbacks.Length);
    }

    [Fact]
    [Spec("O-108")]
    public async Task Ten_tenants_in_one_browser_do_not_fill_it_either()
    {
        await using var scene = await Scene.Start();
        for (var number = 0; number < 10; number++)
        {
            var tenant = await scene.AddTenant("tenant" + number);
            await scene.AddConnection(tenant, scene.Op);
            scene.Clock.Advance(TimeSpan.FromSeconds(1));
            await scene.SignIn(await scene.AddApp("app-of-" + number, tenant: tenant));
        }

        Assert.Equal(8, scene.Browser.Cookies.Find(Cookies.Sessions)!.Value.Split('~').Length);
        Assert.InRange(scene.Browser.Cookies.All.Where(c => c.Name.StartsWith("__Host-rb_", StringComparison.Ordinal)).Sum(c => c.Name.Length + c.Value.Length + 3), 1, 4096);
    }

    private static string SameSite(string line) =>
        line.StartsWith(Cookies.FrameSessions, StringComparison.Ordinal) || line.StartsWith(Cookies.States, StringComparison.Ordinal) || line.StartsWith(Cookies.SignInPrefix, StringComparison.Ordinal) ? "none"
        : line.StartsWith(Cookies.Form, StringComparison.Ordinal) ? "strict" : "lax";
}
