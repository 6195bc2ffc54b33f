using RunBroker.Storage;

namespace RunBroker.Tests.Storage;

internal static class Cleaned
{
    /// <summary>All steps of the clean-up in one transaction.</summary>
    /// <returns>How many rows went.</returns>
    public static async Task<int> Up(Tx tx, DateTimeOffset now, int limit, TimeSpan cases)
    {
        // The first closes cases, and takes none away.
        await Cleanup.Run(tx, 0, now, limit, cases);
        var removed = 0;
        for (var step = 1; step < Cleanup.Steps; step++)
            removed += await Cleanup.Run(tx, step, now, limit, cases);
        return removed;
    }
}
