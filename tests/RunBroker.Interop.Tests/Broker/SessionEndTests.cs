using RunBroker.Interop.Tests.Harness;

namespace RunBroker.Interop.Tests.Broker;

/// <summary>
/// The idle and the absolute end, with lifetimes of seconds. The times to wait for are read from the session itself; a use
/// is made seconds before its end, so that a slow machine does not come too late.
/// </summary>
public sealed class SessionEndTests
{
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(200);

    [Fact]
    [Spec("AU-05"), Spec("AU-07")]
    public async Task An_unused_session_ends_at_its_idle_time_and_a_use_before_puts_it_off()
    {
        await using var scene = await Scene.Start(settings: Lifetimes(idle: 10, absolute: 600));
        var app = await scene.AddApp();
        using var browser = new ScriptedBrowser(People.Alice);
        SignedIn.Read(await browser.Visit(app.At("/login")), scene);
        var before = await OnlySession(scene);

        await Until(before.IdleEnd - TimeSpan.FromSeconds(5));
        SignedIn.Read(await browser.Visit(app.At("/login?prompt=none")), scene);
        var after = await OnlySession(scene);
        Assert.InRange(after.IdleEnd - before.IdleEnd, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10));
        Assert.Equal(before.End, after.End);

        await Until(after.IdleEnd + Margin);
        Assert.Equal("invalid_grant", SignedIn.Refused(await browser.Visit(app.At("/refresh"))));
        Assert.Equal("login_required", SignedIn.Refused(await browser.Visit(app.At("/login?prompt=none"))));
    }

    [Fact]
    [Spec("AU-07")]
    public async Task A_refresh_is_no_use_and_does_not_put_the_idle_end_off()
    {
        await using var scene = await Scene.Start(settings: Lifetimes(idle: 10, absolute: 600));
        var app = await scene.AddApp();
        using var browser = new ScriptedBrowser(People.Alice);
        SignedIn.Read(await browser.Visit(app.At("/login")), scene);
        var before = await OnlySession(scene);

        await Until(before.IdleEnd - TimeSpan.FromSeconds(5));
        Assert.Contains("\"rotated\": true", (await browser.Visit(app.At("/refresh"))).Body, StringComparison.Ordinal);

        Assert.Equal(before, await OnlySession(scene));
    }

    [Fact]
    [Spec("AU-08")]
    public async Task A_session_in_constant_use_ends_at_its_absolute_time()
    {
        await using var scene = await Scene.Start(settings: Lifetimes(idle: 10, absolute: 14));
        var app = await scene.AddApp();
        using var browser = new ScriptedBrowser(People.Alice);
        SignedIn.Read(await browser.Visit(app.At("/login")), scene);
        var end = (await OnlySession(scene)).End;

        foreach (var left in (int[])[8, 4])
        {
            await Until(end - TimeSpan.FromSeconds(left));
            SignedIn.Read(await browser.Visit(app.At("/login?prompt=none")), scene);
            Assert.Equal(end, (await OnlySession(scene)).End);
        }

        await Until(end + Margin);
        Assert.Equal("login_required", SignedIn.Refused(await browser.Visit(app.At("/login?prompt=none"))));
        // the person then signs in anew, upstream
        browser.ForgetTrail();
        SignedIn.Read(await browser.Visit(app.At("/login")), scene);
        Assert.Contains(browser.Trail, address => address.Authority == scene.Upstream.Address.Authority);
    }

    private static Dictionary<string, string> Lifetimes(int idle, int absolute) => new()
    {
        ["Session:IdleTimeout"] = TimeSpan.FromSeconds(idle).ToString("c"),
        ["Session:AbsoluteLifetime"] = TimeSpan.FromSeconds(absolute).ToString("c"),
    };

    private static async Task<Ends> OnlySession(Scene scene)
    {
        var session = Assert.Single(await scene.Management.List($"tenants/{Scene.Tenant}/sessions"))!;
        return new Ends((DateTimeOffset)session["idle_expires_at"]!, (DateTimeOffset)session["expires_at"]!);
    }

    private static async Task Until(DateTimeOffset instant)
    {
        var left = instant - TimeProvider.System.GetUtcNow();
        if (left > TimeSpan.Zero)
            await Task.Delay(left, TestContext.Current.CancellationToken);
    }

    private sealed record Ends(DateTimeOffset IdleEnd, DateTimeOffset End);
}
