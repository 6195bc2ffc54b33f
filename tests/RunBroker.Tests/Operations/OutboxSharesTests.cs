using System.Collections.Immutable;
using RunBroker.Operations;
using RunBroker.Storage.Model;

namespace RunBroker.Tests.Operations;

public sealed class OutboxSharesTests
{
    private const int Places = 64;
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ImmutableDictionary<string, int> Idle = ImmutableDictionary<string, int>.Empty;

    [Fact]
    public void One_lane_gets_a_third_and_no_more_than_it_has()
    {
        Assert.Equal(21, Taken(Of([Lane("a x", 5000)], Idle)));
        Assert.Equal(20, Taken(Of([Lane("a x", 20)], Idle)));
        Assert.Equal(0, Taken(Of([Lane("a x", 5000)], Running(("a x", 21)))));
        Assert.Equal(1, Taken(Of([Lane("a x", 5000)], Running(("a x", 20)))));
        Assert.Empty(Of([], Idle));
    }

    [Fact]
    public void One_tenant_gets_half_however_many_hosts_it_has_and_one_host_half_however_many_tenants_it_has()
    {
        Assert.Equal(32, Taken(Of([.. Enumerable.Range(0, 100).Select(i => Lane($"a h{i}", 50))], Idle)));
        Assert.Equal(32, Taken(Of([.. Enumerable.Range(0, 100).Select(i => Lane($"t{i} h", 50))], Idle)));
        Assert.Equal(20, Taken(Of([.. Enumerable.Range(0, 20).Select(i => Lane($"a h{i}", 1))], Idle)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(20)]
    [InlineData(60)]
    public void However_many_are_greedy_a_newcomer_gets_a_place(int greedy)
    {
        var running = Idle;
        // They take all that they are given, round after round, and nothing of it is ever answered.
        for (var round = 0; round < 10; round++)
        {
            foreach (var share in Of([.. Enumerable.Range(0, greedy).Select(i => Lane($"t{i} h{i}", 5000))], running))
                running = running.SetItem(share.Lane, running.GetValueOrDefault(share.Lane) + share.Take);
        }

        var due = Enumerable.Range(0, greedy).Select(i => Lane($"t{i} h{i}", 5000)).Append(Lane("new host", 1, Now.AddHours(1)));
        Assert.Equal(new OutboxShare("new host", 1), Of([.. due], running).Single(s => s.Lane == "new host"));
    }

    [Fact]
    public void Who_has_the_fewest_under_way_comes_first_and_of_equals_who_waits_longest()
    {
        ImmutableArray<DueLane> due = [Lane("a x", 9, Now.AddDays(-1)), Lane("b y", 2, Now), Lane("d w", 2, Now), Lane("e v", 2, Now.AddDays(-1))];
        Assert.Equal(["d w 1", "e v 1"], Taken(Running(("a x", 5), ("b y", 1), ("c z", 55))));
        Assert.Equal(["e v 1"], Taken(Running(("a x", 5), ("b y", 1), ("c z", 57))));
        Assert.Equal(["b y 2", "d w 2", "e v 2"], Taken(Running(("a x", 5), ("b y", 1), ("c z", 44))));

        IEnumerable<string> Taken(ImmutableDictionary<string, int> running) => Of(due, running).Select(s => $"{s.Lane} {s.Take}").Order();
    }

    [Fact]
    public void A_tenant_that_gives_anothers_address_as_its_own_leaves_it_places()
    {
        var running = Idle;
        for (var round = 0; round < 10; round++)
        {
            foreach (var share in Of([Lane("mallory host", 5000)], running))
                running = running.SetItem(share.Lane, running.GetValueOrDefault(share.Lane) + share.Take);
        }

        Assert.True(Of([Lane("mallory host", 5000), Lane("alice host", 20)], running).Single(s => s.Lane == "alice host").Take > 10);
    }

    private static ImmutableArray<OutboxShare> Of(ImmutableArray<DueLane> due, IReadOnlyDictionary<string, int> running) =>
        OutboxShares.Of(due, running, Places);

    private static DueLane Lane(string lane, long many, DateTimeOffset? since = null) => new() { Lane = lane, Since = since ?? Now, Many = many };

    private static int Taken(ImmutableArray<OutboxShare> shares) => shares.Sum(s => s.Take);

    private static ImmutableDictionary<string, int> Running(params (string Lane, int Many)[] running) =>
        running.ToImmutableDictionary(r => r.Lane, r => r.Many);
}
