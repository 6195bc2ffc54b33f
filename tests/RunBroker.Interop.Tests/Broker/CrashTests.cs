using RunBroker.Interop.Tests.Harness;
using RunBroker.Tests.Storage;

namespace RunBroker.Interop.Tests.Broker;

/// <summary>What the broker acknowledged survives its sudden death, and a sign-in does not care which process serves its next leg.</summary>
public sealed class CrashTests(PostgresServer postgres)
{
    private const int Crowd = 64;

    [Fact]
    public async Task After_a_kill_amid_64_sign_ins_every_acknowledged_code_redeems_and_every_acknowledged_session_lives()
    {
        var people = People.Crowd(Crowd);
        await using var scene = await Scene.Start(people);
        var (app, second) = (await scene.AddApp(), await scene.AddApp(confidential: false));
        using var early = new ScriptedBrowser(people[0]);
        var earlySession = SignedIn.Read(await early.Visit(app.At("/login")), scene);
        var signIns = people[1..].Select(p => new Attempt(new ScriptedBrowser(p), app)).ToArray();

        var acknowledged = 0;
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = signIns.Select(s => s.UntilCode(() => Interlocked.Increment(ref acknowledged) == Crowd / 4, enough)).ToArray();
        await enough.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await scene.Broker.Kill();
        await Task.WhenAll(running);
        Assert.Contains(signIns, s => s.Code is null); // else it was not amid
        await scene.Broker.Restart();

        foreach (var attempt in signIns.Where(s => s.Code is not null))
        {
            // the code redeems; then the session, which its cookie was acknowledged with, signs in at another app
            var first = SignedIn.Read(await attempt.Browser.Continue(attempt.Code!), scene);
            var silent = SignedIn.Read(await attempt.Browser.Visit(second.At("/login?prompt=none")), scene);
            Assert.Equal(first.Subject, silent.Subject);
        }

        Assert.Equal(earlySession.Subject, SignedIn.Read(await early.Visit(second.At("/login?prompt=none")), scene).Subject);
        Assert.Contains("\"rotated\": true", (await early.Visit(app.At("/refresh"))).Body, StringComparison.Ordinal);
        // and who was cut off can simply begin again
        foreach (var attempt in signIns.Where(s => s.Code is null).Take(4))
            SignedIn.Read(await attempt.Browser.Visit(app.At("/login")), scene);
        foreach (var attempt in signIns)
            attempt.Browser.Dispose();
    }

    [Fact]
    public async Task A_broker_killed_and_started_again_between_any_two_legs_carries_the_sign_in_on()
    {
        await using var scene = await Scene.Start();
        var app = await scene.AddApp();
        using var browser = new ScriptedBrowser(People.Alice);

        var atUpstream = await browser.Visit(app.At("/login"), to => to.Authority == scene.Upstream.Address.Authority);
        await Again(scene);
        var atCallback = await browser.Continue(atUpstream, to => to.AbsolutePath.StartsWith("/federation/", StringComparison.Ordinal));
        await Again(scene);
        var atApp = await browser.Continue(atCallback, to => to.Authority == app.Address.Authority);
        await Again(scene);
        var alice = SignedIn.Read(await browser.Continue(atApp), scene);
        await Again(scene);

        Assert.Equal(alice.Subject, SignedIn.Read(await browser.Visit(app.At("/login?prompt=none")), scene).Subject);
    }

    [Fact]
    public async Task Two_brokers_on_one_postgres_serve_the_legs_of_a_sign_in_in_turn()
    {
        await using var scene = await Scene.StartTwo(await postgres.CreateDatabase());
        var (app, second) = (await scene.AddApp(), await scene.AddApp(confidential: false));
        using var http = Wire.Client();
        SignedIn? last = null;
        foreach (var person in (Person[])[People.Alice, People.Bob])
        {
            using var browser = new ScriptedBrowser(person);
            var there = SignedIn.Read(await browser.Visit(app.At("/login")), scene);
            last = SignedIn.Read(await browser.Visit(second.At("/login?prompt=none")), scene);
            Assert.Equal(there.Subject, last.Subject);
            Assert.Contains("\"rotated\": true", (await browser.Visit(app.At("/refresh"))).Body, StringComparison.Ordinal);
            // one connection more: the second person's legs meet the brokers the other way round
            using var odd = await http.GetAsync(new Uri(scene.Issuer, "/health/live"), TestContext.Current.CancellationToken);
        }

        Assert.All(scene.Balancer!.Served, served => Assert.InRange(served, 4, int.MaxValue));

        // one dies, the other carries on alone: nothing was only in the first one's memory
        await scene.Brokers[0].Kill();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(scene.Brokers[1].Address, "/connect/userinfo"));
        request.Headers.Authorization = new("Bearer", last!.Tokens.GetProperty("access_token").GetString());
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task Again(Scene scene)
    {
        await scene.Broker.Kill();
        await scene.Broker.Restart();
    }

    /// <summary>One person on the way to a code, or cut off.</summary>
    private sealed class Attempt(ScriptedBrowser browser, NodePeer app)
    {
        public ScriptedBrowser Browser { get; } = browser;

        /// <summary>The stop before the app's callback: the broker's redirect with the code was received.</summary>
        public Page? Code { get; private set; }

        public async Task UntilCode(Func<bool> isEnough, TaskCompletionSource enough)
        {
            try
            {
                var stopped = await Browser.Visit(app.At("/login"), to => to.AbsolutePath == "/callback" && to.Authority == app.Address.Authority);
                if (stopped.Next is null)
                    return;
                Code = stopped;
                if (isEnough())
                    enough.TrySetResult();
            }
            catch (HttpRequestException)
            {
                // the broker was gone: this one was cut off, which is what the test is about
            }
        }
    }
}
