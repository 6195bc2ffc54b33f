using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using RunBroker.Protocol.Jose;
using RunBroker.Storage.Secrets;

namespace RunBroker.Bench;

/// <summary>bench micro: what can be timed without HTTP: the check of a SAML response beside other ways, a JWT, an id.</summary>
internal static class MicroPart
{
    public static void Run(Results results, int rounds)
    {
        Progress.Say("micro");
        using var signed = new SignedResponse();
        var pairs = Pairs.Run(rounds, signed.Works);
        Table.Print($"A signed response of {signed.Kilobytes:0.0} KB (assertion, RSA-2048)", pairs);
        results.Found("saml check of floor", Share(pairs[0], pairs[2]));
        results.Found("saml check of SignedXml", Share(pairs[0], pairs[1]));
        using var encrypted = new EncryptedResponse();
        var others = Pairs.Run(rounds, encrypted.Works);
        Table.Print($"An encrypted response of {encrypted.Kilobytes:0.0} KB (AES-256-GCM for RSA-3072, assertion signed, RSA-2048)", others);
        using var rs = SigningKey.Create("RS256");
        using var es = SigningKey.Create("ES256");
        var small = Pairs.Run(rounds, Small(rs, es));
        var grid = new Grid("what", "CPU µs", "allocated bytes");
        foreach (var one in small)
            grid.Add(one.Name, Grid.Number(Results.Median(one.Cpu)), Grid.Number(one.Allocated));
        grid.Print("Small ones");
        results.Part("micro", new JsonArray(
            [.. pairs.Concat(others).Concat(small).Select(static m => new JsonObject { ["what"] = m.Name, ["cpu_us"] = Results.Median(m.Cpu), ["allocated_bytes"] = m.Allocated })]));
    }

    private static Work[] Small(SigningKey rs, SigningKey es)
    {
        var payload = Encoding.UTF8.GetBytes($$"""{"iss":"http://127.0.0.1:5000","sub":"usr_0123456789","pad":"{{new string('a', 400)}}"}""");
        var keys = JwkSet.Of(rs.PublicKey, es.PublicKey);
        var policy = new JwsPolicy(["RS256", "ES256"], ["JWT"]);
        var (byRs, byEs) = (Jws.Sign(rs, "JWT", payload), Jws.Sign(es, "JWT", payload));
        var token = RandomToken.Create("");
        return
        [
            new("a JWT signed, RS256", () => Jws.Sign(rs, "JWT", payload)),
            new("a JWT signed, ES256", () => Jws.Sign(es, "JWT", payload)),
            new("a JWT verified, RS256", () => Verified(byRs)),
            new("a JWT verified, ES256", () => Verified(byEs)),
            new("an id made", () => Ids.New("gra_", TimeProvider.System.GetUtcNow())),
            new("a token hashed", () => SHA256.HashData(Encoding.ASCII.GetBytes(token))),
        ];

        void Verified(string jwt)
        {
            if (Jws.Verify(jwt, keys, policy) is not JwsResult.Verified)
                throw new CryptographicException("The good token is refused.");
        }
    }

    private static double Share(Measured ours, Measured theirs) =>
        Results.Median(ours.Cpu.Zip(theirs.Cpu, static (mine, its) => mine / its));
}
