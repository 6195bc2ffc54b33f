using System.Diagnostics;
using Npgsql;

namespace RunBroker.Tests.Storage;

public sealed class PostgresServerTests(PostgresServer shared)
{
    [Fact]
    public async Task Two_databases_of_one_server_do_not_see_each_other()
    {
        await using var one = NpgsqlDataSource.Create(await shared.CreateDatabase());
        await using var other = NpgsqlDataSource.Create(await shared.CreateDatabase());

        await using (var create = one.CreateCommand("create table only_here (id bigint)"))
            await create.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        await using var look = other.CreateCommand("select to_regclass('only_here')::text");
        Assert.Equal(DBNull.Value, await look.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_name_that_is_not_random_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => shared.CreateDatabase("runbroker"));

    [Fact]
    public async Task A_disposed_server_leaves_neither_process_nor_folder()
    {
        var own = new PostgresServer();
        var database = NpgsqlDataSource.Create(await own.CreateDatabase());
        var folder = await Scalar(database, "show data_directory");
        var pidFile = await File.ReadAllLinesAsync(Path.Combine(folder, "postmaster.pid"), TestContext.Current.CancellationToken);
        var processId = int.Parse(pidFile[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.False(Process.GetProcessById(processId).HasExited);

        await database.DisposeAsync();
        await own.DisposeAsync();

        Assert.False(Directory.Exists(folder));
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(processId));
    }

    private static async Task<string> Scalar(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
