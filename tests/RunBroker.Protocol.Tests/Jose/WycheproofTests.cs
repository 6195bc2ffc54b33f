using System.Text.Json;
using RunBroker.Protocol.Jose;

namespace RunBroker.Protocol.Tests.Jose;

/// <summary>Every vector of tests/vectors/wycheproof, with the widest policy there can be.</summary>
public sealed class WycheproofTests
{
    private static readonly JwsPolicy Everything = new([.. JwsAlgorithm.All.Select(a => a.Name)], default);

    /// <summary>Valid vectors that are refused for something else than their algorithm, and why that is right here.</summary>
    private static readonly Dictionary<string, string> Exceptions = new(StringComparer.Ordinal)
    {
        ["json_web_signature 346"] = "the key says PS256, the header PS384: the key decides (O-060)",
        ["json_web_signature 347"] = "the key says ES521, which is no algorithm",
        ["json_web_signature 350"] = "as 346",
        ["json_web_signature 351"] = "as 347",
        ["json_web_signature 372"] = "a question mark inside the base64url of the header (O-064); HS256 besides",
    };

    [Theory]
    [InlineData("json_web_signature", 32, 9, 355)]
    [InlineData("json_web_encryption", 21, 44, 74)]
    [InlineData("json_web_key", 1, 4, 21)]
    [InlineData("json_web_crypto", 2, 4, 77)]
    [Spec("O-060"), Spec("O-062"), Spec("O-064"), Spec("O-066"), Spec("O-067"), Spec("O-068")]
    public void Every_vector_comes_out_as_it_should(string file, int accepted, int refusedForTheirAlgorithm, int invalid)
    {
        var json = Vectors.Wycheproof(file + "_test.json");
        var wrong = new List<string>();
        var counted = (Accepted: 0, Algorithm: 0, Invalid: 0, Exceptions: 0);
        foreach (var group in json.GetProperty("testGroups").EnumerateArray())
        {
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                var name = $"{file} {test.GetProperty("tcId").GetInt32()}";
                switch (test.GetProperty("result").GetString(), Run(group, test))
                {
                    case ("valid", null): counted.Accepted++; break;
                    case ("valid", _) when Exceptions.ContainsKey(name): counted.Exceptions++; break;
                    case ("valid", JoseReason.AlgorithmNotAllowed): counted.Algorithm++; break;
                    case ("invalid", not null): counted.Invalid++; break;
                    case var (expected, got):
                        wrong.Add($"{name} {test.GetProperty("comment").GetString()}: {expected}, got {got?.ToString() ?? "accepted"}"); break;
                }
            }
        }

        Assert.Empty(wrong);
        Assert.Equal((accepted, refusedForTheirAlgorithm, invalid), (counted.Accepted, counted.Algorithm, counted.Invalid));
        Assert.Equal(Exceptions.Keys.Count(k => k.StartsWith(file + " ", StringComparison.Ordinal)), counted.Exceptions);
        Assert.Equal(json.GetProperty("numberOfTests").GetInt32(), accepted + refusedForTheirAlgorithm + invalid + counted.Exceptions);
    }

    /// <summary>Null when accepted.</summary>
    private static JoseReason? Run(JsonElement group, JsonElement test) =>
        test.TryGetProperty("jwe", out var jwe) ? Decrypt(group, test, Text(jwe)) : Verify(group, Text(test.GetProperty("jws")));

    private static JoseReason? Verify(JsonElement group, string token)
    {
        var published = group.TryGetProperty("public", out var key) ? key : group.GetProperty("private");
        var keys = published.TryGetProperty("keys", out _) ? Vectors.Set(published.GetRawText()) : Vectors.Set(published);
        return Jws.Verify(token, keys, Everything) is JwsResult.Refused { Why.Reason: var reason } ? reason : null;
    }

    private static JoseReason? Decrypt(JsonElement group, JsonElement test, string token)
    {
        var result = Jwe.Decrypt(token, Vectors.DecryptionKeys(group.GetProperty("private")));
        if (result is not JweResult.Decrypted decrypted)
            return Vectors.Reason(result);
        if (test.TryGetProperty("pt", out var plaintext))
            Assert.Equal(plaintext.GetString(), Convert.ToHexStringLower(decrypted.Plaintext.Span));
        return null;
    }

    private static string Text(JsonElement token) => token.ValueKind == JsonValueKind.String ? token.GetString()! : token.GetRawText();
}
