using System.Collections.Immutable;
using System.Data.Common;
using System.Reflection;
using Dapper;

namespace RunBroker.Storage;

/// <summary>
/// Applies the numbered SQL files of <c>migrations/</c> under a lock, so that several nodes may start at once. A file named
/// <c>NNNN_name.sqlite.sql</c> or <c>.postgres.sql</c> runs on that database only. An applied file is never edited.
/// </summary>
public static class Migrator
{
    /// <summary>Any constant: PostgreSQL's advisory locks are numbers, ours is this one.</summary>
    private const long AdvisoryLock = 0x52554E42524F4B;

    /// <returns>The names applied, oldest first; empty when the schema was up to date.</returns>
    public static async Task<ImmutableArray<string>> Apply(Db db, DateTimeOffset now, CancellationToken stop)
    {
        await using var connection = await db.Open(stop);
        if (db.Kind == DbKind.Postgres)
            await connection.ExecuteAsync(new CommandDefinition("select pg_advisory_lock(@AdvisoryLock)", new { AdvisoryLock }, cancellationToken: stop));
        else
            await connection.ExecuteAsync(new CommandDefinition("begin immediate", cancellationToken: stop));
        try
        {
            var names = await ApplyLocked(connection, db.Kind, now, stop);
            if (db.Kind == DbKind.Sqlite)
                await connection.ExecuteAsync("commit");
            return names;
        }
        catch when (db.Kind == DbKind.Sqlite)
        {
            await connection.ExecuteAsync("rollback");
            throw;
        }
        finally
        {
            if (db.Kind == DbKind.Postgres)
                await connection.ExecuteAsync("select pg_advisory_unlock(@AdvisoryLock)", new { AdvisoryLock });
        }
    }

    /// <returns>The names that <see cref="Apply"/> would apply now.</returns>
    public static async Task<ImmutableArray<string>> Missing(Db db, CancellationToken stop)
    {
        await using var connection = await db.Open(stop);
        var applied = await Applied(connection, db.Kind, stop);
        return [.. All(db.Kind).Select(m => m.Name).Where(name => !applied.Contains(name))];
    }

    private static async Task<ImmutableArray<string>> ApplyLocked(DbConnection connection, DbKind kind, DateTimeOffset now, CancellationToken stop)
    {
        await connection.ExecuteAsync(new CommandDefinition(
            "create table if not exists migration (name text primary key, applied_at bigint not null)", cancellationToken: stop));
        var applied = await Applied(connection, kind, stop);
        var done = ImmutableArray.CreateBuilder<string>();
        foreach (var (name, sql) in All(kind).Where(m => !applied.Contains(m.Name)))
        {
            // PostgreSQL: a file and its mark are one transaction. SQLite: all files are, with the lock.
            await using var transaction = kind == DbKind.Postgres ? await connection.BeginTransactionAsync(stop) : null;
            await connection.ExecuteAsync(new CommandDefinition(sql, transaction: transaction, cancellationToken: stop));
            await connection.ExecuteAsync(new CommandDefinition(
                "insert into migration (name, applied_at) values (@name, @now)", new { name, now }, transaction, cancellationToken: stop));
            if (transaction is not null)
                await transaction.CommitAsync(stop);
            done.Add(name);
        }

        return done.ToImmutable();
    }

    private static async Task<HashSet<string>> Applied(DbConnection connection, DbKind kind, CancellationToken stop)
    {
        var exists = kind == DbKind.Postgres
            ? "select count(*) from information_schema.tables where table_name = 'migration' and table_schema = current_schema()"
            : "select count(*) from sqlite_master where type = 'table' and name = 'migration'";
        if (await connection.ExecuteScalarAsync<long>(new CommandDefinition(exists, cancellationToken: stop)) == 0)
            return [];
        return [.. await connection.QueryAsync<string>(new CommandDefinition("select name from migration", cancellationToken: stop))];
    }

    private static IEnumerable<(string Name, string Sql)> All(DbKind kind)
    {
        const string Prefix = "migrations/";
        var other = kind == DbKind.Postgres ? ".sqlite.sql" : ".postgres.sql";
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal) && !n.EndsWith(other, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(n => (n[Prefix.Length..], Text(assembly, n)));
    }

    private static string Text(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
