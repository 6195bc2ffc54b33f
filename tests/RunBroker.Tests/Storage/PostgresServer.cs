using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Npgsql;
using RunBroker.Tests.Processes;

namespace RunBroker.Tests.Storage;

/// <summary>
/// A private PostgreSQL (15 or newer) on 127.0.0.1, with its own port, password and temporary data folder: no database of the machine is
/// ever touched. Started when the first database is asked for, so that a run which needs none pays nothing.
/// </summary>
public sealed partial class PostgresServer : IAsyncDisposable
{
    private readonly Lazy<Task<Running>> running = new(Start);

    /// <summary>A fresh, empty database under a random name; answers its connection string.</summary>
    public Task<string> CreateDatabase() => CreateDatabase("t_" + RandomNumberGenerator.GetHexString(16, lowercase: true));

    /// <summary>As <see cref="CreateDatabase()"/>; any name but a random one (<c>t_</c> and 16 hex digits) is refused, so no test can meet another's data.</summary>
    public async Task<string> CreateDatabase(string name)
    {
        if (!RandomName().IsMatch(name))
            throw new ArgumentException($"{name} is not a random test database name", nameof(name));

        var server = await running.Value;
        await using var source = NpgsqlDataSource.Create(server.ConnectionString("postgres"));
        await using var create = source.CreateCommand($"create database {name} template template0 encoding 'UTF8'");
        await create.ExecuteNonQueryAsync();
        return server.ConnectionString(name);
    }

    public async ValueTask DisposeAsync()
    {
        if (!running.IsValueCreated)
            return;

        var server = await running.Value;
        NpgsqlConnection.ClearAllPools();
        await server.Process.DisposeAsync();
        Directory.Delete(server.Folder, recursive: true);
    }

    [GeneratedRegex("^t_[0-9a-f]{16}$")]
    private static partial Regex RandomName();

    private static async Task<Running> Start()
    {
        var (port, password) = (FreePort.Take(), RandomNumberGenerator.GetHexString(32));
        var folder = Directory.CreateTempSubdirectory("runbroker-postgres-").FullName;
        var (data, passwordFile, binaries) = (Path.Combine(folder, "data"), Path.Combine(folder, "password"), PostgresBinaries.Find());
        await File.WriteAllTextAsync(passwordFile, password);
        await Owner.Hand(folder);

        await using (var made = await ChildProcess.Start(Owner.Run(
            Path.Combine(binaries, "initdb"), "-D", data, "-U", "tests", "--pwfile", passwordFile, "--auth=scram-sha-256", "-E", "UTF8",
            "--locale=C", "--no-sync"), folder: folder))
        {
            if (await made.Ended() != 0)
                throw new InvalidOperationException($"initdb failed: {made.Log}");
        }

        // No fsync: a test machine that loses power may lose the tests. QUIT ends it at once and frees its shared memory.
        var process = await ChildProcess.Start(
            Owner.Run(
                Path.Combine(binaries, "postgres"), "-D", data, "-p", port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1",
                "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off",
                "-c", "max_connections=200", "-c", "lc_messages=C"),
            folder: folder, stopSignal: "QUIT");
        await process.WaitForLine(line => line.EndsWith("database system is ready to accept connections", StringComparison.Ordinal));
        return new Running(process, folder, port, password);
    }

    private sealed record Running(ChildProcess Process, string Folder, int Port, string Password)
    {
        public string ConnectionString(string database) =>
            string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Username=tests;Password={Password};Database={database}");
    }

    /// <summary>PostgreSQL refuses to run as root; then the data belongs to, and the server runs as, <c>postgres</c> or else <c>nobody</c>.</summary>
    private static class Owner
    {
        private static readonly string? Other = !Environment.IsPrivilegedProcess ? null
            : File.ReadLines("/etc/passwd").Any(l => l.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

        public static string[] Run(params string[] command) =>
            Other is null ? command : ["setpriv", $"--reuid={Other}", $"--regid={Group()}", "--clear-groups", .. command];

        public static async Task Hand(string folder)
        {
            if (Other is null)
                return;
            using var chown = Process.Start("chown", ["-R", $"{Other}:{Group()}", folder]);
            await chown.WaitForExitAsync();
            if (chown.ExitCode != 0)
                throw new InvalidOperationException($"chown of {folder} to {Other} failed");
        }

        private static string Group() =>
            File.ReadLines("/etc/passwd").Select(l => l.Split(':')).Single(f => f[0] == Other)[3];
    }
}
