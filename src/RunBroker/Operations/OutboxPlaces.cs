using System.Collections.Immutable;

namespace RunBroker.Operations;

/// <summary>Messages under way at this node, by lane.</summary>
internal sealed class OutboxPlaces
{
    private readonly Lock gate = new();
    private ImmutableDictionary<string, int> taken = ImmutableDictionary.Create<string, int>(StringComparer.Ordinal);

    public ImmutableDictionary<string, int> Taken
    {
        get
        {
            lock (gate)
                return taken;
        }
    }

    public void Take(string lane)
    {
        lock (gate)
            taken = taken.SetItem(lane, taken.GetValueOrDefault(lane) + 1);
    }

    public void Leave(string lane)
    {
        lock (gate)
            taken = taken[lane] > 1 ? taken.SetItem(lane, taken[lane] - 1) : taken.Remove(lane);
    }
}
