using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.Check;

/// <summary>Pastes something at the management API, and reads the answer.</summary>
internal static class CheckSteps
{
    public static async Task<JsonObject> Check(this TenantStage stage, string input, JsonObject? asIf = null, DateTimeOffset? at = null, string? kind = null)
    {
        var answer = await stage.Paste(new JsonObject { ["input"] = input, ["kind"] = kind, ["at"] = at is { } clock ? Rfc3339(clock) : null, ["as_if"] = asIf });
        Assert.True(answer.Status == 200, $"{answer.Status} {answer.Body}");
        return answer.Json;
    }

    public static Task<AppAnswer> Paste(this TenantStage stage, JsonObject body, string language = "en", string token = TestBroker.BootstrapToken) =>
        Wire.PostJson($"{stage.Scene.Broker.Url}/api/v1/tenants/{stage.Tenant.Slug}/connections/{stage.Connection.Id}/check",
            body.ToJsonString(), Wire.Bearer(token), ("Accept-Language", language));

    public static string Verdict(this JsonObject answer) => (string)answer["verdict"]!;

    public static string? Code(this JsonObject answer) => (string?)answer["error"]?["code"];

    public static string ResultOf(this JsonObject answer, string check) => (string)answer.Row(check)["result"]!;

    public static JsonNode Row(this JsonObject answer, string check) => answer["checks"]!.AsArray().Single(c => (string)c!["name"]! == check)!;

    public static ImmutableArray<string> Notes(this JsonObject answer) => [.. answer["notes"]!.AsArray().Select(n => (string)n!)];

    /// <summary>What failed and what was not looked at after it; nothing is said to have held without wanted or got.</summary>
    public static void IsRefusedAt(this JsonObject answer, string code, string check)
    {
        Assert.True((CheckRefused, code) == (answer.Verdict(), answer.Code()), answer.ToJsonString());
        Assert.NotEmpty((string)answer["error"]!["title"]!);
        Assert.NotEmpty((string)answer["error"]!["fix"]!);
        Assert.Equal(check, (string)Assert.Single(answer["checks"]!.AsArray(), c => (string)c!["result"]! == "failed")!["name"]!);
        Assert.Null(answer["user"]);
    }

    /// <summary>Rows of every table but the one that grows by being asked.</summary>
    public static Task<ImmutableArray<string>> Everything(this Scene scene) => scene.Db.Read(
        async tx =>
        {
            var counts = ImmutableArray.CreateBuilder<string>();
            foreach (var table in await tx.Many<string>("select name from sqlite_master where type = 'table' and name <> 'event' order by name"))
            {
                var rows = await tx.One<long>($"select count(*) from {table}");
                counts.Add(string.Create(CultureInfo.InvariantCulture, $"{table} {rows}"));
            }

            return counts.ToImmutable();
        }, CancellationToken.None);

    public static string Rfc3339(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private const string CheckRefused = "refused";
}
