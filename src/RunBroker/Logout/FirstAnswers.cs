using System.Collections.Immutable;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Logout;

/// <summary>
/// Waits a little for what apps answer to the first message: those go out at once and side by side, and "signed out" said a second later
/// is worth more than "we are trying" said now. Bounded, whoever is slow (S-116).
/// </summary>
internal sealed class FirstAnswers(Db db, TimeProvider time)
{
    /// <param name="receipts">Fewer are not all of them yet: of a crowd they are written after its end.</param>
    public Task<ImmutableArray<LogoutLeg>> Wait(string signOut, int waits, CancellationToken stop, int receipts = 0) => Wait(
        async tx => await SignOutWays.Receipt(tx, signOut) is var (logouts, legs) ? (legs, logouts.Length >= receipts) : default, waits, stop);

    /// <summary>Of a session that ended without a browser to lead.</summary>
    public Task<ImmutableArray<LogoutLeg>> WaitFor(LogoutRow logout, int waits, CancellationToken stop) =>
        Wait(async tx => (await LogoutStore.Legs(tx, [logout.Id]), true), waits, stop);

    private async Task<ImmutableArray<LogoutLeg>> Wait(
        Func<Tx, Task<(ImmutableArray<LogoutLeg> Legs, bool All)>> read, int waits, CancellationToken stop)
    {
        for (var left = waits; ; left--)
        {
            var (legs, all) = await db.Read(read, stop);
            if (left <= 0 || (all && !legs.Any(IsNew)))
                return legs;
            await Task.Delay(Limits.AppAnswerWait, time, stop);
        }
    }

    private static bool IsNew(LogoutLeg leg) =>
        leg is { Channel: LogoutChannels.Backchannel, State: LegStates.Pending, Attempts: 0, LastError: null };
}
