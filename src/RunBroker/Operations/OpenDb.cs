using RunBroker.Storage;

namespace RunBroker.Operations;

/// <summary>The one place that says where the database is: `serve` and every other command open the same.</summary>
internal static class OpenDb
{
    public static Db From(Settings settings)
    {
        if (settings.Postgres is { } postgres)
            return Db.Postgres(postgres);
        Directory.CreateDirectory(settings.DataDirectory);
        return Db.Sqlite(Path.Combine(settings.DataDirectory, "runbroker.db"));
    }
}
