using System.Text.Json;

namespace RunBroker.Bench;

/// <summary>The operator rolls all signing keys, several times while people sign in; the keys before stay published.</summary>
internal static class Rolling
{
    private const string AtOnce = """{"active_after_seconds":0}""";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>On PostgreSQL each new key waits two minutes, until every node publishes it.</summary>
    public static int Times(Options options) => options.Postgres is null ? 3 : 1;

    /// <summary>Returns when the last of them has signed for a while.</summary>
    public static void Do(Bed bed, int times)
    {
        using var management = new Management(bed.Site.Port);
        for (var i = 0; i < times; i++)
        {
            Thread.Sleep(Pause);
            management.Act("/signing-keys/roll", AtOnce);
            while (HasNext(management.Get("/signing-keys")))
                Thread.Sleep(Look);
        }

        Thread.Sleep(Pause);
    }

    private static bool HasNext(JsonElement keys) =>
        keys.GetProperty("items").EnumerateArray().Any(static k => k.GetProperty("state").GetString() == "next");
}
