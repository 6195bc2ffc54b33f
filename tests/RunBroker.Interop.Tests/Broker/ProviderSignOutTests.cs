using System.Net;
using RunBroker.Interop.Tests.Harness;

namespace RunBroker.Interop.Tests.Broker;

/// <summary>npm oidc-provider tells us by its back channel that its session has ended (OIDCBC-2.5), and is asked by us to end it.</summary>
public sealed class ProviderSignOutTests
{
    [Theory]
    [Spec("OIDCBC-2.3"), Spec("OIDCBC-2.6"), Spec("O-092"), Spec("OIDCRP-2")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_session_that_ends_at_the_provider_ends_here_and_the_app_is_told_whether_the_provider_names_it_or_only_the_person(bool named)
    {
        await using var scene = await Scene.Start(toldBySid: named);
        var app = await scene.AddApp(backchannel: "/backchannel");
        using var laptop = new ScriptedBrowser(People.Alice);
        using var phone = new ScriptedBrowser(People.Alice);
        using var other = new ScriptedBrowser(People.Bob);
        var (alice, mobile) = (await SignIn(laptop), await SignIn(phone));
        var bob = await SignIn(other);

        var end = await laptop.Visit(scene.Upstream.At("/session/end"));

        Assert.True(end is { Status: HttpStatusCode.OK, Address.AbsolutePath: "/session/end/success" }, $"{end}\n{scene.Logs()}");
        Heard(1);
        // Without a sid every session of the person is meant; with one the other is nobody's business.
        SignedIn[] over = named ? [alice] : [alice, mobile];
        var receipts = await Receipts(alice, over.Length);
        Assert.All(receipts, r => Assert.Equal(("upstream", $"upstream:{(string)scene.Connection["id"]!}"), (r.Cause, r.Actor)));
        // The provider asked: it is not asked in turn.
        Assert.All(receipts, r => Assert.Equal([("backchannel", "delivered")], r.Legs.Select(l => (l.Channel, l.State))));
        foreach (var session in over)
            Assert.Equal(1, Assert.Single(await Told.Of(app, session.SessionId!)).Ended);
        Assert.Equal(HttpStatusCode.Unauthorized, (await laptop.Visit(app.At("/me"))).Status);
        Assert.Equal("login_required", SignedIn.Refused(await laptop.Visit(app.At("/login?prompt=none"))));
        Assert.Equal(named ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, (await phone.Visit(app.At("/me"))).Status);
        Assert.Equal(bob.SessionId, SignedIn.Read(await other.Visit(app.At("/login?prompt=none")), scene).SessionId);
        Assert.Empty(await Told.Of(app, bob.SessionId!));

        // The other way round: we ask the provider, which tells us by the back channel of what we have just ended ourselves.
        var again = await SignIn(laptop);
        Assert.NotEqual(alice.SessionId, again.SessionId);
        var back = await laptop.Visit(app.At("/logout?federated=1"));

        Assert.True(back.Address.Authority == app.Address.Authority && back.Address.AbsolutePath == "/bye", $"{back}\n{scene.Logs()}");
        Heard(2);
        var last = (await Receipts(alice, named ? 2 : 3))[0];
        Assert.Equal(("app", ("delivered", null), ("delivered", null)), (last.Cause, last["oidc"], last["backchannel"]));
        Assert.Equal(1, Assert.Single(await Told.Of(app, again.SessionId!)).Ended);
        Assert.Equal(HttpStatusCode.Unauthorized, (await laptop.Visit(app.At("/me"))).Status);
        laptop.ForgetTrail();
        await SignIn(laptop);
        // its own session is over: it asks for the password again
        Assert.Contains(laptop.Trail, to =>
            to.Authority == scene.Upstream.Address.Authority && to.AbsolutePath.StartsWith("/interaction/", StringComparison.Ordinal));

        async Task<SignedIn> SignIn(ScriptedBrowser browser) => SignedIn.Read(await browser.Visit(app.At("/login")), scene);

        void Heard(int times)
        {
            int Lines(string with) => scene.Upstream.Log.Split('\n').Count(l => l.StartsWith(with, StringComparison.Ordinal));
            Assert.True((Lines("told "), Lines("backchannel.error")) == (times, 0), scene.Logs());
        }

        async Task<IReadOnlyList<Receipt>> Receipts(SignedIn person, int count)
        {
            var end = TimeProvider.System.GetUtcNow().AddSeconds(20);
            while (true)
            {
                var all = await Receipt.Of(scene.Management, Scene.Tenant, person.Subject);
                if (all.Length == count && all.All(r => r.Legs.All(l => l.State != "pending")))
                    return all;
                Assert.True(TimeProvider.System.GetUtcNow() < end, $"{string.Join('\n', all)}\n{scene.Logs()}");
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }
    }

    [Fact]
    [Spec("OIDCBC-2.7"), Spec("CO-12")]
    public async Task A_provider_that_tells_a_connection_that_is_switched_off_is_refused()
    {
        await using var scene = await Scene.Start(toldBySid: true);
        var app = await scene.AddApp(backchannel: "/backchannel");
        using var browser = new ScriptedBrowser(People.Alice);
        var alice = SignedIn.Read(await browser.Visit(app.At("/login")), scene);
        await scene.Management.Act($"tenants/{Scene.Tenant}/connections/{(string)scene.Connection["id"]!}/disable");
        var ended = await Receipt.When(scene.Management, Scene.Tenant, alice.Subject, r => r.Legs.All(l => l.State != "pending"));
        Assert.Equal(("connection_disabled", ("delivered", null)), (ended.Cause, ended["backchannel"]));

        await browser.Visit(scene.Upstream.At("/session/end"));

        Assert.Contains("got: 400 Bad Request", scene.Upstream.Log, StringComparison.Ordinal);
        Assert.Single(await Told.Of(app, alice.SessionId!));
        Assert.Single(await Receipt.Of(scene.Management, Scene.Tenant, alice.Subject));
    }
}
