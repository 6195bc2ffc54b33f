using System.Globalization;
using RunBroker.Admin;
using RunBroker.Storage;
using RunBroker.Storage.Secrets;

namespace RunBroker.Operations;

/// <summary>
/// The first operator (P-024): no default credentials. While no API token exists, each start makes a new one-time link of 24 hours
/// and the one printed before it is void; only its hash is stored.
/// </summary>
internal sealed class Setup(Db db, Settings settings, TimeProvider time)
{
    private const string Name = "setup_link";

    /// <returns>The link to print for whoever sees the broker's console, or null when there is an operator already.</returns>
    public async Task<string?> Begin(CancellationToken stop)
    {
        if (settings.BootstrapToken is not null)
            return null;
        var (now, token) = (time.GetUtcNow(), RandomToken.Create("", 32));
        var until = (now + Limits.SetupLink).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var made = await db.Write(
            async tx =>
            {
                if (await HasOperator(tx))
                    return false;
                await KeyStore.Set(tx, Name, $"{TokenHash.Of(token)} {until}");
                return true;
            }, stop);
        return made ? settings.Url($"/setup/{token}") : null;
    }

    /// <summary>Whether the link would still do; looking does not spend it (link previews look).</summary>
    public async Task<bool> IsOpen(string token, CancellationToken stop) =>
        await db.Read(async tx => !await HasOperator(tx) && Opens(await KeyStore.Setting(tx, Name), token), stop);

    /// <returns>An operator's API token, to be shown once; null when the link is wrong, old or spent.</returns>
    public Task<string?> Redeem(string token, CancellationToken stop) =>
        db.Write(
            async tx =>
            {
                // An operator came another way (`token create`): the link still stands in some console's log.
                if (await HasOperator(tx))
                    return null;
                var stored = await KeyStore.Setting(tx, Name);
                // Take is the lock: of two that press the button at once, one gets a token.
                if (!Opens(stored, token) || !await KeyStore.Take(tx, Name, stored!))
                    return null;
                var caller = new ManagementCaller("broker", [ManagementCaller.OperatorScope], null);
                return (await TokenAdmin.Store(tx, caller, [ManagementCaller.OperatorScope], null, null, time.GetUtcNow())).Token;
            }, stop);

    /// <summary>Somebody who comes in through the broker counts as well: their tokens may all be gone.</summary>
    private static async Task<bool> HasOperator(Tx tx) => await ApiTokenStore.Count(tx) > 0 || await AdminWebStore.TenantOfOperators(tx) is not null;

    private bool Opens(string? stored, string token) =>
        token.Length <= 200 && stored?.Split(' ') is [var hash, var until] && TokenHash.Matches(token, hash)
        && time.GetUtcNow().ToUnixTimeMilliseconds() < long.Parse(until, CultureInfo.InvariantCulture);
}
