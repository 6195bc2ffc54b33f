namespace RunBroker.Bench;

/// <summary>Microseconds of the floor's processor time for one request of each kind, under the same load as the broker's.</summary>
internal sealed class FloorPart : IDisposable
{
    private static readonly string Filler = Form.Write(("SAMLResponse", new string('A', 9600)), ("RelayState", new string('b', 80)));

    private static readonly (string Name, Action<HttpConnection> Ask)[] Kinds =
    [
        ("get", static http => http.Get("/get").Expect(200, "floor")),
        ("get-redirect", static http => http.Get("/get-redirect?state=0123456789&code_challenge=0123456789012345678901234567890123456789012").Expect(302, "floor")),
        ("post", static http => http.Post("/post", "", "grant_type=authorization_code&code=01234567890123456789012345&code_verifier=01234567890123456789012345678901234567890123").Expect(200, "floor")),
        ("post-10k", static http => http.Post("/post-10k", "", Filler).Expect(302, "floor")),
        ("relay", static http => http.Get("/relay").Expect(302, "floor")),
    ];

    private readonly StubServer upstream = new(static _ => new(200, $$"""{"access_token":"x","id_token":"{{new string('y', 900)}}","token_type":"Bearer"}"""));
    private readonly Temporary folder = new();
    private readonly Server floor;
    private readonly HttpConnection[] clients;
    private readonly Turns<(string Name, Action<HttpConnection> Ask), double> turns;
    private readonly Dictionary<string, List<double>> taken = Kinds.ToDictionary(static k => k.Name, static _ => new List<double>());

    /// <summary>Starts the floor and warms it up.</summary>
    public FloorPart(Options options)
    {
        var port = BrokerProcess.FreePort();
        floor = new(
            Path.Combine(folder.Path, "floor.log"), new Dictionary<string, string>(),
            ["dotnet", typeof(FloorPart).Assembly.Location, "floor", "--urls", $"http://127.0.0.1:{port}", "--oidc-issuer", $"{upstream.Origin}/token"]);
        clients = [.. Enumerable.Range(0, options.Clients).Select(_ => new HttpConnection(port))];
        turns = new(Kinds, (kind, longest) => Run(kind.Ask, longest), static cpu => cpu, TimeSpan.FromSeconds(0.5));
        floor.WaitFor(port, "/get");
        turns.WarmUp(most: 6);
    }

    /// <summary>Medians of all rounds so far.</summary>
    public IReadOnlyDictionary<string, double> Measured => taken.ToDictionary(static t => t.Key, static t => Results.Median(t.Value));

    public void Round() => turns.Measure(1, TimeSpan.FromSeconds(0.3), (kind, _, cpu) => taken[kind.Name].Add(cpu));

    public void Dispose()
    {
        foreach (var client in clients)
            client.Dispose();
        floor.Dispose();
        folder.Dispose();
        upstream.Dispose();
    }

    private double Run(Action<HttpConnection> ask, TimeSpan longest)
    {
        var before = CpuTime.Of(floor.Pid);
        var run = ClosedLoop.Run(clients.Length, int.MaxValue, longest, (c, _) => ask(clients[c]));
        if (run.Errors > 0)
            throw new BenchFault($"the floor: {run.FirstError}");
        return CpuTime.Between(before, CpuTime.Of(floor.Pid)).Total * 1e6 / run.Operations;
    }
}
