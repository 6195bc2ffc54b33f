using System.Text.Json.Nodes;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Conformance;

/// <summary>The Config OP plan.</summary>
public sealed class ConfigOpTests(Certification stage) : IClassFixture<Certification>
{
    private JsonObject Discovery => stage.Client.Provider;

    [Fact, Spec("OIDCD-3"), Spec("RFC8414-2")]
    public async Task oidcc_discovery_endpoint_verification()
    {
        var issuer = stage.Scene.Broker.Url;
        Assert.Equal(issuer, (string?)Discovery["issuer"]);
        foreach (var name in (string[])["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"])
            Assert.StartsWith(issuer + "/", (string?)Discovery[name], StringComparison.Ordinal);
        Assert.Equal(["code"], Words("response_types_supported"));
        Assert.Equal(["authorization_code", "refresh_token", "client_credentials"], Words("grant_types_supported"));
        Assert.Equal(["public"], Words("subject_types_supported"));
        Assert.Contains("openid", Words("scopes_supported"));
        Assert.Contains("RS256", Words("id_token_signing_alg_values_supported"));
        Assert.DoesNotContain("none", Words("id_token_signing_alg_values_supported"));
        Assert.DoesNotContain("none", Words("token_endpoint_auth_signing_alg_values_supported"));
        Assert.Equal(["S256"], Words("code_challenge_methods_supported"));
        Assert.Superset(new HashSet<string>(["sub", "iss", "aud", "exp", "iat", "auth_time", "email", "name"]), new HashSet<string>(Words("claims_supported")));

        var keys = await Wire.Get((string)Discovery["jwks_uri"]!);
        Assert.Equal(200, keys.Status);
        var kids = new HashSet<string?>();
        foreach (var key in keys.Json["keys"]!.AsArray().Cast<JsonObject>())
        {
            Assert.All((string[])["d", "p", "q", "dp", "dq", "qi", "k", "oth"], name => Assert.False(key.ContainsKey(name)));
            Assert.Equal("sig", (string?)key["use"]);
            Assert.True(kids.Add((string?)key["kid"]));
        }

        Assert.NotEmpty(kids);
    }

    private string[] Words(string name) => [.. Discovery[name]!.AsArray().Select(w => (string)w!)];
}
