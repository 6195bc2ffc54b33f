using System.Collections.Immutable;
using System.Reflection;
using RunBroker.Storage;
using RunBroker.Tokens;

namespace RunBroker.Admin;

/// <summary>What this node's process has used since it started; whoever measures takes the difference of two.</summary>
/// <param name="Signatures">Of tokens, by whatever keys.</param>
/// <param name="AllocatedBytes">By managed code, in all.</param>
internal sealed record HealthProcess(long Signatures, long AllocatedBytes, int Gen0Collections, int Gen1Collections, int Gen2Collections);

/// <summary>How the installation is, as this node sees it.</summary>
internal sealed record HealthResource
{
    public required string Version { get; init; }
    public required string Issuer { get; init; }
    /// <summary>Of this node.</summary>
    public required DateTime StartedAt { get; init; }
    /// <summary>sqlite or postgres.</summary>
    public required string Database { get; init; }
    /// <summary>Milliseconds for one read.</summary>
    public required double DatabaseReadMs { get; init; }
    public required int MissingMigrations { get; init; }
    /// <summary>False: this machine's clock is behind what was already written, and what had expired may live again.</summary>
    public required bool ClockAhead { get; init; }
    public required ImmutableArray<SigningKeyResource> SigningKeys { get; init; }
    /// <summary>Messages to apps and webhooks that are not yet delivered.</summary>
    public required long MessagesWaiting { get; init; }
    public DateTime? OldestMessageAt { get; init; }
    public required long SignInsLastHour { get; init; }
    public required long FailedLastHour { get; init; }
    public required HealthProcess Process { get; init; }
}

/// <summary>When this node's host was built: made then, and not when somebody first asks.</summary>
internal sealed class NodeStart(TimeProvider time)
{
    public DateTimeOffset At { get; } = time.GetUtcNow();
}

internal sealed class HealthAdmin(Db db, Settings settings, SigningKeys keys, NodeStart start, TimeProvider time)
{
    private static readonly string Version =
        typeof(HealthAdmin).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    public async Task<HealthResource> Look(CancellationToken stop)
    {
        var (now, began) = (time.GetUtcNow(), time.GetTimestamp());
        var newest = (await db.Read(tx => EventStore.Page(tx, null, null, null, 1), stop)).FirstOrDefault();
        var read = time.GetElapsedTime(began);
        var missing = await Migrator.Missing(db, stop);
        var (outbox, (succeeded, failed)) = await db.Read(
            async tx => (await AttentionStore.Outbox(tx), await AttentionStore.SignInsSince(tx, now.AddHours(-1))), stop);
        return new()
        {
            Version = Version,
            Issuer = settings.Issuer,
            StartedAt = start.At.UtcDateTime,
            Database = db.Kind == DbKind.Postgres ? "postgres" : "sqlite",
            DatabaseReadMs = Math.Round(read.TotalMilliseconds, 2),
            MissingMigrations = missing.Length,
            // Nodes' clocks are never quite the same.
            ClockAhead = newest is null || newest.CreatedAt <= now.AddMinutes(1),
            SigningKeys = SigningKeyResource.Of(keys.Now, now),
            MessagesWaiting = outbox.Waiting,
            OldestMessageAt = outbox.Oldest?.UtcDateTime,
            SignInsLastHour = succeeded + failed,
            FailedLastHour = failed,
            Process = new(keys.Signatures, GC.GetTotalAllocatedBytes(), GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2)),
        };
    }
}
