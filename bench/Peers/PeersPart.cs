using System.Text.Json.Nodes;

namespace RunBroker.Bench;

/// <summary>bench peers: programs of others beside ours, the same driver, in turns, each alone on core 0 while it is asked.</summary>
internal static class PeersPart
{
    private const string Ours = "RunBroker";
    private const string Scope = "openid profile email offline_access api";

    public static async Task Run(Options options, Results results)
    {
        await using var bed = await Bed.Make(options);
        await using var store = await Store.Make(options.Postgres);
        using var rs = new Peer("oidc-provider.mjs", "/.well-known/openid-configuration", ("ALG", "RS256"));
        using var es = new Peer("oidc-provider.mjs", "/.well-known/openid-configuration", ("ALG", "ES256"));
        using var folder = new Temporary();
        var metadata = Path.Combine(folder.Path, "metadata.xml");
        await File.WriteAllTextAsync(metadata, bed.Site.Saml.Metadata);
        using var jackson = new Peer("saml-jackson.mjs", "/get", [("METADATA", metadata), .. store.Postgres is { } there ? [("POSTGRES", Peer.PostgresUrl(there))] : (ReadOnlySpan<(string, string)>)[]]);
        using var rsCheck = Check(rs);
        using var esCheck = Check(es);
        PeerClient[] atRs = Clients(options, () => new(rs.Port, new("web", "secret", UpstreamKind.Oidc, "RS256", false), rsCheck));
        PeerClient[] atEs = Clients(options, () => new(es.Port, new("web", "secret", UpstreamKind.Oidc, "ES256", false), esCheck));
        PeerClient[] atJackson = Clients(options, () => new(jackson.Port, new("tenant=acme&product=app", "secret", UpstreamKind.Saml, "RS256", false), null));
        Contest[] contests =
        [
            OfOurs(bed, "silent RS256"), new("silent RS256", "oidc-provider", rs.Pid, options.Clients, (c, _) => atRs[c].Silent(Scope)),
            OfOurs(bed, "silent ES256"), new("silent ES256", "oidc-provider", es.Pid, options.Clients, (c, _) => atEs[c].Silent(Scope)),
            OfOurs(bed, "saml RS256"), new("saml RS256", "saml-jackson", jackson.Pid, options.Clients, (c, i) => atJackson[c].Saml(bed.Site.Saml, i)),
        ];
        var turns = new Turns<Contest, (double Cpu, double Store)>(contests, (contest, longest) => contest.Run(longest, options.StorePid), static s => s.Cpu, options.Gap);
        var warmUp = turns.WarmUp(most: 12);
        var samples = turns.Measure(Math.Max(5, options.Rounds), options.Run, static (_, _, _) => { });
        Print(contests, samples, options, results);
        Console.WriteLine($"\n{warmUp}.");
        foreach (var client in (IEnumerable<PeerClient>)[.. atRs, .. atEs, .. atJackson])
            client.Dispose();
        await bed.BeCorrect();
    }

    private static void Print(Contest[] contests, IReadOnlyDictionary<Contest, List<(double Cpu, double Store)>> samples, Options options, Results results)
    {
        var grid = new Grid("scenario", "server", "CPU µs", "store µs", "ours is");
        foreach (var pair in contests.Chunk(2))
        {
            var (ours, theirs) = (samples[pair[0]], samples[pair[1]]);
            var share = Results.Median(ours.Zip(theirs, static (mine, its) => (mine.Cpu + mine.Store) / (its.Cpu + its.Store)));
            Row(pair[0], ours, "");
            Row(pair[1], theirs, Grid.Number(share) + " of it");
            if (pair[0].Scenario != "saml RS256")
                results.Found($"peer {pair[0].Scenario}", options.Postgres is null ? share : double.NaN);
            else if (options.Postgres is null)
                results.Found("peer saml", share);
            else if (options.StorePid is not null)
                results.Found("peer saml postgres", share);
        }

        grid.Print($"Beside others ({(options.Postgres is null ? "ours on SQLite, theirs in memory" : "ours and saml-jackson on PostgreSQL, oidc-provider in memory")})");
        results.Part("peers", new JsonArray([.. samples.Select(static s => new JsonObject
        {
            ["scenario"] = s.Key.Scenario,
            ["server"] = s.Key.Name,
            ["cpu_us"] = new JsonArray([.. s.Value.Select(static v => (JsonNode)v.Cpu)]),
            ["store_us"] = new JsonArray([.. s.Value.Select(static v => (JsonNode)v.Store)]),
        })]));

        void Row(Contest contest, List<(double Cpu, double Store)> its, string share) => grid.Add(
            contest.Scenario, contest.Name, Grid.Number(Results.Median(its.Select(static s => s.Cpu))),
            Results.Median(its.Select(static s => s.Store)) is > 0 and var stored ? Grid.Number(stored) : "", share);
    }

    private static Contest OfOurs(Bed bed, string key)
    {
        var scenario = ScenarioTable.All.Single(s => s.Key == key);
        return new(key, Ours, bed.Pid, bed.Crew.Count, (c, i) => scenario.Do(bed.Crew.Of(scenario, c), i, null));
    }

    private static PeerClient[] Clients(Options options, Func<PeerClient> made) => [.. Enumerable.Range(0, options.Clients).Select(_ => made())];

    private static TokenCheck Check(Peer peer) => new($"http://127.0.0.1:{peer.Port}", () => Jwks(peer), every: 50);

    private static ReadOnlyMemory<byte> Jwks(Peer peer)
    {
        using var http = new HttpConnection(peer.Port);
        return http.Get("/jwks").Expect(200, "jwks").Body.ToArray();
    }
}
