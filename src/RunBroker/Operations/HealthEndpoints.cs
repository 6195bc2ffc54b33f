using RunBroker.Http;
using RunBroker.Storage;
using RunBroker.Tokens;

namespace RunBroker.Operations;

/// <summary>A status word, nothing more (security.md P-023).</summary>
internal static class HealthEndpoints
{
    public static IResult Live() => Results.Text("ok");

    public static async Task<IResult> Ready(Db db, SigningKeys keys, Warmth warmth, CancellationToken stop)
    {
        if (!keys.AreLoaded)
            return Results.Text("starting", statusCode: 503);
        if (warmth.IsRehearsing)
            return Results.Text("warming", statusCode: 503);
        try
        {
            await db.Read(tx => KeyStore.Setting(tx, KeyStore.KeysMade), stop);
            return keys.CanSign ? Results.Text("ok") : Results.Text("keys", statusCode: 503);
        }
        catch (StorageUnavailableException)
        {
            return Results.Text("database", statusCode: 503);
        }
    }
}
