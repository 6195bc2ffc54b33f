using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Storage;
using RunBroker.Tokens;

namespace RunBroker.Tests.Tokens;

/// <summary>Rolls of several nodes at once come one after another, on both databases.</summary>
[Spec("P-006")]
public sealed class SigningKeyRollsTests(PostgresServer server)
{
    private static readonly SigningKeyAsk Default = new(SigningKeys.Algorithms, Limits.SigningKeyAhead, Limits.SigningKeyGrace);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, InlineData(DbKind.Sqlite), InlineData(DbKind.Postgres)]
    public async Task Of_many_at_once_one_makes_the_next_key_by_schedule_or_by_call(DbKind kind)
    {
        await using var database = await TestDatabase.Migrated(kind, server);
        await using var second = kind == DbKind.Postgres ? database.Again() : null;
        var clock = new TestClock(TestDatabase.Now);
        var box = new SecretBox(Key());
        var nodes = ImmutableArray.Create(Node(database.Db, box, clock), Node(second ?? database.Db, box, clock));
        foreach (var node in nodes)
            await node.Keys.Start(Stop);
        Assert.Equal(2, (await Stored(database)).Length);

        clock.Advance(Limits.SigningKeyLife - Limits.SigningKeyAhead);
        await AtOnce(nodes, rolls => rolls.Run(Stop));
        var stored = await Stored(database);
        Assert.Equal((4, 2), (stored.Length, stored.Count(k => k.RetiredAt is null)));

        // Asked for it earlier, all of them hasten the same.
        await AtOnce(nodes, rolls => rolls.Ask(Default with { Ahead = Limits.SigningKeySpread }, "token:x", null, Stop));
        Assert.Equal(stored.Select(k => k.Kid), (await Stored(database)).Select(k => k.Kid));
        Assert.Equal(4, (await database.Read(tx => EventStore.Page(tx, null, SigningKeyRolls.Rolled, null, 99))).Length);
        clock.Advance(Limits.SigningKeySpread);
        await AtOnce(nodes, rolls => rolls.Ask(Default, "token:x", null, Stop));
        Assert.Equal(6, (await Stored(database)).Length);

        foreach (var node in nodes)
        {
            await node.Keys.Load(Stop);
            Assert.Equal(6, node.Keys.Now.Keys.Length);
            node.Keys.Dispose();
        }
    }

    [Fact]
    public async Task A_roll_is_known_at_another_node_as_soon_as_it_hears_of_it()
    {
        await using var database = await TestDatabase.Migrated(DbKind.Postgres, server);
        await using var second = database.Again();
        var clock = new TestClock(TestDatabase.Now);
        var box = new SecretBox(Key());
        var (here, there) = (Node(database.Db, box, clock), Node(second, box, clock));
        using var ours = here.Keys;
        using var theirs = there.Keys;
        await ours.Start(Stop);
        await theirs.Start(Stop);
        await Until(() => second.HearsChanges);

        Assert.Equal(RollOutcome.Done, await here.Rolls.Ask(Default with { Ahead = TimeSpan.Zero }, "token:x", null, Stop));
        await Until(() => theirs.Now.Keys.Length == 4);
        Assert.Equal(ours.Now.ETag, theirs.Now.ETag);
        // Nobody signs with it before all have it.
        Assert.Equal(ours.Now.Keys[..2].Select(k => k.Row.Kid).Order(), Signing(theirs.Now, clock));
        clock.Advance(Limits.SigningKeySpread);
        Assert.Equal(Signing(ours.Now, clock), Signing(theirs.Now, clock));
        Assert.Equal(ours.Now.Keys[2..].Select(k => k.Row.Kid).Order(), Signing(theirs.Now, clock));

        Assert.Equal(RollOutcome.Done, await here.Rolls.Ask(Default with { Ahead = TimeSpan.Zero, Grace = TimeSpan.Zero }, "token:x", null, Stop));
        await Until(() => theirs.Now.Keys.Length == 2);
        Assert.Equal(ours.Now.ETag, theirs.Now.ETag);
    }

    private static async Task AtOnce(ImmutableArray<(SigningKeys Keys, SigningKeyRolls Rolls)> nodes, Func<SigningKeyRolls, Task> roll) =>
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => roll(nodes[i % 2].Rolls), Stop)));

    private static IEnumerable<string> Signing(KeyRing ring, TestClock clock) =>
        SigningKeys.Algorithms.Select(alg => ring.For(alg, clock.GetUtcNow()).Kid).Order();

    private static (SigningKeys Keys, SigningKeyRolls Rolls) Node(Db db, SecretBox box, TestClock clock)
    {
        var keys = new SigningKeys(db, box, clock, NullLogger<SigningKeys>.Instance);
        return (keys, new(db, keys, new TestBrokerOptions().Settings("https://sso.example", "master.key"), clock));
    }

    private static MasterKey Key() => Assert.IsType<MasterKeyFile.Loaded>(MasterKey.Parse(MasterKey.NewLine(), false)).Key;

    private static async Task<ImmutableArray<SigningKeyRow>> Stored(TestDatabase database) => await database.Read(KeyStore.All);

    private static async Task Until(Func<bool> holds)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(20), "it has not come about in 20 s");
            await Task.Yield();
        }
    }
}
