using System.Collections.Immutable;
using System.Data.Common;

namespace RunBroker.Storage;

/// <summary>
/// Applies the numbered SQL files of <c>migrations/</c>, all that are missing in one transaction, so that several nodes may start at
/// once and a failing file leaves nothing behind.
/// </summary>
public static class Migrator
{
    /// <summary>Any constant: PostgreSQL's advisory locks are numbers, ours is this one.</summary>
    private const long AdvisoryLock = 0x52554E42524F4B;

    /// <returns>The names applied, oldest first; empty when the schema was up to date.</returns>
    /// <exception cref="SchemaException">A file failed, was edited after it was applied, or is not known to this program.</exception>
    public static Task<ImmutableArray<string>> Apply(Db db, DateTimeOffset now, CancellationToken stop) =>
        Apply(db, Migration.All(db.Kind), now, stop);

    /// <returns>The names that <see cref="Apply(Db, DateTimeOffset, CancellationToken)"/> would apply now; found by one query.</returns>
    /// <exception cref="SchemaException">A file was edited after it was applied, or is not known to this program.</exception>
    public static Task<ImmutableArray<string>> Missing(Db db, CancellationToken stop) => Missing(db, Migration.All(db.Kind), stop);

    internal static async Task<ImmutableArray<string>> Missing(Db db, ImmutableArray<Migration> known, CancellationToken stop) =>
        [.. Pending(known, await Applied(db, stop)).Select(m => m.Name)];

    internal static async Task<ImmutableArray<string>> Apply(
        Db db, ImmutableArray<Migration> known, DateTimeOffset now, CancellationToken stop)
    {
        if (Pending(known, await Applied(db, stop)).IsEmpty)
            return [];
        return await db.Write(tx => ApplyLocked(tx, known, now), stop);
    }

    private static async Task<ImmutableArray<string>> ApplyLocked(Tx tx, ImmutableArray<Migration> known, DateTimeOffset now)
    {
        // Held to the end of the transaction, also through a pooler that shares connections. SQLite's writer has its lock already.
        if (tx.Kind == DbKind.Postgres)
            await tx.ExecuteLong("select pg_advisory_xact_lock(@AdvisoryLock)", new { AdvisoryLock });
        await tx.Execute(
            "create table if not exists migration (name text primary key, checksum text not null, applied_at bigint not null)");
        var pending = Pending(known, await tx.Many<AppliedMigration>(AppliedMigration.Sql));
        foreach (var migration in pending)
        {
            try
            {
                await tx.ExecuteLong(migration.Sql);
            }
            catch (DbException e) when (!StorageUnavailableException.Fits(e))
            {
                throw new SchemaException($"Migration {migration.Name} failed, and nothing of it was kept: {e.Message}", e);
            }

            await tx.Execute("insert into migration (name, checksum, applied_at) values (@Name, @Checksum, @now)",
                new { migration.Name, migration.Checksum, now });
        }

        return [.. pending.Select(m => m.Name)];
    }

    private static ImmutableArray<Migration> Pending(ImmutableArray<Migration> known, ImmutableArray<AppliedMigration> applied)
    {
        foreach (var one in applied)
        {
            var file = known.FirstOrDefault(m => m.Name == one.Name)
                ?? throw new SchemaException($"The database has the migration {one.Name}, which this program does not know: "
                    + "a newer version has used it. Start that version, or restore a backup.");
            if (file.Checksum != one.Checksum)
                throw new SchemaException($"The migration {one.Name} was edited after it was applied to this database. "
                    + "Restore the file; a change is a new migration.");
        }

        return [.. known.Where(m => applied.All(a => a.Name != m.Name))];
    }

    private static async Task<ImmutableArray<AppliedMigration>> Applied(Db db, CancellationToken stop)
    {
        try
        {
            return await db.Read(tx => tx.Many<AppliedMigration>(AppliedMigration.Sql), stop);
        }
        // Asking first whether the table is there would cost every start a query; only the very first start comes here.
        catch (DbException e) when (e is Npgsql.PostgresException { SqlState: Npgsql.PostgresErrorCodes.UndefinedTable }
                                    or Microsoft.Data.Sqlite.SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_ERROR })
        {
            const string Sqlite = "select count(*) from sqlite_master where name = 'migration'";
            if (db.Kind == DbKind.Postgres || await db.Read(tx => tx.One<long>(Sqlite), stop) == 0)
                return [];
            // SQLite has one code for many faults; or another node has made the table just now.
            return await db.Read(tx => tx.Many<AppliedMigration>(AppliedMigration.Sql), stop);
        }
    }

    private sealed record AppliedMigration
    {
        public const string Sql = "select name, checksum from migration";

        public required string Name { get; init; }
        public required string Checksum { get; init; }
    }
}
