using System.Security.Cryptography;
using System.Text;
using RunBroker.Http;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.SessionStatus;

/// <summary>What a browser's check-session frame would say, and what a page's poll gets: with the cookies that the browser has.</summary>
internal static class Frame
{
    public const string AnotherSite = "http://localhost:1";

    /// <summary>The formula of the specification over each value of the state cookie (OIDCSession-3.2).</summary>
    public static string Says(TestBrowser browser, string client, string origin, string sessionState)
    {
        var salt = sessionState.Split('.')[1];
        return States(browser).Any(state =>
            System.Buffers.Text.Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"{client} {origin} {state} {salt}"))) + "." + salt == sessionState)
            ? "unchanged" : "changed";
    }

    public static string Says(this Scene scene, TestApp app, string sessionState) => Says(scene.Browser, app.Options.ClientId, app.Origin, sessionState);

    public static string[] States(TestBrowser browser) => browser.Cookies.Find(Cookies.States)?.Value.Split('~') ?? [];

    /// <summary>The session_state of a silent answer; null when there is none in it.</summary>
    public static async Task<string?> SilentState(this Scene scene, TestApp? app = null)
    {
        Assert.Null(await scene.Silent(app));
        return (app ?? scene.App).LastCallback.Fields["session_state"];
    }

    /// <summary>As a script of <paramref name="origin"/> fetches it, with credentials. Cookies that are set come to the browser.</summary>
    /// <param name="origin">Null: no Origin header.</param>
    public static async Task<AppAnswer> Poll(this Scene scene, string? origin, string query, bool crossSite = false, string path = "/connect/ssodata")
    {
        var cookies = scene.Browser.Cookies.All.Where(c => !crossSite || c.SameSite == CookieSameSite.None).Select(c => $"{c.Name}={c.Value}").ToArray();
        var answer = await Wire.Get(scene.Broker.Url + path + query,
            [.. origin is null ? [] : ((string, string)[])[("Origin", origin)], .. cookies.Length == 0 ? [] : ((string, string)[])[("Cookie", string.Join("; ", cookies))]]);
        foreach (var line in answer.Headers.All("set-cookie"))
        {
            var (pair, name) = (line.Split(';')[0].Split('=', 2), line.Split('=')[0]);
            Assert.Equal(Cookies.States, name);
            if (pair[1].Length == 0)
                scene.Browser.Cookies.Remove(name);
            else
                scene.Browser.Cookies.Put(scene.Browser.Cookies.Find(name)! with { Value = pair[1] });
        }

        return answer;
    }

    public static Task<AppAnswer> Poll(this Scene scene, TestApp app) => scene.Poll(app.Origin, "?client_id=" + app.Options.ClientId);
}
