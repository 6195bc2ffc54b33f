using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using RunBroker.Storage;
using RunBroker.Tests.Processes;

namespace RunBroker.Tests.Storage;

public sealed class SurvivalTests
{
    private const string FileVariable = "RUNBROKER_TEST_WRITE_UNTIL_KILLED";
    private const string RunVariable = "RUNBROKER_TEST_RUN";

    /// <summary>Plays both parts: in a process of its own, named by the variable, it writes and tells what was acknowledged until it is killed.</summary>
    [Fact]
    public async Task Every_acknowledged_write_survives_a_killed_process()
    {
        if (Environment.GetEnvironmentVariable(FileVariable) is { } given)
            await WriteUntilKilled(given, Number(Environment.GetEnvironmentVariable(RunVariable)!));

        var folder = Directory.CreateTempSubdirectory("runbroker-survival-");
        var file = Path.Combine(folder.FullName, "broker.db");
        await using (var made = Db.Sqlite(file))
            await made.Write(tx => tx.Execute("create table t (id bigint primary key)"), CancellationToken.None);

        var total = 0;
        for (var run = 1; run <= 10; run++)
        {
            var acknowledged = await KilledAtRandom(file, run);
            await using var db = Db.Sqlite(file);
            var kept = (await db.Read(tx => tx.Many<long>("select id from t where id between @from and @to", new { from = run * 1_000_000L, to = (run * 1_000_000L) + 999_999 }), CancellationToken.None)).ToHashSet();
            Assert.NotEmpty(acknowledged);
            Assert.DoesNotContain(acknowledged, id => !kept.Contains(id));
            Assert.Equal("ok", await db.Read(tx => tx.One<string>("pragma integrity_check"), CancellationToken.None));
            total += acknowledged.Length;
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{total} acknowledged writes, none lost");
        folder.Delete(recursive: true);
    }

    private static async Task<long[]> KilledAtRandom(string file, int run)
    {
        var variables = new Dictionary<string, string> { [FileVariable] = file, [RunVariable] = run.ToString(CultureInfo.InvariantCulture) };
        string[] program = Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet"
            ? [Environment.ProcessPath!, "exec", Assembly.GetExecutingAssembly().Location] : [Environment.ProcessPath!];
        var child = await ChildProcess.Start(
            [.. program, "-method", $"{typeof(SurvivalTests).FullName}.{nameof(Every_acknowledged_write_survives_a_killed_process)}"], variables);
        try
        {
            var last = Line((run * 1_000_000L) + RandomNumberGenerator.GetInt32(0, 300));
            await child.WaitForLine(line => line == last);
            await child.End("KILL");
        }
        finally
        {
            // Its log is complete only then.
            await child.DisposeAsync();
        }

        // A line that the kill cut short has no end mark.
        return [.. child.Log.Split('\n').Where(l => l.StartsWith("ack ", StringComparison.Ordinal) && l.EndsWith(';')).Select(l => (long)Number(l[4..^1]))];
    }

    private static async Task WriteUntilKilled(string file, int run)
    {
        var output = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
        await using var db = Db.Sqlite(file);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; ; i++)
            {
                var id = (run * 1_000_000L) + (writer * 100_000) + i;
                await db.Write(tx => tx.Execute("insert into t (id) values (@id)", new { id }), CancellationToken.None);
                await output.WriteLineAsync(Line(id));
            }
        })));
    }

    private static string Line(long id) => string.Create(CultureInfo.InvariantCulture, $"ack {id};");

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
