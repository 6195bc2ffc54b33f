using System.Collections.Immutable;
using System.Text.Json;

namespace RunBroker.Interop.Tests.Harness;

/// <summary>A message about the end of a session, as an openid-client app saw it.</summary>
/// <param name="Event">backchannel_logout, backchannel_again, backchannel_refused, frontchannel_logout or frontchannel_refused.</param>
/// <param name="Ended">Sessions of the app's own that ended by it.</param>
/// <param name="All">For a logout token with <c>header</c> and <c>claims</c>, for a frame with <c>iss</c>, for a refusal with <c>message</c>.</param>
internal sealed record Told(string Event, int Ended, JsonElement All)
{
    public JsonElement Header => All.GetProperty("header");

    public JsonElement Claims => All.GetProperty("claims");

    /// <summary>What the app was told of one of its sessions, in order.</summary>
    public static async Task<ImmutableArray<Told>> Of(NodePeer app, string sid) =>
        [.. (await Everything(app)).Where(t => t.All.TryGetProperty("sid", out var of) && of.GetString() == sid)];

    /// <summary>Whatever it refused, since it began.</summary>
    public static async Task<ImmutableArray<Told>> Refused(NodePeer app) =>
        [.. (await Everything(app)).Where(t => t.Event.EndsWith("_refused", StringComparison.Ordinal))];

    private static async Task<IEnumerable<Told>> Everything(NodePeer app)
    {
        using var http = Wire.Client();
        var events = JsonDocument.Parse(await http.GetStringAsync(app.At("/events"), TestContext.Current.CancellationToken)).RootElement;
        return events.EnumerateArray().Select(e => new Told(
            e.GetProperty("event").GetString()!, e.TryGetProperty("ended", out var ended) ? ended.GetInt32() : 0, e));
    }
}
