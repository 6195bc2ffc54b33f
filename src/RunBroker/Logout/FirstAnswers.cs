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
    public Task<ImmutableArray<LogoutLeg>> Wait(string signOut, int waits, CancellationToken stop) =>
        Wait(async tx => (await SignOutWays.Receipt(tx, signOut)).Legs, waits, stop);

    /// <summary>Of a session that ended without a browser to lead.</summary>
    public Task<ImmutableArray<LogoutLeg>> WaitFor(LogoutRow logout, int waits, CancellationToken stop) =>
        Wait(tx => LogoutStore.Legs(tx, [logout.Id]), waits, stop);

    private async Task<ImmutableArray<LogoutLeg>> Wait(Func<Tx, Task<ImmutableArray<LogoutLeg>>> read, int waits, CancellationToken stop)
    {
        for (var left = waits; ; left--)
        {
            var legs = await db.Read(read, stop);
            if (left <= 0 || !legs.Any(
                l => l is { Channel: LogoutChannels.Backchannel, State: LegStates.Pending, Attempts: 0, LastError: null }))
                return legs;
            await Task.Delay(Limits.AppAnswerWait, time, stop);
        }
    }
}
