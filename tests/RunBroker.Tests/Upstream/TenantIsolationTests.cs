using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.TestIdps;

namespace RunBroker.Tests.Upstream;

/// <summary>What happens at one tenant's upstream stays there.</summary>
public sealed class TenantIsolationTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Theory]
    [Spec("O-160")]
    [InlineData(OpPlace.Token)]
    [InlineData(OpPlace.Discovery)]
    public async Task While_one_tenants_provider_hangs_64_people_sign_in_at_another(OpPlace place)
    {
        await using var dead = await TestOp.Start(new TestOpOptions { AcceptAnyClient = true, Clock = shared.Scene.Clock });
        dead.Users.Add(TestUser.Person("alice", "Alice", "Liddell", "alice@acme.example"));
        dead.SignInAs = "alice";
        var hanging = await Stage.On(shared.Scene, op: dead);
        var healthy = await Stage.On(shared.Scene);
        var release = new TaskCompletionSource();
        dead.Break(TestOpFaults.HeldUntil(place, release.Task));
        var held = Enumerable.Range(0, 16).Select(_ => hanging.InAnotherBrowser().Go()).ToArray();

        var good = await Run(64, 8, () => healthy.InAnotherBrowser().Go());

        Assert.All(good, page => Assert.StartsWith(healthy.App.RedirectUri, page.Url.AbsoluteUri, StringComparison.Ordinal));
        release.SetResult();
        dead.Mend();
        // Those who waited come in, or are told that the provider did not answer: nobody gets a fault of ours.
        Assert.All(await Task.WhenAll(held), page => Assert.True(page.Status is 200 or 424, $"{page.Status} {page.Text}"));
        Assert.Equal(64, (await healthy.Events("session.created")).Length);
        Assert.Single(await healthy.Users());
    }

    [Fact]
    [Spec("O-163")]
    public async Task A_provider_that_does_not_answer_is_given_up_after_ten_seconds()
    {
        await using var op = await TestOp.Start(new TestOpOptions { AcceptAnyClient = true, Clock = shared.Scene.Clock });
        op.Users.Add(TestUser.Person("alice", "Alice", "Liddell", "alice@acme.example"));
        op.SignInAs = "alice";
        var stage = await Stage.On(shared.Scene, op: op);
        // Sixty seconds never pass: the broker hangs up, which ends the wait.
        op.Break(TestOpFaults.Slow(OpPlace.Token, TimeSpan.FromSeconds(60)));
        await using var other = await TestOp.Start(new TestOpOptions { AcceptAnyClient = true, Clock = shared.Scene.Clock });
        var second = await Stage.On(shared.Scene, op: other);
        other.Break(TestOpFaults.Slow(OpPlace.Discovery, TimeSpan.FromSeconds(60)));

        var pages = await Task.WhenAll(stage.Go(), second.Go());

        await stage.Refused(pages[0], "upstream.token.TimedOut", "temporarily_unavailable", 424);
        await second.Refused(pages[1], "upstream.discovery.TimedOut", "temporarily_unavailable", 424);
    }

    [Fact]
    [Spec("O-163")]
    public async Task A_provider_that_is_down_is_not_waited_for_again_and_again_and_is_tried_after_a_pause()
    {
        await using var op = await TestOp.Start(new TestOpOptions { AcceptAnyClient = true, Clock = shared.Scene.Clock });
        op.Users.Add(TestUser.Person("alice", "Alice", "Liddell", "alice@acme.example"));
        op.SignInAs = "alice";
        var stage = await Stage.On(shared.Scene, op: op);
        var neighbour = await Stage.On(shared.Scene, op: op);
        await op.Stop();
        for (var i = 0; i < 3; i++)
            await stage.RefusedOnAPage(await stage.Go(), "upstream.discovery.ConnectFailed", 424);

        await stage.Refused(await stage.Go(), "upstream.discovery.HostDown", "temporarily_unavailable", 424);
        await op.StartAgain();
        // The circuit is the tenant's own: a neighbour with the same provider was never in it.
        await neighbour.SignIn();
        shared.Scene.Clock.Advance(TimeSpan.FromSeconds(5));
        await stage.SignIn();
    }

    [Fact]
    [Spec("S-141")]
    public async Task One_provider_of_two_tenants_makes_two_users_of_one_person()
    {
        var (one, two) = (await Stage.On(shared.Scene), await Stage.On(shared.Scene));
        two = two with { Browser = one.Browser };

        var (first, tokens) = await one.SignIn();
        await two.Browser.Get(two.App.Begin(p => p["prompt"] = "none").Url);
        // The session of one tenant is nothing at the other (S-142).
        Assert.Equal("login_required", two.App.LastCallback.Error);
        var (second, _) = await two.SignIn();
        var (again, _) = await one.SignIn(p => p["prompt"] = "none");

        Assert.NotEqual((string?)first["sub"], (string?)second["sub"]);
        Assert.Equal((string?)first["email"], (string?)second["email"]);
        Assert.Equal((one.Tenant.Slug, two.Tenant.Slug), ((string?)first["tenant"], (string?)second["tenant"]));
        Assert.Equal((string?)first["sub"], (string?)again["sub"]);
        Assert.Null(await two.User((string)first["sub"]!));
        Assert.Single(await one.Users());
        Assert.Single(await two.Users());
        // And an app of one tenant can do nothing with a token of the other's.
        Assert.NotEqual("true", (await two.App.Introspect(tokens.AccessToken))["active"]);
    }

    [Fact]
    [Spec("S-142")]
    public async Task A_provider_that_asserts_another_tenants_address_makes_a_user_of_its_own_tenant_only()
    {
        var (victim, attacker) = (await Stage.On(shared.Scene), await Stage.On(shared.Scene));
        await Verify(victim, "acme.example");
        var (owner, _) = await victim.SignIn();
        Assert.True((bool)owner["email_verified"]!);

        var (claims, _) = await attacker.SignIn();

        Assert.Equal("alice@acme.example", (string?)claims["email"]);
        Assert.False((bool)claims["email_verified"]!);
        Assert.NotEqual((string?)owner["sub"], (string?)claims["sub"]);
        Assert.Single(await victim.Users());
    }

    [Fact]
    [Spec("contract-4")]
    public async Task A_connection_of_another_tenant_cannot_be_named()
    {
        var (one, two) = (await Stage.On(shared.Scene), await Stage.On(shared.Scene));
        await one.Go(p => p["connection"] = two.Connection.Id);
        Assert.Equal(("invalid_request", one.Begun.State), (one.App.LastCallback.Error, one.App.LastCallback.Fields["state"]));
        await one.Go(p => p["organization"] = two.Tenant.Slug);
        Assert.Equal("invalid_request", one.App.LastCallback.Error);
        Assert.Empty(await two.Users());
    }

    private static async Task Verify(Stage stage, string domain) =>
        await stage.Db.Write(
            async tx =>
            {
                var now = stage.Scene.Clock.GetUtcNow();
                await DomainStore.Insert(tx, new Domain
                {
                    TenantId = stage.Tenant.Id,
                    Name = domain,
                    Verified = true,
                    DnsTxt = "proof",
                    Version = 1,
                    CreatedAt = now,
                    VerifiedAt = now,
                });
            },
            CancellationToken.None);

    private static async Task<TestPage[]> Run(int count, int atOnce, Func<Task<TestPage>> one)
    {
        using var gate = new SemaphoreSlim(atOnce);
        return await Task.WhenAll(Enumerable.Range(0, count).Select(async _ =>
        {
            await gate.WaitAsync();
            try
            {
                return await one();
            }
            finally
            {
                gate.Release();
            }
        }));
    }
}
