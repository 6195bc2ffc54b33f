using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Admin;
using RunBroker.Admin.Api;
using RunBroker.AdminWeb.Door;
using RunBroker.AdminWeb.Frame;

namespace RunBroker.AdminWeb.Health;

/// <summary>How the installation is: what works is one quiet line each.</summary>
internal static class HealthPages
{
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(10);

    public static void Map(WebGroup web)
    {
        web.Get("/health", Show, ApiPolicy.Operator);
        web.Post("/health/roll-keys", Roll, ApiPolicy.Operator);
    }

    private static Task<IResult> Show(HttpContext http, HealthAdmin health, AttentionAdmin attention) =>
        Page(WebCall.Of(http), health, attention, null);

    private static async Task<IResult> Roll(HttpContext http, SigningKeyAdmin keys, HealthAdmin health, AttentionAdmin attention)
    {
        var call = WebCall.Of(http);
        var sent = call.Field("when") switch
        {
            "later" => [],
            "now" => new JsonObject { ["active_after_seconds"] = 0 },
            "emergency" => new JsonObject { ["active_after_seconds"] = 0, ["retire_after_seconds"] = 0 },
            _ => null,
        };
        if (sent is null)
            return await Page(call, health, attention, FormProblem.Of(Problem.Invalid("when", "must be one of: later, now, emergency")));
        return await (await keys.Roll(call.Caller, sent, call.Stop)).Match<Task<IResult>>(
            changed => Task.FromResult<IResult>(Found.After($"{WebGroup.Root}/health", changed ? "rolled" : "as_it_was")),
            why => Page(call, health, attention, FormProblem.Of(why)));
    }

    private static async Task<IResult> Page(WebCall call, HealthAdmin health, AttentionAdmin attention, FormProblem? problem)
    {
        var h = await health.Look(call.Stop);
        var wrong = await attention.List(null, call.Frame.Language, call.Stop);
        return new AdminPage<HealthView, HealthModel, HealthWords>(call.Frame, new()
        {
            Version = h.Version,
            Issuer = h.Issuer,
            StartedAt = h.StartedAt,
            Postgres = h.Database == "postgres",
            ReadMs = h.DatabaseReadMs,
            MissingMigrations = h.MissingMigrations,
            ClockAhead = h.ClockAhead,
            Keys = [.. h.SigningKeys.Select(k => new HealthKeyRow(k.Kid, k.Alg, k.State, k.CreatedAt, k.ActiveAt, k.RetiredAt))],
            Waiting = h.MessagesWaiting,
            OldestAt = h.OldestMessageAt,
            Late = h.OldestMessageAt is { } oldest && call.Now.UtcDateTime - oldest > Late,
            SignIns = h.SignInsLastHour,
            Failed = h.FailedLastHour,
            Attention = [.. wrong.Select(a => AttentionRow.Of(a, call.Now))],
            Problem = problem,
        }, problem is null ? 200 : 422);
    }
}

/// <param name="State">next, current or previous.</param>
public sealed record HealthKeyRow(string Kid, string Alg, string State, DateTime CreatedAt, DateTime ActiveAt, DateTime? RetiredAt);

public sealed record HealthModel
{
    public required string Version { get; init; }
    public required string Issuer { get; init; }
    public required DateTime StartedAt { get; init; }
    public required bool Postgres { get; init; }
    public required double ReadMs { get; init; }
    public required int MissingMigrations { get; init; }
    public required bool ClockAhead { get; init; }
    public required ImmutableArray<HealthKeyRow> Keys { get; init; }
    public required long Waiting { get; init; }
    public DateTime? OldestAt { get; init; }
    /// <summary>The oldest message has waited longer than a first attempt takes.</summary>
    public required bool Late { get; init; }
    public required long SignIns { get; init; }
    public required long Failed { get; init; }
    public required ImmutableArray<AttentionRow> Attention { get; init; }
    public FormProblem? Problem { get; init; }
}
