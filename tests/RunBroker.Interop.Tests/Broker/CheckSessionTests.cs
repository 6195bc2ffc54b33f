using System.Text.Json;
using Microsoft.Playwright;
using RunBroker.Http;
using RunBroker.Interop.Tests.Harness;
using RunBroker.Protocol.Oidc;

namespace RunBroker.Interop.Tests.Broker;

/// <summary>The check-session frame in headless Chromium: asked by hand, and by npm oidc-client-ts.</summary>
public sealed class CheckSessionTests(Chromium chromium) : IClassFixture<Chromium>
{
    /// <summary>Puts the frame into the page once, and asks it: the answer, or "nothing" when none comes within ten seconds.</summary>
    internal const string Ask = """
        async ([at, message, sandbox]) => {
          const origin = new URL(at).origin;
          let frame = document.getElementById("check" + sandbox);
          if (!frame) {
            frame = Object.assign(document.createElement("iframe"), { id: "check" + sandbox });
            if (sandbox) frame.sandbox = sandbox;
            const loaded = new Promise(done => frame.addEventListener("load", done, { once: true }));
            frame.src = at;
            document.body.append(frame);
            await loaded;
          }
          return await new Promise(done => {
            const hear = e => { if (e.source === frame.contentWindow) { removeEventListener("message", hear); done(e.data); } };
            addEventListener("message", hear);
            setTimeout(() => { removeEventListener("message", hear); done("nothing"); }, 10000);
            frame.contentWindow.postMessage(message, "*");
          });
        }
        """;

    [Fact]
    [Spec("O-105"), Spec("OIDCSession-3.2")]
    public async Task The_frame_says_unchanged_until_the_person_signs_out_in_another_tab_and_then_changed()
    {
        await using var scene = await Scene.Start();
        var (peer, other) = (await scene.AddSinglePageApp(), await scene.AddSinglePageApp());
        var page = await chromium.NewPage();
        var user = (await new SinglePageApp(peer, page).SignIn(People.Alice)).GetProperty("user");
        var (client, state) = (user.GetProperty("profile").GetProperty("aud").GetString(), user.GetProperty("session_state").GetString()!);
        Task<string> Says(object message, string sandbox = "") => page.EvaluateAsync<string>(Ask, new object[] { Frame(scene), message, sandbox });

        Assert.Equal("unchanged", await Says($"{client} {state}"));
        Assert.Equal("changed", await Says($"another {state}"));
        Assert.Equal("changed", await Says($"{client} {new string('x', 43)}.{state.Split('.')[1]}"));
        foreach (var malformed in (object[])["", " ", state, $" {state}", $"{client} nonsense", $"{client} {state} more", $"{new string('x', 2000)} {state}", 7, new { client, state }])
            Assert.Equal("error", await Says(malformed));
        // A page that may not say who it is gets no answer; nor does one that puts the frame where it has no origin of ours.
        Assert.Equal("error", await Says($"{client} {state}", "allow-scripts"));
        // An app of another origin that got hold of both learns nothing, and is told of its own.
        var cookie = (await page.Context.CookiesAsync()).Single(c => c.Name == Cookies.States);
        var stranger = await page.Context.NewPageAsync();
        var (near, far) = (new Uri(other.Address, "/").GetLeftPart(UriPartial.Authority), $"http://localhost:{other.Address.Port}");
        string Own(string origin) => $"theirs {SessionStateHash.Compute("theirs", origin, cookie.Value, "salt-of-16-characters")}";
        Task<string> Told(string message) => stranger.EvaluateAsync<string>(Ask, new object[] { Frame(scene), message, "" });
        await stranger.GotoAsync(near + "/home");
        Assert.Equal(("changed", "unchanged"), (await Told($"{client} {state}"), await Told(Own(near))));
        Assert.Equal("changed", await Says(Own(near)));
        // On another site Chromium keeps the cookies to itself: the frame cannot know, and does not say that the session is over.
        await stranger.GotoAsync(far + "/home");
        Assert.Equal(("error", "error"), (await Told($"{client} {state}"), await Told(Own(far))));

        var tab = await page.Context.NewPageAsync();
        await new SinglePageApp(other, tab).SignIn(People.Alice);
        Assert.Equal("unchanged", await Says($"{client} {state}"));
        await tab.GotoAsync(other.At("/logout").ToString(), new() { WaitUntil = WaitUntilState.Commit });
        await tab.WaitForURLAsync(other.At("/bye") + "**");

        Assert.Equal("changed", await Says($"{client} {state}"));
        await page.Context.CloseAsync();
    }

    [Fact]
    [Spec("OIDCSession-3.1")]
    public async Task A_library_that_watches_the_frame_raises_its_event_after_a_sign_out_in_another_tab_and_not_before()
    {
        await using var scene = await Scene.Start();
        var (watching, other) = (await scene.AddSinglePageApp(monitor: true), await scene.AddSinglePageApp());
        var page = await chromium.NewPage();
        var app = new SinglePageApp(watching, page);
        Assert.Equal(JsonValueKind.Object, (await app.SignIn(People.Alice)).GetProperty("user").ValueKind);
        var tab = await page.Context.NewPageAsync();
        await new SinglePageApp(other, tab).SignIn(People.Alice);

        await page.WaitForFunctionAsync("window.app.unchanged >= 3");
        Assert.False((await app.State()).GetProperty("signedOut").GetBoolean());
        await tab.GotoAsync(other.At("/logout").ToString(), new() { WaitUntil = WaitUntilState.Commit });

        await page.WaitForFunctionAsync("window.app.signedOut");
        Assert.Equal("login_required", await app.Silent());
        await page.Context.CloseAsync();
    }

    internal static string Frame(Scene scene) => new Uri(scene.Issuer, "/connect/checksession").ToString();
}
