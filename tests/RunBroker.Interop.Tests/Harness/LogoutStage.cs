using System.Net;

namespace RunBroker.Interop.Tests.Harness;

/// <summary>One broker, one oidc-provider and the apps of one tenant, for tests of who is told: each test takes a person of its own.</summary>
public sealed class LogoutStage : IAsyncLifetime
{
    private readonly Queue<Person> people = new(People.Crowd(30));

    internal Scene Scene { get; private set; } = null!;

    /// <summary>Told by the back channel.</summary>
    internal NodePeer Backchannel { get; private set; } = null!;

    /// <summary>Told in a frame.</summary>
    internal NodePeer Framed { get; private set; } = null!;

    /// <summary>Told both ways; a public client, and its tokens are ES256.</summary>
    internal NodePeer Both { get; private set; } = null!;

    /// <summary>Told by the back channel, with <see cref="Meddler"/> before it.</summary>
    internal NodePeer Behind { get; private set; } = null!;

    internal Meddler Meddler { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Scene = await Scene.Start([.. people]);
        Backchannel = await Scene.AddApp(backchannel: "/backchannel");
        Framed = await Scene.AddApp(frames: true);
        Both = await Scene.AddApp(confidential: false, frames: true, backchannel: "/backchannel", alg: "ES256");
        Meddler = await Meddler.Start();
        Behind = await Scene.AddApp(backchannel: Meddler.Address);
        Meddler.App = Behind.Address;
    }

    /// <summary>Somebody who has never been here.</summary>
    internal Person Somebody()
    {
        (Meddler.Change, Meddler.LosesAnswers) = (null, false);
        return people.Dequeue();
    }

    internal async Task<SignedIn> SignIn(ScriptedBrowser browser, NodePeer app) => SignedIn.Read(await browser.Visit(app.At("/login")), Scene);

    /// <summary>The person's only receipt, once no app waits for another attempt.</summary>
    internal Task<Receipt> Settled(SignedIn person) => When(person, r => r.Legs.All(l => l.State != "pending"));

    internal Task<Receipt> When(SignedIn person, Func<Receipt, bool> holds) => Receipt.When(Scene.Management, Scene.Tenant, person.Subject, holds);

    /// <summary>Nothing of the session is left in this browser at the app: its own session, its tokens, the broker's session.</summary>
    internal async Task IsOut(ScriptedBrowser browser, NodePeer app, SignedIn before)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.Visit(app.At("/me"))).Status);
        using var http = Wire.Client();
        using var form = new FormUrlEncodedContent([new("token", before.RefreshToken)]);
        using var refreshed = await http.PostAsync(app.At("/refresh-with"), form, TestContext.Current.CancellationToken);
        Assert.Contains("invalid_grant", await refreshed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var asked = new HttpRequestMessage(HttpMethod.Get, new Uri(Scene.Issuer, "/connect/userinfo"));
        asked.Headers.Authorization = new("Bearer", before.Tokens.GetProperty("access_token").GetString());
        using var userinfo = await http.SendAsync(asked, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, userinfo.StatusCode);
        Assert.Equal("login_required", SignedIn.Refused(await browser.Visit(app.At("/login?prompt=none"))));
    }

    public async ValueTask DisposeAsync()
    {
        if (Meddler is not null)
            await Meddler.DisposeAsync();
        if (Scene is not null)
            await Scene.DisposeAsync();
    }
}
