using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Demo.Guide;

namespace RunBroker.Demo.Apps;

/// <summary>
/// A single-page app of both tenants. It signs in within the browser (Assets/fleet.js), as a public client whose tokens live in the
/// page's memory only; its server hands out the page and answers the API, to which the page brings its access token.
/// </summary>
internal sealed class FleetMap(string at, string guide, BrokerClient broker, Happenings happenings, TimeProvider time)
{
    public const string Key = "fleet-map";
    public const string Name = "Fleet Map";

    private static readonly ImmutableDictionary<string, ImmutableArray<string>> Vehicles = ImmutableDictionary.CreateRange<string, ImmutableArray<string>>(
    [
        new("acme", ["Van 12: Joinville, on its way", "Van 17: depot", "Truck 3: Curitiba, unloading"]),
        new("globex", ["Crane 1: Hamburg harbour", "Lorry 8: A7 northbound, on time"]),
    ]);

    /// <summary>By the session's id at this app.</summary>
    private readonly ConcurrentDictionary<string, AppSession> seen = new();
    /// <summary>Those that the broker said are over, until their page says so as well.</summary>
    private readonly ConcurrentDictionary<string, AppSession> over = new();

    public string At => at;

    public BrokerClient Broker => broker;

    /// <summary>Who asked the API for vehicles and is signed in still, the newest first.</summary>
    public async Task<ImmutableArray<AppSession>> Sessions()
    {
        foreach (var session in seen.Values)
        {
            if (await broker.UserInfo(session.Tokens.AccessToken) is not null || !seen.TryRemove(session.Id, out _))
                continue;
            over[session.Id] = session;
            if (time.GetUtcNow() < session.Tokens.Expires)
                Note(Happened.Ended, session);
        }

        return [.. seen.Values.OrderByDescending(s => s.Since)];
    }

    public void Map(WebApplication app)
    {
        foreach (var path in (string[])["/", "/callback", "/signed-out"])
            app.MapGet(path, () => new FleetPageResult(new(Name, at, guide, broker.Issuer, broker.ClientId)));
        app.MapGet("/silent", Silent);
        app.MapGet("/fleet.js", () => Site.Asset("fleet.js", "text/javascript; charset=utf-8"));
        app.MapGet("/silent.js", () => Site.Asset("silent.js", "text/javascript; charset=utf-8"));
        app.MapGet("/api/vehicles", (Delegate)List);
        app.MapPost("/api/leave", (Delegate)Leave);
        app.MapPost("/api/ended", (Delegate)Ended);
    }

    /// <summary>Ends the hidden frame of a silent sign-in: hands the answer to the page around it, which is of the same origin.</summary>
    private static IResult Silent(HttpContext http)
    {
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self'; frame-ancestors 'self'";
        http.Response.Headers.CacheControl = "no-store";
        return Results.Content("<!doctype html><html lang=\"en\"><title>Silent sign-in</title><script src=\"/silent.js\"></script></html>", "text/html; charset=utf-8");
    }

    private async Task<IResult> List(HttpContext http)
    {
        if (await Caller(http) is not { } session)
            return Results.StatusCode(401);
        if (seen.TryAdd(session.Id, session))
            Note(Happened.SignedIn, session);
        else
            seen[session.Id] = session;
        return Results.Json(Vehicles.GetValueOrDefault(session.Tenant, []));
    }

    private async Task<IResult> Leave(HttpContext http)
    {
        if (await Caller(http) is { } session && seen.TryRemove(session.Id, out _))
            Note(Happened.SignedOut, session);
        return Results.NoContent();
    }

    /// <summary>The page noticed by itself that the session is over; its token is known to be the broker's, though it opens nothing any more.</summary>
    private async Task<IResult> Ended(HttpContext http)
    {
        var id = (string?)(await Claims(http))?["sid"] ?? "";
        if (seen.TryRemove(id, out var session) | over.TryRemove(id, out var before) && (session ?? before) is { } ended)
            Note(Happened.Noticed, ended);
        return Results.NoContent();
    }

    /// <summary>An API's check of an access token (RFC9068-4).</summary>
    private async Task<JsonObject?> Claims(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.Ordinal)
            ? AccessTokenRules.Verify(header["Bearer ".Length..], await broker.Keys(), broker.Issuer, broker.ClientId, time.GetUtcNow()) : null;
    }

    /// <summary>The check, then who that is.</summary>
    private async Task<AppSession?> Caller(HttpContext http)
    {
        if (await Claims(http) is not { } claims)
            return null;
        var token = http.Request.Headers.Authorization.ToString()["Bearer ".Length..];
        if (await broker.UserInfo(token) is not { } person)
            return null;
        var id = (string?)claims["sid"] ?? "";
        var tokens = new AppTokens("", token, null, DateTimeOffset.FromUnixTimeSeconds((long?)claims["exp"] ?? 0));
        return new AppSession(id, seen.TryGetValue(id, out var before) ? before.Since : time.GetUtcNow(), tokens, person);
    }

    private void Note(Happened what, AppSession session) => happenings.Add(new(time.GetUtcNow(), what, Key, Name, session.Person, session.Tenant));
}
