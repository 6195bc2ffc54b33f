using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using RunBroker.Storage;

namespace RunBroker.Tests.Storage;

/// <summary>And what only SQLite has to show: one file, one writer.</summary>
public sealed class SqliteDbTests(PostgresServer server) : DbConformance(server, DbKind.Sqlite)
{
    /// <summary>
    /// Between two tries for a lock a reader sleeps for microseconds. A library that was built without that sleeps for a second, on a thread that
    /// all others wait for.
    /// </summary>
    [Fact]
    public void It_can_sleep_for_less_than_a_second() => Assert.InRange(Sleep(1), 0, 100);

    /// <returns>Milliseconds that it slept.</returns>
    [DllImport("e_sqlite3", EntryPoint = "sqlite3_sleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sleep(int milliseconds);

    [Fact]
    public async Task Another_process_that_holds_the_file_only_delays()
    {
        await using var other = new SqliteConnection($"Data Source={Database.Target};Pooling=False");
        await other.OpenAsync(Stop);
        Execute(other, "begin immediate");
        var writes = Enumerable.Range(0, 100).Select(i => Database.Write(tx => Add(tx, i))).ToArray();
        // The lock is held for as long as this takes; a writer that gave up at once would have failed by then.
        var first = await Task.WhenAny(Task.WhenAny(writes), Task.Delay(TimeSpan.FromSeconds(1), Stop));
        Assert.IsNotType<Task<Task<int>>>(first);
        Assert.Equal(0, await Count());
        Execute(other, "rollback");
        await Task.WhenAll(writes);
        Assert.Equal(100, await Count());
    }

    [Fact]
    public async Task A_write_that_waits_can_be_withdrawn()
    {
        await using var other = new SqliteConnection($"Data Source={Database.Target};Pooling=False");
        await other.OpenAsync(Stop);
        Execute(other, "begin immediate");
        var first = Database.Write(tx => Add(tx, 1));
        using var stop = new CancellationTokenSource();
        var second = Database.Db.Write(tx => Add(tx, 2), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second.WaitAsync(TimeSpan.FromSeconds(10), Stop));
        Execute(other, "rollback");
        await first;
        Assert.Equal(1, await Count());
    }

    [Fact]
    public async Task A_read_that_writes_is_refused()
    {
        var refused = await Assert.ThrowsAsync<SqliteException>(() => Database.Read(tx => Add(tx, 1)));
        Assert.Equal(8, refused.SqliteErrorCode);
    }

    [Fact]
    public async Task The_file_has_a_log_while_open_and_none_after()
    {
        await Database.Write(tx => Add(tx, 1));
        Assert.Equal("wal", await Database.Read(tx => tx.One<string>("pragma journal_mode")));
        Assert.Equal(2, await Database.Write(tx => tx.One<long>("pragma synchronous")));
        Assert.Equal(1, await Database.Write(tx => tx.One<long>("pragma foreign_keys")));
        Assert.True(File.Exists(Database.Target + "-wal"));
        await Count();
        await Database.Db.DisposeAsync();
        Assert.False(File.Exists(Database.Target + "-wal"));
    }

    [Fact]
    public async Task A_file_that_cannot_be_opened_is_an_outage_and_not_the_end_of_the_process()
    {
        var folder = Path.Combine(Path.GetDirectoryName(Database.Target)!, "later");
        await using var db = Db.Sqlite(Path.Combine(folder, "x.db"));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => db.Read(tx => tx.One<long>("select 1"), Stop));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => db.Write(tx => tx.Execute("create table a (b text)"), Stop));
        Directory.CreateDirectory(folder);
        await db.Write(tx => tx.Execute("create table a (b text)"), Stop);
        Assert.Equal(0, await db.Read(tx => tx.One<long>("select count(*) from a"), Stop));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_an_outage()
    {
        var file = Database.Target + ".txt";
        await File.WriteAllTextAsync(file, new string('x', 4096), Stop);
        await using var db = Db.Sqlite(file);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => db.Write(tx => tx.Execute("create table a (b text)"), Stop));
    }

    [Fact]
    public async Task A_write_that_ends_the_transaction_itself_fails_and_the_writer_goes_on()
    {
        await Assert.ThrowsAnyAsync<Exception>(() => Database.Write(tx => tx.Execute("rollback")));
        await Database.Write(tx => Add(tx, 1));
        Assert.Equal(1, await Count());
    }

    [Fact]
    public async Task The_log_is_moved_into_the_file_while_it_is_open_and_begins_anew()
    {
        await Database.Write(tx => tx.Execute("create table page (octets blob)"));
        var octets = new byte[16_000];
        for (var i = 0; i < 3000; i++)
            await Database.Write(tx => tx.Execute("insert into page values (@octets)", new { octets }));
        // 12,000 pages were written, and the log holds 2,000 before it is moved: whatever is still to be moved is much less than all.
        Assert.True(new FileInfo(Database.Target).Length > 20_000_000, $"the file has {new FileInfo(Database.Target).Length} octets");
        Assert.True(new FileInfo(Database.Target + "-wal").Length < 40_000_000, $"the log has {new FileInfo(Database.Target + "-wal").Length} octets");
    }

    [Fact]
    public async Task A_connection_beside_the_writer_moves_pages_of_its_log()
    {
        await Database.Write(tx => Add(tx, 1));
        await using var beside = new SqliteConnection($"Data Source={Database.Target};Pooling=False");
        await beside.OpenAsync(Stop);
        SqliteCheckpoints.Look(beside);
        Assert.True(SqliteCheckpoints.Move(beside.Handle!) > 0);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // constant texts of this file
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
