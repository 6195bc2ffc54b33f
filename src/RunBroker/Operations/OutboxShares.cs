using System.Collections.Immutable;
using RunBroker.Storage.Model;

namespace RunBroker.Operations;

/// <param name="Take">Messages that may be leased of the lane now.</param>
internal sealed record OutboxShare(string Lane, int Take);

/// <summary>
/// Who gets the free places of a node. A place may be held for seconds by a host that hangs, so nobody may hold them all: a tenant, and a
/// host, at most as many as are still free, and a lane (one tenant at one host) half as many. One who is greedy so ends at a third of the
/// places, many together at most at nearly all, and there is always one for a tenant that has none. A lane's limit is below a host's, so
/// that a tenant cannot keep others from their own host by giving its address as that of its app.
/// </summary>
internal static class OutboxShares
{
    /// <param name="due">Lanes with something due.</param>
    /// <param name="running">Messages under way at this node, by lane.</param>
    /// <param name="places">Of this node, taken ones included.</param>
    public static ImmutableArray<OutboxShare> Of(ImmutableArray<DueLane> due, IReadOnlyDictionary<string, int> running, int places)
    {
        var (byTenant, byHost, free) = (new Counts(), new Counts(), places);
        foreach (var (lane, many) in running)
        {
            var held = new DueLane { Lane = lane, Since = default };
            byTenant[held.Tenant] += many;
            byHost[held.Host] += many;
            free -= many;
        }

        // Whose tenant has the fewest under way comes first, however long others have waited.
        var queue = new PriorityQueue<DueLane, (int Tenant, int Lane, DateTimeOffset Since)>();
        var given = new Counts();
        foreach (var lane in due)
            queue.Enqueue(lane, Rank(lane));
        while (free > 0 && queue.TryDequeue(out var lane, out var rank))
        {
            if (rank != Rank(lane))
            {
                queue.Enqueue(lane, Rank(lane)); // another lane of its tenant was served meanwhile
                continue;
            }

            if (byTenant[lane.Tenant] >= free || byHost[lane.Host] >= free || InLane(lane) >= Math.Max(1, free / 2))
                continue; // what is free only grows less, so it has all it gets
            given[lane.Lane]++;
            byTenant[lane.Tenant]++;
            byHost[lane.Host]++;
            free--;
            if (given[lane.Lane] < lane.Many)
                queue.Enqueue(lane, Rank(lane));
        }

        return [.. due.Where(l => given[l.Lane] > 0).Select(l => new OutboxShare(l.Lane, given[l.Lane]))];

        int InLane(DueLane lane) => given[lane.Lane] + running.GetValueOrDefault(lane.Lane);
        (int Tenant, int Lane, DateTimeOffset Since) Rank(DueLane lane) => (byTenant[lane.Tenant], InLane(lane), lane.Since);
    }

    /// <summary>What was not counted yet is none.</summary>
    private sealed class Counts
    {
        private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);

        public int this[string name]
        {
            get => counts.GetValueOrDefault(name);
            set => counts[name] = value;
        }
    }
}
