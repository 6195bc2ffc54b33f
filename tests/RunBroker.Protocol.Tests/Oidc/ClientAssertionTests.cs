using System.Text;
using System.Text.Json.Nodes;
using RunBroker.Protocol.Jose;
using RunBroker.Protocol.Oidc;

namespace RunBroker.Protocol.Tests.Oidc;

/// <summary>One good assertion with one part broken (RFC 7523 section 3, security.md O-033, O-035, D7).</summary>
[Spec("RFC7523-3"), Spec("O-033"), Spec("O-035")]
public sealed class ClientAssertionTests : IDisposable
{
    private const string Issuer = "https://broker.example";
    private const string TokenEndpoint = "https://broker.example/connect/token";
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    private readonly SigningKey key = SigningKey.Create("ES256");
    private readonly AppTrust app;

    public ClientAssertionTests() => app = Apps.Confidential with { AuthMethod = ClientAuthMethod.PrivateKeyJwt, Keys = JwkSet.Of(key.PublicKey) };

    public void Dispose() => key.Dispose();

    [Fact]
    public void A_good_assertion_is_accepted_and_its_jti_to_be_remembered()
    {
        var accepted = Assert.IsType<ClientAuthResult.Accepted>(Check(_ => { }));
        Assert.Equal(("j", Now.AddSeconds(120)), (accepted.Jti, accepted.JtiUntil));
    }

    [Theory]
    [InlineData("iss", null), InlineData("iss", "\"other\""), InlineData("sub", "\"other\""), InlineData("aud", null), InlineData("aud", "\"https://broker.example/\"")]
    [InlineData("aud", "\"https://other.example\""), InlineData("aud", "[\"https://broker.example\"]"), InlineData("aud", "[\"https://broker.example\",\"https://other.example\"]")]
    [InlineData("aud", "\"https://broker.example/connect/token\""), InlineData("aud", "\"https://broker.example/connect/par\""), InlineData("aud", "[]"), InlineData("aud", "7")]
    [InlineData("exp", null), InlineData("exp", "1799999940"), InlineData("exp", "1799999700"), InlineData("exp", "1800000361"), InlineData("exp", "\"1800000060\"")]
    [InlineData("exp", "1e99"), InlineData("nbf", "1800000061"), InlineData("nbf", "\"x\""), InlineData("iat", "1800000061"), InlineData("iat", "null")]
    [InlineData("jti", null), InlineData("jti", "\"\""), InlineData("jti", "7"), InlineData("jti", "null")]
    public void One_claim_broken_is_refused(string name, string? json) => Assert.IsType<ClientAuthResult.Refused>(Check(claims => Set(claims, name, json)));

    [Theory]
    [InlineData("nbf", "1800000008"), InlineData("nbf", "1800000060"), InlineData("iat", "1800000008"), InlineData("iat", null), InlineData("nbf", null)]
    [InlineData("exp", "1799999941"), InlineData("exp", "1800000360"), InlineData("more", "{}")]
    public void What_a_clock_or_a_library_may_differ_in_is_accepted(string name, string? json) =>
        Assert.IsType<ClientAuthResult.Accepted>(Check(claims => Set(claims, name, json)));

    [Fact]
    public void A_jti_longer_than_256_characters_is_refused()
    {
        Assert.IsType<ClientAuthResult.Accepted>(Check(c => c["jti"] = new string('j', 256)));
        Assert.IsType<ClientAuthResult.Refused>(Check(c => c["jti"] = new string('j', 257)));
    }

    [Theory]
    [Spec("D7")]
    [InlineData("\"https://broker.example\"", true), InlineData("\"https://broker.example/connect/token\"", true)]
    [InlineData("[\"https://broker.example/connect/token\"]", true), InlineData("[\"https://broker.example\",\"https://broker.example/connect/token\"]", true)]
    [InlineData("[\"https://broker.example/connect/token\",\"https://other.example\"]", false), InlineData("[]", false), InlineData("\"https://broker.example/connect/par\"", false)]
    public void An_app_weakened_so_may_name_the_token_endpoint_and_no_stranger(string audience, bool good) =>
        Assert.Equal(good, Check(c => Set(c, "aud", audience), app with { DangerTokenEndpointAudience = true }) is ClientAuthResult.Accepted);

    [Theory]
    [InlineData(null, true), InlineData("JWT", true), InlineData("client-authentication+jwt", true), InlineData("at+jwt", false), InlineData("logout+jwt", false)]
    public void Its_typ_is_none_or_says_what_it_is(string? typ, bool good) => Assert.Equal(good, Check(_ => { }, typ: typ) is ClientAuthResult.Accepted);

    [Fact]
    public void Another_key_a_broken_signature_and_no_keys_are_refused()
    {
        using var other = SigningKey.Create("ES256");
        Assert.IsType<ClientAuthResult.Refused>(Check(_ => { }, app with { Keys = JwkSet.Of(other.PublicKey) }));
        Assert.IsType<ClientAuthResult.Refused>(Check(_ => { }, app with { Keys = null }));
        Assert.IsType<ClientAuthResult.Refused>(Check(_ => { }, app with { Keys = JwkSet.Of() }));
        var none = $"{Base64Url.Encode("{\"alg\":\"none\"}"u8)}.{Base64Url.Encode(Encoding.UTF8.GetBytes(Claims().ToJsonString()))}.";
        Assert.IsType<ClientAuthResult.Refused>(ClientAuth.Check(new ClientCredentials.Assertion("app", none), app, Issuer, TokenEndpoint, Now));
    }

    [Fact]
    public void An_app_registered_for_a_secret_cannot_use_one() =>
        Assert.IsType<ClientAuthResult.Refused>(Check(_ => { }, app with { AuthMethod = ClientAuthMethod.ClientSecretBasic }));

    [Fact]
    public void Printing_it_does_not_show_it() => Assert.Equal("Assertion of app", new ClientCredentials.Assertion("app", "eyJ").ToString());

    private static JsonObject Claims() => new()
    {
        ["iss"] = "app",
        ["sub"] = "app",
        ["aud"] = Issuer,
        ["exp"] = Now.ToUnixTimeSeconds() + 60,
        ["iat"] = Now.ToUnixTimeSeconds(),
        ["jti"] = "j",
    };

    private static void Set(JsonObject claims, string name, string? json)
    {
        claims.Remove(name);
        if (json is not null)
            claims[name] = JsonNode.Parse(json);
    }

    private ClientAuthResult Check(Action<JsonObject> edit, AppTrust? trust = null, string? typ = null)
    {
        var claims = Claims();
        edit(claims);
        var jwt = Jws.Sign(key, typ, Encoding.UTF8.GetBytes(claims.ToJsonString()));
        return ClientAuth.Check(new ClientCredentials.Assertion("app", jwt), trust ?? app, Issuer, TokenEndpoint, Now);
    }
}
