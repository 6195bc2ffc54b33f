using System.Collections.Concurrent;

namespace RunBroker.Check;

/// <summary>
/// How often messages of one connection are checked. They are opened with the connection's own keys, and whoever asks chooses them: a few in
/// a minute help a person, thousands would help somebody who has another's ciphertext (S-085). By this node's clock, whatever clock they name.
/// </summary>
internal sealed class CheckPace(TimeProvider time)
{
    private const int MostConnections = 10_000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (DateTimeOffset Since, int Count)> seen = new(StringComparer.Ordinal);

    public bool May(string connection, int messages)
    {
        var now = time.GetUtcNow();
        if (seen.Count > MostConnections)
            seen.Clear();
        var after = seen.AddOrUpdate(connection, (now, messages),
            (_, before) => now - before.Since >= Window ? (now, messages) : (before.Since, Math.Min(before.Count + messages, int.MaxValue / 2)));
        return after.Count <= Limits.ChecksPerMinute;
    }
}
