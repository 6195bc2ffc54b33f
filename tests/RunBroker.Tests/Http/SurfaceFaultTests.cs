using System.Text.RegularExpressions;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Storage;

namespace RunBroker.Tests.Http;

/// <summary>Faults of ours and outages: told with an id that the log has too, and nothing else.</summary>
public sealed partial class SurfaceFaultTests(PostgresServer postgres)
{
    [Theory]
    [InlineData("GET", "/connect/authorize?client_id=x", true)]
    [InlineData("GET", "/login/slug", true)]
    [InlineData("POST", "/connect/token", false)]
    [Spec("O-128")]
    public async Task A_bug_is_a_500_with_an_id_and_no_word_of_the_exception(string method, string path, bool isPage)
    {
        await using var broker = await TestBroker.Start();
        // A table that is gone is a statement that fails, as a bug of ours would.
        await broker.Db.Write(tx => tx.Execute("alter table client rename to client_gone"), CancellationToken.None);
        await broker.Db.Write(tx => tx.Execute("alter table connection rename to connection_gone"), CancellationToken.None);

        var answer = await RawHttp.Send(broker.Url, method, path, body: isPage ? null : "client_id=x&client_secret=y&grant_type=refresh_token");

        Judge(answer, 500, isPage, broker.Options.Log.All);
        Assert.DoesNotContain("no such table", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/connect/authorize?client_id=x", true)]
    [InlineData("POST", "/connect/token", false)]
    [Spec("O-128")]
    public async Task A_database_that_is_away_is_a_503_that_says_when_to_come_back(string method, string path, bool isPage)
    {
        var connection = await postgres.CreateDatabase();
        var name = connection[(connection.LastIndexOf('=') + 1)..];
        await using var broker = await TestBroker.Start(new TestBrokerOptions { Postgres = connection });
        Assert.Equal(200, (await RawHttp.Send(broker.Url, "GET", "/health/ready")).Status);
        await using (var admin = Npgsql.NpgsqlDataSource.Create(connection.Replace(name, "postgres", StringComparison.Ordinal)))
        await using (var drop = admin.CreateCommand($"drop database {name} with (force)"))
            await drop.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var answer = await RawHttp.Send(broker.Url, method, path, body: isPage ? null : "client_id=x&client_secret=y&grant_type=refresh_token");

        Judge(answer, 503, isPage, broker.Options.Log.All);
        Assert.Equal("5", answer["Retry-After"]);
        var health = await RawHttp.Send(broker.Url, "GET", "/health/ready");
        Assert.Equal(503, health.Status);
        Assert.DoesNotContain(name, health.Body, StringComparison.Ordinal);
        Assert.Equal(200, (await RawHttp.Send(broker.Url, "GET", "/health/live")).Status);
    }

    [Fact]
    [Spec("O-121")]
    public async Task A_line_break_in_a_path_begins_no_line_of_the_log()
    {
        await using var broker = await TestBroker.Start();
        await broker.Db.Write(tx => tx.Execute("alter table connection rename to connection_gone"), CancellationToken.None);

        await RawHttp.Send(broker.Url, "GET", "/login/a%0d%0aError%20forged");

        Assert.Contains("path=/login/a%0D%0AError%20forged", broker.Options.Log.All, StringComparison.Ordinal);
        Assert.DoesNotContain("\nError forged", broker.Options.Log.All, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("P-003")]
    public async Task Queries_codes_and_addresses_are_not_in_the_log()
    {
        await using var scene = await Scene.Start();
        var (_, tokens) = await scene.SignIn(edit: p => p["login_hint"] = "alice@acme.example");
        await scene.SignIn(edit: p => p["prompt"] = "none");
        await RawHttp.Send(scene.Broker.Url, "GET", "/connect/authorize?secret-in-query=1 HTTP/9");
        await scene.Browser.Get(scene.App.EndSessionUrl(tokens.IdToken));

        var log = scene.Broker.Options.Log.All;

        foreach (var secret in new[] { "?", "client_id=", "state=", "alice@acme.example", "secret-in-query", tokens.RefreshToken, tokens.AccessToken, tokens.IdToken, scene.App.Callbacks[0].Code! })
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
        foreach (var cookie in scene.Browser.History.SelectMany(h => h.SetCookies).Select(c => c.Split(';')[0].Split('=')[1]).Where(v => v.Length > 20))
            Assert.DoesNotContain(cookie, log, StringComparison.Ordinal);
    }

    private static void Judge(RawAnswer answer, int status, bool isPage, string log)
    {
        Assert.Equal(status, answer.Status);
        var id = CaseId().Match(answer.Body).Value;
        Assert.NotEqual("", id);
        Assert.Contains($"request_failed case={id}", log, StringComparison.Ordinal);
        Assert.StartsWith(isPage ? "text/html" : "application/json", answer["Content-Type"], StringComparison.Ordinal);
        foreach (var word in new[] { "Exception", " at RunBroker", "Npgsql", "Sqlite", "select " })
            Assert.DoesNotContain(word, answer.Body, StringComparison.Ordinal);
    }

    [GeneratedRegex("SI-[0-9A-Z]{4}-[0-9A-Z]{4}")]
    private static partial Regex CaseId();
}
