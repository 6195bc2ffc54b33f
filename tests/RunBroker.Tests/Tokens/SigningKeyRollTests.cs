using RunBroker.Storage.Model;
using RunBroker.Tokens;

namespace RunBroker.Tests.Tokens;

/// <summary>Publish next, then switch, then retire: the decisions alone.</summary>
[Spec("P-006"), Spec("O-070")]
public sealed class SigningKeyRollTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = Start + Limits.SigningKeyLife;
    private static readonly TimeSpan Grace = Limits.SigningKeyGrace;
    private static readonly TimeSpan Spread = Limits.SigningKeySpread;
    private static readonly TimeSpan OneTick = TimeSpan.FromTicks(1);

    [Fact]
    public void Over_five_years_there_is_always_one_that_signs_each_was_published_before_and_verifies_after()
    {
        var keys = new List<SigningKeyRow> { Key("k1", Start) };
        for (var now = Start; now < Start.AddYears(5); now = now.AddHours(1))
        {
            if (SigningKeyRoll.Decide(keys, Grace, now) is SigningKeyStep.MakeNext make)
            {
                keys = [.. keys.Select(k => k with { RetiredAt = k.RetiredAt ?? make.RetireOldAt }),
                    Key($"k{keys.Count + 1}", make.ActiveAt) with { CreatedAt = make.CreatedAt }];
            }

            var live = keys.Where(k => !SigningKeyRoll.IsGone(k, now)).ToList();
            var current = live.Last(k => k.ActiveAt <= now);
            Assert.True(current.Kid == "k1" || now - current.CreatedAt >= Limits.SigningKeyAhead);
            Assert.True(now - current.ActiveAt < Limits.SigningKeyLife);
            Assert.True(live.Count <= 2);
            // What was signed a moment before the switch verifies for as long as it may be shown.
            Assert.True(now - current.ActiveAt >= Grace || current.Kid == "k1" || live.Count == 2);
        }

        Assert.Equal(21, keys.Count);
    }

    [Fact]
    public void The_next_one_is_made_once_and_at_its_time()
    {
        var due = End - Limits.SigningKeyAhead;
        Assert.IsType<SigningKeyStep.Nothing>(SigningKeyRoll.Decide([Key("k1", Start)], Grace, due - OneTick));
        Assert.Equal(new SigningKeyStep.MakeNext(due, End, End + Grace), SigningKeyRoll.Decide([Key("k1", Start)], Grace, due));
        Assert.IsType<SigningKeyStep.Nothing>(SigningKeyRoll.Decide([Key("k1", Start), Key("k2", End)], Grace, due));
        Assert.IsType<SigningKeyStep.Nothing>(SigningKeyRoll.Decide([Key("k1", Start), Key("k2", End)], Grace, End));
    }

    [Fact]
    public void Where_none_is_left_one_is_made_that_signs_at_once()
    {
        var first = new SigningKeyStep.MakeNext(Start, Start, Start);
        Assert.Equal(first, SigningKeyRoll.Decide([], Grace, Start));
        Assert.Equal(first, Ask([], TimeSpan.FromDays(7), Grace));
        Assert.Equal(first, Ask([], TimeSpan.Zero, TimeSpan.Zero));
    }

    [Fact]
    public void After_a_long_sleep_the_next_one_is_still_published_for_all_of_its_time()
    {
        var late = End.AddYears(1);
        var active = late + Limits.SigningKeyAhead;
        Assert.Equal(new SigningKeyStep.MakeNext(late, active, active + Grace), SigningKeyRoll.Decide([Key("k1", Start)], Grace, late));
    }

    [Fact]
    public void Where_sessions_live_longer_so_do_the_keys_of_their_hints()
    {
        Assert.Equal(TimeSpan.FromDays(14), SigningKeyRoll.GraceFor(TimeSpan.FromDays(7)));
        Assert.Equal(TimeSpan.FromDays(31), SigningKeyRoll.GraceFor(TimeSpan.FromDays(30)));
    }

    [Fact]
    public void An_operator_hastens_what_is_foreseen_and_never_delays_it()
    {
        var (ahead, grace) = (TimeSpan.FromDays(7), TimeSpan.FromDays(1));
        var next = Key("k2", Start.AddDays(3)) with { CreatedAt = Start.AddDays(-1) };
        Assert.Equal(new SigningKeyStep.MakeNext(After, Start + ahead, Start + ahead + grace), Ask([Key("k1", Start)], ahead, grace));
        Assert.Equal(new SigningKeyStep.Hasten(next, Start, Start + grace), Ask([Key("k1", Start), next], TimeSpan.Zero, grace));
        Assert.Equal(new SigningKeyStep.Hasten(next, next.ActiveAt, next.ActiveAt + grace), Ask([Key("k1", Start), next], ahead, grace));
        // What comes by itself in a week does not wait for two because somebody asked for two.
        var end = Start.AddDays(7);
        Assert.Equal(new SigningKeyStep.MakeNext(Start, end, end + grace),
            Ask([Key("k1", end - Limits.SigningKeyLife)], Limits.SigningKeyAhead, grace));
        Assert.Equal(new SigningKeyStep.MakeNext(Start, Start + Spread, Start + Spread + grace),
            Ask([Key("k1", Start.AddYears(-1))], Limits.SigningKeyAhead, grace));
    }

    [Fact]
    public void A_new_one_signs_no_earlier_than_every_node_has_it()
    {
        Assert.Equal(new SigningKeyStep.MakeNext(After, Start + Spread, Start + Spread + Grace), Ask([Key("k1", Start)], TimeSpan.Zero, Grace));
        var justMade = Key("k2", Start.AddDays(3)) with { CreatedAt = Start.AddSeconds(-10) };
        var known = justMade.CreatedAt + Spread;
        Assert.Equal(new SigningKeyStep.Hasten(justMade, known, known + Grace), Ask([Key("k1", Start), justMade], TimeSpan.Zero, Grace));
        // One node alone need not wait for itself.
        Assert.Equal(new SigningKeyStep.MakeNext(After, Start, Start + Grace),
            SigningKeyRoll.Ask([Key("k1", Start)], new(SigningKeys.Algorithms, TimeSpan.Zero, Grace), TimeSpan.Zero, Start));
    }

    [Fact]
    public void In_an_emergency_nothing_is_waited_for_and_the_old_ones_are_removed()
    {
        Assert.Equal(new SigningKeyStep.MakeNext(After, Start, null), Ask([Key("k1", Start)], TimeSpan.Zero, TimeSpan.Zero));
        // Whoever took the one took the next with it.
        var next = Key("k2", Start.AddDays(3)) with { CreatedAt = Start.AddDays(-1) };
        Assert.Equal(new SigningKeyStep.MakeNext(Start, Start, null), Ask([Key("k1", Start.AddDays(-80)), next], TimeSpan.Zero, TimeSpan.Zero));
        var clockMovedBack = Key("k1", Start.AddYears(1));
        Assert.Equal(new SigningKeyStep.MakeNext(clockMovedBack.CreatedAt.AddMilliseconds(1), Start, null), Ask([clockMovedBack], TimeSpan.Zero, TimeSpan.Zero));
    }

    [Fact]
    public void They_do_not_pile_up_and_the_way_out_of_a_stolen_one_stays_open()
    {
        SigningKeyRow[] many = [.. Enumerable.Range(1, Limits.SigningKeysOfOneAlgorithm).Select(i => Key($"k{i}", Start.AddMinutes(i - 60)))];
        Assert.IsType<SigningKeyStep.TooMany>(Ask(many, TimeSpan.Zero, Grace));
        Assert.IsType<SigningKeyStep.MakeNext>(Ask(many, TimeSpan.Zero, TimeSpan.Zero));
        many[0] = many[0] with { RetiredAt = Start };
        Assert.IsType<SigningKeyStep.MakeNext>(Ask(many, TimeSpan.Zero, Grace));
    }

    [Fact, Spec("P-020")]
    public void A_clock_that_was_moved_back_makes_none_and_its_order_is_kept()
    {
        var ahead = Key("k1", Start.AddYears(1));
        Assert.IsType<SigningKeyStep.Nothing>(SigningKeyRoll.Decide([ahead], Grace, Start));
        Assert.Equal(new SigningKeyStep.Hasten(ahead, Start + Spread, Start + Spread + Grace), Ask([ahead], TimeSpan.Zero, Grace));
        var madeLater = Key("k1", Start) with { CreatedAt = Start.AddDays(1) };
        Assert.Equal(Start.AddDays(1).AddMilliseconds(1), ((SigningKeyStep.MakeNext)Ask([madeLater], TimeSpan.Zero, Grace)).CreatedAt);
    }

    [Fact]
    public void It_is_foreseen_when_the_next_one_signs()
    {
        Assert.Equal(End, SigningKeyRoll.NextSwitch(Key("k1", Start), Start.AddDays(80)));
        Assert.Equal(End, SigningKeyRoll.NextSwitch(Key("k2", End), Start.AddDays(80)));
        Assert.Equal(Start.AddDays(76), SigningKeyRoll.NextMade(Key("k1", Start)));
    }

    /// <summary>Made at the same instant as the one before, as far as the clock says.</summary>
    private static DateTimeOffset After => Start.AddMilliseconds(1);

    private static SigningKeyStep Ask(IReadOnlyList<SigningKeyRow> keys, TimeSpan ahead, TimeSpan grace) =>
        SigningKeyRoll.Ask(keys, new(SigningKeys.Algorithms, ahead, grace), Spread, Start);

    private static SigningKeyRow Key(string kid, DateTimeOffset activeAt) =>
        new() { Kid = kid, Alg = "ES256", PrivateKey = [], CreatedAt = activeAt, ActiveAt = activeAt };
}
