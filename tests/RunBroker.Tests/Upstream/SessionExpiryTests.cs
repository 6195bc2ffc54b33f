using System.Globalization;
using RunBroker.Storage;
using RunBroker.Storage.Secrets;
using RunBroker.TestIdps;
using RunBroker.Upstream;

namespace RunBroker.Tests.Upstream;

/// <summary>The upstream's session_expiry caps the session (AU-35).</summary>
public sealed class SessionExpiryTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Fact]
    [Spec("AU-35")]
    public async Task The_session_and_its_tokens_end_with_the_providers()
    {
        await using var op = await Provider(TimeSpan.FromMinutes(10));
        var stage = await Stage.On(shared.Scene, op: op);
        var end = shared.Scene.Clock.GetUtcNow().AddMinutes(10);

        var (claims, tokens) = await stage.SignIn();

        Assert.True(long.Parse(claims["exp"]!.ToString(), CultureInfo.InvariantCulture) <= end.ToUnixTimeSeconds());
        Assert.True(int.Parse(tokens["expires_in"]!, CultureInfo.InvariantCulture) <= 600);
        shared.Scene.Clock.Advance(TimeSpan.FromMinutes(5));
        await stage.SignIn(p => p["prompt"] = "none");
        shared.Scene.Clock.Advance(TimeSpan.FromMinutes(5));
        await stage.Go(p => p["prompt"] = "none");
        Assert.Equal("login_required", stage.App.LastCallback.Error);
        Assert.Equal("invalid_grant", (await stage.App.Refresh(tokens.RefreshToken)).Error);
        Assert.Equal(401, (await stage.App.UserInfo(tokens.AccessToken)).Status);
    }

    [Fact]
    [Spec("AU-35")]
    public async Task A_later_end_than_ours_changes_nothing()
    {
        await using var op = await Provider(TimeSpan.FromDays(365));
        var stage = await Stage.On(shared.Scene, op: op);
        await stage.SignIn();
        var session = (await stage.LastCase()).SessionId!;
        var row = await stage.Db.Read(tx => SessionStore.Find(tx, stage.Tenant.Id, session), CancellationToken.None);
        Assert.Equal(shared.Scene.Clock.GetUtcNow().AddDays(7), row!.ExpiresAt, TimeSpan.FromMilliseconds(1));
    }

    [Theory]
    [Spec("AU-35")]
    [InlineData(-1L)]
    [InlineData("tomorrow")]
    public async Task An_end_that_is_over_or_unreadable_signs_nobody_in(object end)
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.Break(TestOpFaults.Claim("session_expiry", end is long ? shared.Scene.Clock.GetUtcNow().ToUnixTimeSeconds() : end));
        await stage.Refused(await stage.Go(), "upstream.SessionAlreadyOver", "login_required");
        Assert.Empty(await stage.Events("session.created"));
    }

    [Fact]
    [Spec("AU-31")]
    public async Task The_ID_token_is_kept_sealed_for_a_sign_out_at_the_provider()
    {
        var stage = await Stage.On(shared.Scene);
        await stage.SignIn();
        var id = (await stage.LastCase()).SessionId!;
        var row = (await stage.Db.Read(tx => SessionStore.Find(tx, stage.Tenant.Id, id), CancellationToken.None))!;
        var facts = UpstreamFacts.Read(shared.Scene.Broker.Box.Open(row.Upstream!, new SecretPlace(stage.Tenant.Id.Value, "sso_session", id, "upstream"))!)!;
        Assert.Equal(("oidc", 3), (facts.Protocol, facts.IdToken!.Split('.').Length));
        Assert.Equal(UpstreamSubject.Hash(stage.Connection.Id, stage.Op.Issuer, stage.Subject()), row.UpstreamNameHash);
    }

    private async Task<TestOp> Provider(TimeSpan expiry)
    {
        var op = await TestOp.Start(new TestOpOptions { AcceptAnyClient = true, Clock = shared.Scene.Clock });
        op.Users.Add(TestUser.Person("alice", "Alice", "Liddell", "alice@acme.example"));
        (op.SignInAs, op.SessionExpiry) = ("alice", expiry);
        return op;
    }
}
