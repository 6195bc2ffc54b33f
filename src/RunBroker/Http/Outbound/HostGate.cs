namespace RunBroker.Http.Outbound;

/// <summary>
/// The bulkhead: how many requests run to one host for one tenant, and how that host fares. One lock for all of it, held for a
/// few steps in memory and never over an await.
/// </summary>
internal sealed class HostGate(TimeProvider time, int maxRunning = HostGate.MaxRunning)
{
    /// <summary>Enough for a morning's sign-ins at a slow upstream; a flood beyond it fails at once instead of filling memory.</summary>
    public const int MaxRunning = 256;

    private const int SweepAbove = 4096;

    private readonly Lock _lock = new();
    private readonly Dictionary<HostKey, HostState> _hosts = [];

    /// <summary>Null: entered, and <see cref="Leave"/> must follow. Otherwise why not.</summary>
    public OutboundReason? Enter(HostKey key)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            var state = _hosts.GetValueOrDefault(key, HostState.Idle);
            if (state.Running >= maxRunning)
                return OutboundReason.HostBusy;
            if (state.Health.Enter(now) is not { } health)
                return OutboundReason.HostDown;
            if (_hosts.Count >= SweepAbove && state == HostState.Idle)
                Sweep(now);
            _hosts[key] = new(state.Running + 1, health);
            return null;
        }
    }

    public void Leave(HostKey key, HostVerdict verdict)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            var state = _hosts[key];
            var left = new HostState(state.Running - 1, state.Health.Leave(verdict, now));
            if (left == HostState.Idle)
                _hosts.Remove(key);
            else
                _hosts[key] = left;
        }
    }

    internal int Known
    {
        get
        {
            lock (_lock)
                return _hosts.Count;
        }
    }

    private void Sweep(DateTimeOffset now)
    {
        foreach (var (key, state) in _hosts)
        {
            if (state.Running == 0 && state.Health.IsStale(now))
                _hosts.Remove(key);
        }
    }

    private sealed record HostState(int Running, HostHealth Health)
    {
        public static HostState Idle { get; } = new(0, HostHealth.Good);
    }
}

// Origin: scheme, host and port.
internal readonly record struct HostKey(string? Tenant, string Origin);
