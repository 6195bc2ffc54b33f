using System.Collections.Immutable;
using System.Text;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Tokens;

/// <summary>After everything that happens to a person, neither a stolen database nor a stolen log holds anything that still opens a door.</summary>
public sealed class DumpTests
{
    private const string UpstreamSecret = "upstream-secret-0123456789";

    [Fact, Spec("P-003"), Spec("P-008")]
    public async Task Neither_the_database_files_nor_the_log_hold_a_live_credential()
    {
        await using var scene = await Scene.Start();
        var opaque = await scene.AddApp("app-opaque", m => m with { AccessTokenType = "opaque" });
        var post = await scene.AddApp("app-post", method: "client_secret_post");
        var secrets = await UseEverything(scene, opaque, post);

        // What must be found, so that the search is known to see.
        var files = Directory.GetFiles(scene.Broker.Options.Folder, "runbroker.db*").Select(ReadShared).ToImmutableArray();
        Assert.Contains(files, file => Holds(file, "alice@acme.example"));
        Assert.Contains("Now listening on", scene.Broker.Options.Log.All, StringComparison.Ordinal);

        Assert.True(secrets.Count > 25, $"{secrets.Count} secrets");
        var found = secrets.Where(s => files.Any(file => Holds(file, s.Value))).Select(s => $"database: {s.Name}")
            .Concat(secrets.Where(s => scene.Broker.Options.Log.All.Contains(s.Value, StringComparison.Ordinal)).Select(s => $"log: {s.Name}"));
        House.Offences.None(found);
    }

    [Fact, Spec("P-008")]
    public async Task The_log_holds_no_query_and_no_line_that_somebody_else_wrote()
    {
        await using var scene = await Scene.Start();
        await scene.SignIn();
        await Wire.Get($"{scene.Broker.Url}/connect/authorize?client_id=a%0d%0aERROR%20forged&state=s3cret-state");
        await Wire.Get($"{scene.Broker.Url}/nowhere%0d%0aERROR%20forged?code=s3cret-code");

        var log = scene.Broker.Options.Log.All;
        foreach (var part in (string[])["code=", "state=", "nonce=", "code_challenge", "s3cret", "ERROR forged", "alice@acme.example"])
            Assert.DoesNotContain(part, log, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Sign-ins, refresh, silent sign-in, a code not redeemed, a sign-in left open; and all that was secret in it.</summary>
    private static async Task<List<(string Name, string Value)>> UseEverything(Scene scene, TestApp opaque, TestApp post)
    {
        var secrets = new List<(string Name, string Value)> { ("upstream secret", UpstreamSecret) };
        foreach (var app in (TestApp[])[scene.App, opaque, post])
        {
            var begun = app.Begin();
            await scene.Browser.Get(begun.Url);
            var callback = app.LastCallback;
            var tokens = await app.Exchange(callback, begun);
            var fresh = await app.Refresh(tokens.RefreshToken);
            await app.UserInfo(fresh.AccessToken);
            await app.Introspect(fresh.RefreshToken);
            secrets.AddRange([("spent code", Secret(callback.Code!)), ("verifier of the app", begun.Verifier), ("client secret", app.Options.ClientSecret!)]);
            foreach (var answer in (AppAnswer[])[tokens, fresh])
                secrets.AddRange([("refresh token", Secret(answer.RefreshToken)), ("access token", Secret(answer.AccessToken)), ("ID token", Secret(answer.IdToken))]);
        }

        await scene.Browser.Get(scene.App.Begin(p => p["prompt"] = "none").Url);
        secrets.Add(("live code", Secret(scene.App.LastCallback.Code!)));
        await scene.App.Exchange(scene.App.LastCallback, scene.App.Begin(), f => f["code"] = "gra_wrong.wrong");

        scene.Browser.StopAt = scene.Op.Origin;
        var waiting = await scene.Browser.Get(scene.App.Begin(p => p["prompt"] = "login").Url);
        secrets.Add(("live upstream state", Secret(waiting.Query["state"]!)));

        foreach (var cookie in scene.Browser.Cookies.All.Where(c => c.Name.StartsWith("__Host-rb_", StringComparison.Ordinal) && c.Name != "__Host-rb_last"))
            secrets.AddRange(cookie.Value.Split('~').Select(one => ($"cookie {cookie.Name}", Secret(one))));
        foreach (var request in scene.Op.RequestsTo("/token"))
            secrets.AddRange([("upstream code", request.Form["code"]!), ("upstream verifier", request.Form["code_verifier"]!)]);
        foreach (var request in scene.Op.RequestsTo("/authorize"))
            secrets.AddRange([("upstream state", Secret(request.Query["state"]!)), ("upstream nonce", request.Query["nonce"]!)]);
        return secrets;
    }

    /// <summary>The part that nobody could guess: the id before the first dot may be known, of a JWT the signature makes it.</summary>
    private static string Secret(string value) => value[(value.LastIndexOf('.') + 1)..];

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static bool Holds(byte[] file, string text) =>
        file.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0 || file.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)))) >= 0;
}
