using RunBroker.Http.Outbound;

namespace RunBroker.Tests.Http;

[Spec("O-163")]
public sealed class HostGateTests
{
    private static readonly HostKey Dead = new("ten_a", "https://dead.example:443");
    private readonly SetClock _clock = new();

    [Fact]
    public void A_host_that_fails_three_times_is_left_alone_for_five_seconds_then_one_request_tries_it()
    {
        var gate = new HostGate(_clock);
        Fail(gate, 3);
        Assert.Equal(OutboundReason.HostDown, gate.Enter(Dead));
        _clock.Now += TimeSpan.FromSeconds(5);
        Assert.Null(gate.Enter(Dead));
        Assert.Equal(OutboundReason.HostDown, gate.Enter(Dead));
        gate.Leave(Dead, HostVerdict.Reached);
        Assert.Null(gate.Enter(Dead));
        Assert.Null(gate.Enter(Dead));
    }

    [Fact]
    public void Two_failures_close_nothing_and_an_answer_forgets_them()
    {
        var gate = new HostGate(_clock);
        Fail(gate, 2);
        Assert.Null(gate.Enter(Dead));
        gate.Leave(Dead, HostVerdict.Reached);
        Assert.Equal(0, gate.Known);
        Fail(gate, 2);
        Assert.Null(gate.Enter(Dead));
    }

    [Fact]
    public void Each_failed_try_doubles_the_pause_up_to_a_minute()
    {
        var gate = new HostGate(_clock);
        Fail(gate, 3);
        foreach (var seconds in (int[])[5, 10, 20, 40, 60, 60])
        {
            _clock.Now += TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1);
            Assert.Equal(OutboundReason.HostDown, gate.Enter(Dead));
            _clock.Now += TimeSpan.FromMilliseconds(1);
            Fail(gate, 1);
        }
    }

    [Fact]
    public void Requests_that_fail_together_are_one_pause()
    {
        var gate = new HostGate(_clock);
        for (var i = 0; i < 20; i++)
            Assert.Null(gate.Enter(Dead));
        for (var i = 0; i < 20; i++)
            gate.Leave(Dead, HostVerdict.Unreachable);
        _clock.Now += TimeSpan.FromSeconds(5);
        Assert.Null(gate.Enter(Dead));
    }

    [Fact]
    public void A_try_that_was_given_up_lets_the_next_one_try()
    {
        var gate = new HostGate(_clock);
        Fail(gate, 3);
        _clock.Now += TimeSpan.FromSeconds(5);
        Assert.Null(gate.Enter(Dead));
        gate.Leave(Dead, HostVerdict.Unknown);
        Assert.Null(gate.Enter(Dead));
    }

    [Fact]
    public void One_tenants_dead_or_crowded_host_is_not_another_tenants()
    {
        var gate = new HostGate(_clock, maxRunning: 2);
        Fail(gate, 3);
        Assert.Null(gate.Enter(Dead with { Tenant = "ten_b" }));
        Assert.Null(gate.Enter(Dead with { Origin = "https://alive.example:443" }));

        var crowded = new HostKey("ten_a", "https://slow.example:443");
        Assert.Null(gate.Enter(crowded));
        Assert.Null(gate.Enter(crowded));
        Assert.Equal(OutboundReason.HostBusy, gate.Enter(crowded));
        Assert.Null(gate.Enter(crowded with { Tenant = "ten_b" }));
        gate.Leave(crowded, HostVerdict.Reached);
        Assert.Null(gate.Enter(crowded));
    }

    [Fact]
    public void What_is_remembered_of_hosts_long_dead_is_swept()
    {
        var gate = new HostGate(_clock);
        for (var i = 0; i < 4096; i++)
        {
            Assert.Null(gate.Enter(new("ten_a", $"https://h{i}.example:443")));
            gate.Leave(new("ten_a", $"https://h{i}.example:443"), HostVerdict.Unreachable);
        }

        _clock.Now += TimeSpan.FromMinutes(3);
        Assert.Null(gate.Enter(Dead));
        Assert.Equal(1, gate.Known);
    }

    private static void Fail(HostGate gate, int times)
    {
        for (var i = 0; i < times; i++)
        {
            Assert.Null(gate.Enter(Dead));
            gate.Leave(Dead, HostVerdict.Unreachable);
        }
    }
}
