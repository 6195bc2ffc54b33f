using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RunBroker.Protocol.Jose;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Storage;
using RunBroker.Tokens;

namespace RunBroker.Tests.Tokens;

/// <summary>What a node makes of the keys that it reads: those that do not open, those that are missing, those that come while it reads.</summary>
[Spec("P-006")]
public sealed class SigningKeysTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly SigningKeyAsk Emergency = new(SigningKeys.Algorithms, TimeSpan.Zero, TimeSpan.Zero);

    private readonly TestClock clock = new(TestDatabase.Now);
    private readonly SecretBox box = NewBox();
    private readonly Log log = new();
    private TestDatabase database = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => database = await TestDatabase.Migrated(DbKind.Sqlite, server);

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task One_that_does_not_open_is_left_out_and_named_and_the_others_are_read()
    {
        using var keys = Node();
        await keys.Start(Stop);
        foreach (var (kid, sealedKey) in new (string, byte[])[] { ("short", [1]), ("cut", [1, 4, 109, 107, 95, 49]), ("moved", keys.Make("ES256").PrivateKey) })
            await database.Write(tx => KeyStore.Insert(tx, Row(kid, "ES256") with { PrivateKey = sealedKey, RetiredAt = clock.GetUtcNow().AddDays(1) }));
        await database.Write(tx => KeyStore.Insert(tx, keys.Make("PS256") with { Alg = "later" }));
        await database.Write(tx => KeyStore.Insert(tx, keys.Make("ES256")));

        await keys.Load(Stop);

        Assert.Equal(["ES256", "ES256", "RS256"], keys.Now.Keys.Select(k => k.Row.Alg).Order(StringComparer.Ordinal));
        foreach (var kid in new[] { "short", "cut", "moved" })
            Assert.Contains($"Error signing_key_does_not_open kid={kid}", log.Lines);
        using var again = Node();
        await again.Start(Stop);
        Assert.Equal(keys.Now.ETag, again.Now.ETag);
    }

    [Fact]
    public async Task Where_none_opens_what_was_removed_leaves_all_the_same_and_a_roll_replaces_it()
    {
        using var keys = Node();
        await keys.Start(Stop);
        var before = keys.Now;
        await database.Write(async tx =>
        {
            await KeyStore.DeleteOthers(tx, Row("broken", "RS256"));
            await KeyStore.Insert(tx, Row("broken", "RS256"));
        });
        await Until(() => log.Lines.Any(l => l.StartsWith("Error no_signing_key_opens alg=RS256", StringComparison.Ordinal)));
        await Until(() => !keys.CanSign);
        Assert.Equal(before.Keys.Where(k => k.Row.Alg == "ES256").Select(k => k.Key), keys.Now.Keys.Select(k => k.Key));
        using var fresh = Node();
        Assert.Contains("broken", (await Assert.ThrowsAsync<InvalidDataException>(() => fresh.Start(Stop))).Message, StringComparison.Ordinal);

        Assert.Equal(RollOutcome.Done, await Rolls(keys).Ask(Emergency, "token:x", null, Stop));
        Assert.True(keys.CanSign);
        Assert.Equal(2, keys.Now.Keys.Length);
        Assert.DoesNotContain(keys.Now.Keys, k => before.Keys.Contains(k));
    }

    [Fact]
    public async Task With_another_master_key_it_does_not_start()
    {
        using (var keys = Node())
            await keys.Start(Stop);
        using var other = new SigningKeys(database.Db, NewBox(), clock, log);
        Assert.Contains("master key", (await Assert.ThrowsAsync<InvalidDataException>(() => other.Start(Stop))).Message, StringComparison.Ordinal);
        Assert.False(other.AreLoaded);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task An_algorithm_without_any_gets_one_by_the_clock_or_by_a_call_and_it_signs_at_once(bool asked)
    {
        using (var keys = Node())
            await keys.Start(Stop);
        await database.Write(tx => tx.Execute("delete from signing_key where alg = 'RS256'"));
        using var again = Node();
        await again.Start(Stop);
        if (asked)
            Assert.Equal(RollOutcome.Done, await Rolls(again).Ask(Emergency with { Ahead = Limits.SigningKeyAhead }, "token:x", null, Stop));
        else
            await Rolls(again).Run(Stop);
        Assert.Equal(1, again.Now.Keys.Count(k => k.Row.Alg == "RS256" && k.Row.RetiredAt is null));
        Assert.NotNull(again.Now.For("RS256", clock.GetUtcNow()));
    }

    [Fact]
    public async Task What_changes_while_they_are_read_for_the_first_time_is_read_as_well()
    {
        SigningKeyRow next;
        using (var keys = Node())
        {
            await keys.Start(Stop);
            next = keys.Make("ES256") with { ActiveAt = clock.GetUtcNow().AddDays(1) };
        }

        await database.Write(tx => KeyStore.Insert(tx, Row("broken", "ES256") with { RetiredAt = clock.GetUtcNow().AddDays(1) }));
        // It is named after the rows are read and before they are taken over.
        var written = false;
        var during = new Log
        {
            Then = () =>
            {
                if (!written)
                    Task.Run(() => database.Write(tx => KeyStore.Insert(tx, next)), Stop).Wait(Stop);
                written = true;
            },
        };
        using var again = new SigningKeys(database.Db, box, clock, during);
        await again.Start(Stop);
        await Until(() => again.Now.Keys.Any(k => k.Row.Kid == next.Kid));
    }

    [Fact]
    public async Task What_a_key_signs_that_has_just_left_is_counted_too()
    {
        using var keys = Node();
        await keys.Start(Stop);
        var old = keys.Now.For("ES256", clock.GetUtcNow());
        Jws.Sign(old, "JWT", "{}"u8);
        Assert.Equal(1, keys.Signatures);
        await Rolls(keys).Ask(Emergency, "token:x", null, Stop);
        Jws.Sign(old, "JWT", "{}"u8);
        Jws.Sign(keys.Now.For("RS256", clock.GetUtcNow()), "JWT", "{}"u8);
        Assert.Equal(3, keys.Signatures);
    }

    private SigningKeys Node() => new(database.Db, box, clock, log);

    private SigningKeyRolls Rolls(SigningKeys keys) =>
        new(database.Db, keys, new TestBrokerOptions().Settings("https://sso.example", "master.key"), clock);

    private SigningKeyRow Row(string kid, string alg) =>
        new() { Kid = kid, Alg = alg, PrivateKey = [1], CreatedAt = clock.GetUtcNow(), ActiveAt = clock.GetUtcNow() };

    private static SecretBox NewBox() => new(Assert.IsType<MasterKeyFile.Loaded>(MasterKey.Parse(MasterKey.NewLine(), false)).Key);

    private static async Task Until(Func<bool> holds)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(20), "it has not come about in 20 s");
            await Task.Delay(10, Stop);
        }
    }

    private sealed class Log : ILogger<SigningKeys>
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public Action? Then { get; init; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Lines.Enqueue($"{logLevel} {formatter(state, exception)}");
            Then?.Invoke();
        }
    }
}
