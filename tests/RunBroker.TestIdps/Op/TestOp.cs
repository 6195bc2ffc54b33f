using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace RunBroker.TestIdps;

/// <summary>
/// An OpenID Provider on its own Kestrel host: code flow, PKCE, refresh, userinfo, end_session, and a login page with one button per
/// person. It can be told to misbehave by <see cref="Break"/>, <see cref="BreakOnce"/> and the Edit hooks.
/// </summary>
public sealed class TestOp : IAsyncDisposable
{
    private readonly Lock gate = new();
    private ImmutableArray<TestKey> keys;
    private int keyCount;
    private LoopbackHost? host;

    private TestOp(TestOpOptions options)
    {
        Options = options;
        keys = [TestKey.For(options.SigningAlg, NextKid())];
    }

    public TestOpOptions Options { get; }
    public int Port => Host.Port;
    /// <summary>Scheme, host and port, without a final slash.</summary>
    public string Origin => $"http://{Options.HostName}:{Port}";
    /// <summary>The issuer; in Entra mode the template with <c>{tenantid}</c> in it.</summary>
    public string Issuer => Origin + (Options.Entra ? "/{tenantid}/v2.0" : Options.Path);
    /// <summary>Entra mode: where to discover, for <c>common</c>, <c>organizations</c> or a tenant id.</summary>
    public string Authority(string tenant) => Issuer.Replace("{tenantid}", tenant, StringComparison.Ordinal);

    public IList<TestOpClient> Clients { get; } = [];
    public IList<TestUser> Users { get; } = [];
    /// <summary>
    /// Login of the person who signs in at once, without a page, under <c>prompt=none</c> too; null shows the login page.
    /// A login_hint that names a user (login or e-mail) wins.
    /// </summary>
    public string? SignInAs { get; set; }
    /// <summary>Adds a <c>session_expiry</c> claim, this long after the sign-in.</summary>
    public TimeSpan? SessionExpiry { get; set; }
    /// <summary>A <c>sid</c> claim in ID tokens.</summary>
    public bool SendsSid { get; set; } = true;

    public Action<JsonObject, JsonObject>? EditIdToken { get; set; }
    public Action<JsonObject>? EditDiscovery { get; set; }
    public Action<JsonObject>? EditJwks { get; set; }
    public Action<JsonObject>? EditUserInfo { get; set; }
    public Action<JsonObject>? EditTokenResponse { get; set; }

    /// <summary>Everything received, in order, also what was refused.</summary>
    public ImmutableArray<RecordedRequest> Requests => Host.Requests;
    /// <summary>Requests whose path ends so: <c>RequestsTo("/token")</c>.</summary>
    public ImmutableArray<RecordedRequest> RequestsTo(string pathEnd) =>
        [.. Host.Requests.Where(r => r.Path.EndsWith(pathEnd, StringComparison.Ordinal))];
    public void ForgetRequests() => Host.Forget();

    /// <summary>Misbehaves from now on, until <see cref="Mend"/>.</summary>
    public void Break(params IEnumerable<TestOpFault> faults)
    {
        foreach (var fault in faults) Faults.Add(fault, once: false);
    }

    /// <summary>Misbehaves in the next answer that the fault touches, then never again.</summary>
    public void BreakOnce(params IEnumerable<TestOpFault> faults)
    {
        foreach (var fault in faults) Faults.Add(fault, once: true);
    }

    /// <summary>Ends every fault; the Edit hooks stay.</summary>
    public void Mend() => Faults.Clear();

    /// <summary>The published signing keys, the newest first.</summary>
    public ImmutableArray<TestKey> Keys { get { lock (gate) return keys; } }

    /// <summary>New signing keys of the same kinds. Without <paramref name="keepOld"/> the old ones are no longer published.</summary>
    public void RotateKeys(bool keepOld)
    {
        lock (gate)
        {
            var old = keys;
            ImmutableArray<TestKey> fresh = [.. old.Select(k => k.Fits("RS256") ? TestKey.Rsa(NextKid()) : TestKey.For(AlgOf(k), NextKid()))];
            keys = keepOld ? [.. fresh, .. old] : fresh;
        }
    }

    /// <summary>New signing keys under the names of the old ones, as of a server that lost its keys.</summary>
    public void LoseKeys()
    {
        lock (gate)
            keys = [.. keys.Select(k => k.Fits("RS256") ? TestKey.Rsa(k.Kid) : TestKey.For(AlgOf(k), k.Kid))];
    }

    /// <summary>The published key for an algorithm, made and published if there is none yet.</summary>
    public TestKey KeyFor(string alg)
    {
        lock (gate)
        {
            if (keys.FirstOrDefault(k => k.Fits(alg)) is { } key) return key;
            keys = keys.Add(TestKey.For(alg, NextKid()));
            return keys[^1];
        }
    }

    /// <summary>Whether any browser is signed in as this person.</summary>
    public bool IsSignedIn(string login) => Memory.Sessions.Values.Any(s => s.User.Login == login);

    /// <summary>Ends sessions and refresh tokens of a person, as an administrator of the provider would.</summary>
    public void Lock(string login)
    {
        foreach (var (id, session) in Memory.Sessions)
            if (session.User.Login == login) Memory.Sessions.TryRemove(id, out _);
        foreach (var (token, grant) in Memory.RefreshTokens)
            if (grant.User.Login == login) Memory.RefreshTokens.TryRemove(token, out _);
    }

    /// <summary>Sends a logout token (OIDCBCL-2.4), edited at will, and returns the receiver's status and body.</summary>
    public Task<(int Status, string Body)> SendBackchannelLogout(
        string uri, string clientId, string? sub, string? sid, Action<IdTokenDraft>? edit = null) =>
        OpLogout.Send(this, uri, clientId, sub, sid, edit);

    public static async Task<TestOp> Start(TestOpOptions? options = null)
    {
        var op = new TestOp(options ?? new());
        op.host = await LoopbackHost.Start(op.Options.Port, op.Options.Clock, app => OpRoutes.Map(app, op));
        return op;
    }

    /// <summary>Goes down as an outage would: connections are refused. Nothing is forgotten.</summary>
    public Task Stop() => Host.Stop();
    public Task StartAgain() => Host.StartAgain();
    public ValueTask DisposeAsync()
    {
        Http.Dispose();
        return Host.DisposeAsync();
    }

    internal OpMemory Memory { get; } = new();
    internal OpFaultBook Faults { get; } = new();
    internal HttpClient Http { get; } = TestHttp.Client();
    internal DateTimeOffset Now => Options.Clock.GetUtcNow();
    internal bool SendsIss => Options.SendsIss && !Options.Entra; // Entra does not know RFC 9207
    internal string SessionCookie => $"op_{Port}_session";
    private LoopbackHost Host => host ?? throw new InvalidOperationException("The OP was never started.");

    private static string AlgOf(TestKey key) => new[] { "ES256", "ES384", "ES512" }.First(key.Fits);
    private string NextKid() => $"op-key-{++keyCount}";
}
