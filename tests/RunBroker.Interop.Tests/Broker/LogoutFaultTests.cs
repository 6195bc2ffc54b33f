using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using RunBroker.Interop.Tests.Harness;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.TestIdps;

namespace RunBroker.Interop.Tests.Broker;

/// <summary>Signed out means signed out, whatever dies in between.</summary>
public sealed class LogoutFaultTests(ITestOutputHelper output)
{
    private const int Sessions = 1000;
    private const int Apps = 5;
    private const int Kills = 10;
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(12);

    /// <summary>How often each app was told of each session, and by which jti.</summary>
    private readonly ConcurrentDictionary<(int App, string Sid), ConcurrentBag<string>> told = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private DateTimeOffset backAt = DateTimeOffset.MaxValue;
    private int refused;

    [Fact]
    [Spec("goauthentik/authentik#25826")]
    public async Task Every_app_learns_of_every_ended_session_though_the_broker_is_killed_ten_times_and_one_app_is_away()
    {
        await using var apps = await LoopbackHost.Start(0, TimeProvider.System, map => map.MapPost("/{app:int}/logout", Receive));
        await using var scene = await Scene.Start();
        var clients = await Register(scene, apps);
        await scene.Broker.Kill();
        await Seed(scene, clients);
        await scene.Broker.Restart();

        backAt = TimeProvider.System.GetUtcNow() + Away;
        var ending = Task.Run(() => EndAll(scene), Stop);
        for (var kill = 0; kill < Kills; kill++)
        {
            await Task.Delay(RandomNumberGenerator.GetInt32(100, 900), Stop);
            await scene.Broker.Kill();
            await scene.Broker.Restart();
        }

        Assert.False(ending.IsCompleted, "the kills came too late");
        await ending;
        await Until(() => told.Count >= Sessions * Apps, TimeSpan.FromMinutes(4));
        var attempts = told.Values.Sum(jtis => jtis.Count);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Sessions} sessions, {Apps} apps, {Kills} kills: {told.Count} of {Sessions * Apps} told, {attempts - told.Count} told twice, {refused} answered 503"));
        Assert.Equal(Sessions * Apps, told.Count);
        Assert.True(refused > 0, "no app was away");
        // More than once is allowed, under one jti; then an app can drop the second.
        Assert.All(told.Values, jtis => Assert.Single(jtis.Distinct()));
        await Until(async () => await Undelivered(scene) == 0, TimeSpan.FromSeconds(60));
    }

    [Fact]
    [Spec("Pains-9"), Spec("CO-12")]
    public async Task A_thousand_sessions_that_one_call_ended_are_told_to_every_app_though_the_broker_is_killed_amid()
    {
        await using var apps = await LoopbackHost.Start(0, TimeProvider.System, map => map.MapPost("/{app:int}/logout", Receive));
        await using var scene = await Scene.Start();
        var clients = await Register(scene, apps);
        await scene.Broker.Kill();
        await Seed(scene, clients);
        await scene.Broker.Restart();
        backAt = TimeProvider.System.GetUtcNow();

        using var http = Wire.Client();
        http.DefaultRequestHeaders.Authorization = new("Bearer", BrokerProcess.BootstrapToken);
        using var answer = await http.DeleteAsync(new Uri(scene.Issuer,
            $"/api/v1/tenants/{Scene.Tenant}/connections/{(string)scene.Connection["id"]!}/sessions"), Stop);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        var atFirst = told.Count;
        for (var kill = 0; kill < 4; kill++)
        {
            await scene.Broker.Kill();
            await scene.Broker.Restart();
            await Task.Delay(RandomNumberGenerator.GetInt32(50, 400), Stop);
        }

        await Until(() => told.Count >= Sessions * Apps, TimeSpan.FromMinutes(4));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{told.Count} of {Sessions * Apps} told, {atFirst} before the first of 4 kills, {told.Values.Sum(j => j.Count) - told.Count} told twice"));
        Assert.True(atFirst < Sessions * Apps, "the kills came too late");
        Assert.Equal(Sessions * Apps, told.Count);
        Assert.All(told.Values, jtis => Assert.Single(jtis.Distinct()));
        await Until(async () => await Undelivered(scene) == 0, TimeSpan.FromSeconds(60));
    }

    private async Task<IResult> Receive(HttpContext http, int app)
    {
        var token = (await http.Request.ReadFormAsync())["logout_token"].ToString();
        if (app == 0 && TimeProvider.System.GetUtcNow() < backAt)
        {
            Interlocked.Increment(ref refused);
            return Results.StatusCode(503);
        }

        var claims = JsonNode.Parse(Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1])))!;
        told.GetOrAdd((app, (string)claims["sid"]!), _ => []).Add((string)claims["jti"]!);
        return Results.Ok();
    }

    private static async Task<string[]> Register(Scene scene, LoopbackHost apps)
    {
        var ids = new List<string>();
        for (var app = 0; app < Apps; app++)
        {
            var client = await scene.Management.CreateClient(new
            {
                client_name = $"App {app}",
                tenant = Scene.Tenant,
                redirect_uris = new[] { $"http://127.0.0.1:{apps.Port}/{app}/callback" },
                backchannel_logout_uri = $"http://127.0.0.1:{apps.Port}/{app}/logout",
            });
            ids.Add((string)client["client_id"]!);
        }

        return [.. ids];
    }

    /// <summary>Sessions as sign-ins leave them: written while no broker runs.</summary>
    private static async Task Seed(Scene scene, string[] clients)
    {
        await using var db = Db.Sqlite(Path.Combine(scene.Folder, "runbroker.db"));
        var now = TimeProvider.System.GetUtcNow();
        await db.Write(
            async tx =>
            {
                var tenant = (await TenantStore.FindBySlug(tx, Scene.Tenant))!.Id;
                var user = new User
                {
                    Id = "usr_crowd",
                    TenantId = tenant,
                    Email = "crowd@acme.example",
                    FirstName = "Crowd",
                    LastName = "Crowd",
                    Role = "member",
                    Roles = ["member"],
                    Tags = "[]",
                    Active = true,
                    Version = 1,
                    CreatedAt = now,
                    UpdatedAt = now,
                };
                await UserStore.Insert(tx, user);
                for (var i = 0; i < Sessions; i++)
                {
                    await SessionStore.Insert(tx, new Session
                    {
                        Id = SessionId(i),
                        TenantId = tenant,
                        UserId = user.Id,
                        ConnectionId = (string)scene.Connection["id"]!,
                        Sso = true,
                        CreatedAt = now,
                        LastActiveAt = now,
                        ExpiresAt = now.AddDays(1),
                        IdleMs = 86_400_000,
                        AuthTime = now,
                    });
                    foreach (var client in clients)
                        await SessionStore.Join(tx, SessionId(i), client, $"sid_{i}_{client}", now);
                }
            }, CancellationToken.None);
    }

    private static string SessionId(int i) => $"ses_{i:0000}";

    /// <summary>As an admin's script that never gives up: what was acknowledged counts, what was cut off is asked for again.</summary>
    private static Task EndAll(Scene scene) =>
        Parallel.ForEachAsync(Enumerable.Range(0, Sessions), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, stop) =>
        {
            using var http = Wire.Client();
            http.DefaultRequestHeaders.Authorization = new("Bearer", BrokerProcess.BootstrapToken);
            while (true)
            {
                try
                {
                    using var answer = await http.DeleteAsync(
                        new Uri(scene.Issuer, $"/api/v1/tenants/{Scene.Tenant}/sessions/{SessionId(i)}"), stop);
                    // 404: the end itself was durable, only its answer was lost.
                    if (answer.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.NotFound)
                        break;
                }
                catch (HttpRequestException)
                {
                    // the broker is dead just now
                }

                await Task.Delay(20, stop);
            }

            await Task.Delay(60, stop); // so that the kills fall amid
        });

    private static async Task<int> Undelivered(Scene scene)
    {
        var (open, cursor) = (0, (string?)null);
        do
        {
            var page = await scene.Management.Get($"tenants/{Scene.Tenant}/logouts?limit=200{(cursor is null ? "" : "&cursor=" + cursor)}");
            open += page["items"]!.AsArray().SelectMany(l => l!["legs"]!.AsArray()).Count(leg => (string)leg!["state"]! != "delivered");
            cursor = (string?)page["next_cursor"];
        }
        while (cursor is not null);
        return open;
    }

    private static Task Until(Func<bool> done, TimeSpan within) => Until(() => Task.FromResult(done()), within);

    private static async Task Until(Func<Task<bool>> done, TimeSpan within)
    {
        var end = TimeProvider.System.GetUtcNow() + within;
        while (!await done() && TimeProvider.System.GetUtcNow() < end)
            await Task.Delay(100, Stop);
        Assert.True(await done());
    }
}
