namespace RunBroker.Bench;

/// <summary>Microseconds of the floor's processor time for one request of each kind, under the same load as the broker's.</summary>
internal static class FloorPart
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

    public static IReadOnlyDictionary<string, double> Measure(Options options)
    {
        var port = BrokerProcess.FreePort();
        using var upstream = new StubServer(static _ => new(200, $$"""{"access_token":"x","id_token":"{{new string('y', 900)}}","token_type":"Bearer"}"""));
        using var folder = new Temporary();
        using var floor = new Server(
            Path.Combine(folder.Path, "floor.log"), new Dictionary<string, string>(),
            ["dotnet", typeof(FloorPart).Assembly.Location, "floor", "--urls", $"http://127.0.0.1:{port}", "--oidc-issuer", $"{upstream.Origin}/token"]);
        HttpConnection[] clients = [.. Enumerable.Range(0, options.Clients).Select(_ => new HttpConnection(port))];
        try
        {
            floor.WaitFor(port, "/get");
            var turns = new Turns<(string Name, Action<HttpConnection> Ask), double>(
                Kinds, (kind, longest) => Run(kind.Ask, clients, floor.Pid, longest), static cpu => cpu, TimeSpan.FromSeconds(0.5));
            turns.WarmUp(most: 6);
            return turns.Measure(5, TimeSpan.FromSeconds(0.4), static (_, _, _) => { })
                .ToDictionary(static m => m.Key.Name, static m => Results.Median(m.Value));
        }
        finally
        {
            foreach (var client in clients)
                client.Dispose();
        }
    }

    private static double Run(Action<HttpConnection> ask, HttpConnection[] clients, int pid, TimeSpan longest)
    {
        var before = CpuTime.Of(pid);
        var run = ClosedLoop.Run(clients.Length, int.MaxValue, longest, (c, _) => ask(clients[c]));
        if (run.Errors > 0)
            throw new BenchFault($"the floor: {run.FirstError}");
        return CpuTime.Between(before, CpuTime.Of(pid)).Total * 1e6 / run.Operations;
    }
}
