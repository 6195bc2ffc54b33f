using RunBroker.Upstream.Saml;

namespace RunBroker.Tests.Upstream.Saml;

/// <summary>Fetches that nobody waits for begin one after another.</summary>
public sealed class TurnsTests
{
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(30);

    [Fact]
    public void Who_comes_alone_waits_for_nobody()
    {
        var turns = new Turns(Apart, TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.Zero, turns.Take(TimeSpan.Zero));
        Assert.Equal(TimeSpan.Zero, turns.Take(TimeSpan.FromMilliseconds(31)));
        Assert.Equal(TimeSpan.Zero, turns.Take(TimeSpan.FromHours(1)));
    }

    [Fact]
    public void Who_come_together_begin_one_after_another()
    {
        var turns = new Turns(Apart, TimeSpan.FromSeconds(1));
        Assert.Equal([0, 30, 60, 90], Enumerable.Range(0, 4).Select(_ => turns.Take(TimeSpan.Zero).TotalMilliseconds));
        Assert.Equal(50, turns.Take(TimeSpan.FromMilliseconds(70)).TotalMilliseconds);
    }

    [Fact]
    public void Nobody_waits_longer_than_the_longest_wait()
    {
        var turns = new Turns(Apart, TimeSpan.FromMilliseconds(100));
        Assert.Equal([0, 30, 60, 90, 100, 100, 100], Enumerable.Range(0, 7).Select(_ => turns.Take(TimeSpan.Zero).TotalMilliseconds));
        Assert.Equal(80, turns.Take(TimeSpan.FromMilliseconds(50)).TotalMilliseconds);
    }
}
