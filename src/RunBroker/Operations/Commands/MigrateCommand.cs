using RunBroker.Storage;

namespace RunBroker.Operations.Commands;

internal static class MigrateCommand
{
    public static async Task<int> Run(CommandHost host, bool checkOnly, CancellationToken stop)
    {
        var names = checkOnly ? await Migrator.Missing(host.Db, stop) : await Migrator.Apply(host.Db, host.Time.GetUtcNow(), stop);
        foreach (var name in names)
            await host.Output.WriteLineAsync(checkOnly ? $"missing {name}" : $"applied {name}");
        if (names.IsEmpty)
            await host.Output.WriteLineAsync("up to date");
        return checkOnly && !names.IsEmpty ? 1 : 0;
    }
}
