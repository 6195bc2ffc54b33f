using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Upstream.Saml;

namespace RunBroker.Tests.Upstream.Saml;

/// <summary>Publish next, then switch, then retire.</summary>
public sealed class KeyRollTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = Start + Limits.SamlKeyLife;

    [Fact, Spec("S-087"), Spec("IIP-SP08")]
    public void Over_ten_years_there_is_always_one_that_signs_and_each_was_published_long_before_it_did()
    {
        var keys = new List<SamlKeyRow> { Key(1, Start) };
        for (var now = Start; now < Start.AddYears(10); now = now.AddHours(6))
        {
            if (KeyRoll.Decide(keys, now) is KeyRollStep.MakeNext make)
            {
                keys = [.. keys.Select(k => k with { RetiredAt = k.RetiredAt ?? make.RetireOldAt }), Key(make.Generation, make.ActiveAt) with { CreatedAt = now }];
            }

            var live = keys.Where(k => !OwnKeys.Retired(k, now)).ToList();
            var current = live.Where(k => k.ActiveAt <= now).MaxBy(k => k.Generation);
            Assert.NotNull(current);
            Assert.True(current.Generation == 1 || now - current.CreatedAt >= Limits.SamlKeyAhead);
            Assert.True(live.Count <= 2);
            // Who encrypts to the certificate that was the one to use until a moment ago is still understood.
            Assert.True(now - current.ActiveAt >= Limits.SamlKeyGrace || current.Generation == 1 || live.Count == 2);
        }

        Assert.Equal(6, keys.Count);
    }

    [Fact]
    public void The_next_one_is_made_once_and_at_its_time()
    {
        Assert.IsType<KeyRollStep.Nothing>(KeyRoll.Decide([Key(1, Start)], End - Limits.SamlKeyAhead - TimeSpan.FromTicks(1)));
        Assert.Equal(new KeyRollStep.MakeNext(2, End, End + Limits.SamlKeyGrace), KeyRoll.Decide([Key(1, Start)], End - Limits.SamlKeyAhead));
        Assert.IsType<KeyRollStep.Nothing>(KeyRoll.Decide([Key(1, Start), Key(2, End)], End - TimeSpan.FromDays(1)));
        Assert.Equal(new KeyRollStep.MakeNext(1, Start, Start), KeyRoll.Decide([], Start));
    }

    [Fact]
    public void After_a_long_sleep_the_next_one_still_gets_its_time_in_the_metadata()
    {
        var late = End.AddYears(1);
        Assert.Equal(new KeyRollStep.MakeNext(2, late + Limits.SamlKeyAhead, late + Limits.SamlKeyAhead + Limits.SamlKeyGrace),
            KeyRoll.Decide([Key(1, Start)], late));
    }

    [Fact]
    public void An_admin_hastens_what_is_foreseen_and_never_delays_it()
    {
        var (ahead, grace) = (TimeSpan.FromDays(7), TimeSpan.FromDays(1));
        Assert.Equal(new KeyRollStep.MakeNext(2, Start + ahead, Start + ahead + grace), KeyRoll.Ask([Key(1, Start)], ahead, grace, Start));
        var next = Key(2, Start.AddDays(3));
        Assert.Equal(new KeyRollStep.Hasten(next, Start, Start + grace), KeyRoll.Ask([Key(1, Start), next], TimeSpan.Zero, grace, Start));
        Assert.Equal(new KeyRollStep.Hasten(next, next.ActiveAt, next.ActiveAt + grace), KeyRoll.Ask([Key(1, Start), next], ahead, grace, Start));
    }

    private static SamlKeyRow Key(int generation, DateTimeOffset activeAt) => new()
    {
        Id = $"key_{generation}",
        TenantId = new TenantId("ten"),
        ConnectionId = "con",
        KeyUse = SamlKeyRow.Signing,
        Generation = generation,
        PrivateKey = [],
        Certificate = [],
        CreatedAt = activeAt,
        ActiveAt = activeAt,
    };
}
