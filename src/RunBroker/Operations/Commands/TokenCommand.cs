using System.Collections.Immutable;
using RunBroker.Admin;
using RunBroker.Storage;

namespace RunBroker.Operations.Commands;

/// <summary>Whoever can run this on the broker's machine can read its database: so it is an operator's.</summary>
internal static class TokenCommand
{
    private const int MostDays = 3650;

    public static async Task<int> Run(CommandHost host, string scope, string? slug, int? days, CancellationToken stop)
    {
        ImmutableArray<string> scopes = [.. scope.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)];
        if (TokenAdmin.ScopeFault(scopes, slug is not null) is { } fault)
            return await Refuse(host, $"--scope {fault}");
        if (days is < 1 or > MostDays)
            return await Refuse(host, $"--expires must be 1 to {MostDays} days");
        if (host.Settings.AutoMigrate)
            await Migrator.Apply(host.Db, host.Time.GetUtcNow(), stop);
        else if (!(await Migrator.Missing(host.Db, stop)).IsEmpty)
            return await Refuse(host, "the database's schema is not up to date: run migrate");

        var now = host.Time.GetUtcNow();
        var token = await host.Db.Write(
            async tx =>
            {
                var tenant = slug is null ? null : await TenantStore.FindBySlug(tx, slug);
                if (slug is not null && tenant is null)
                    return null;
                return (await TokenAdmin.Store(tx, ManagementCaller.CommandLine, scopes, tenant, days is { } d ? now.AddDays(d) : null,
                    now)).Token;
            }, stop);
        if (token is null)
            return await Refuse(host, $"--tenant {slug} does not exist");
        // Alone on its line, so that a script can take it.
        await host.Output.WriteLineAsync(token);
        return 0;
    }

    private static async Task<int> Refuse(CommandHost host, string why)
    {
        await host.Error.WriteLineAsync(why);
        return 1;
    }
}
