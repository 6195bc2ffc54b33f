using System.Text;
using RunBroker.Protocol.Jose;

namespace RunBroker.Protocol.Tests.Jose;

/// <summary>Which key may verify which token (O-062).</summary>
public sealed class JwsKeyTests : IDisposable
{
    private readonly SigningKey _ours = SigningKey.Create("ES256");
    private readonly SigningKey _attacker = SigningKey.Create("ES256");
    private readonly JwsPolicy _policy = new(["ES256"], default);

    [Theory, InlineData("jku", "\"https://attacker.example/keys\""), InlineData("x5u", "\"file:///etc/passwd\"")]
    [InlineData("x5c", "[\"MIIB\"]"), InlineData("jwk", "7")]
    [Spec("O-062"), Spec("RFC8725-3.10")]
    public void Keys_and_addresses_in_the_header_are_not_read(string name, string value)
    {
        var header = $$"""{"alg":"ES256","{{name}}":{{value}}}""";
        Assert.IsType<JwsResult.Verified>(Jws.Verify(Forge.Jws(_ours, header), JwkSet.Of(_ours.PublicKey), _policy));
        Assert.Equal(JoseReason.BadSignature,
            Vectors.Reason(Jws.Verify(Forge.Jws(_attacker, header), JwkSet.Of(_ours.PublicKey), _policy)));
    }

    [Fact, Spec("O-062")]
    public void A_key_that_the_attacker_puts_into_the_header_verifies_nothing()
    {
        var header = $$"""{"alg":"ES256","kid":"{{_ours.Kid}}","jwk":{{Published(_attacker, null)}}}""";
        Assert.Equal(JoseReason.BadSignature,
            Vectors.Reason(Jws.Verify(Forge.Jws(_attacker, header), JwkSet.Of(_ours.PublicKey), _policy)));
    }

    [Theory, InlineData("../../etc/passwd"), InlineData("1' or '1'='1"), InlineData("é/\u0007"), InlineData("")]
    [Spec("O-062")]
    public void A_kid_is_an_opaque_string_compared_exactly(string kid)
    {
        var keys = Vectors.Set($$"""{"keys":[{{Published(_ours, kid)}}]}""");
        Assert.True(keys.Knows(kid));
        Assert.IsType<JwsResult.Verified>(Jws.Verify(WithKid(_ours, kid), keys, _policy));
        Assert.Equal(JoseReason.NoMatchingKey, Vectors.Reason(Jws.Verify(WithKid(_ours, kid + "x"), keys, _policy)));
        Assert.Equal(JoseReason.NoMatchingKey, Vectors.Reason(Jws.Verify(WithKid(_ours, "X" + kid.ToUpperInvariant()), keys, _policy)));
    }

    [Fact, Spec("O-062")]
    public void A_kid_of_256_characters_passes_and_one_more_is_refused()
    {
        var kid = new string('k', 256);
        var keys = Vectors.Set($$"""{"keys":[{{Published(_ours, kid)}},{{Published(_ours, kid + "k")}}]}""");
        Assert.IsType<JwsResult.Verified>(Jws.Verify(WithKid(_ours, kid), keys, _policy));
        Assert.Equal(JoseReason.TooLarge, Vectors.Reason(Jws.Verify(WithKid(_ours, kid + "k"), keys, _policy)));
        Assert.Equal(JoseReason.TooLarge, Assert.Single(keys.LeftOut).Why.Reason);
    }

    [Fact, Spec("O-062"), Spec("RFC7517-4.5")]
    public void Of_two_keys_with_one_kid_each_is_tried()
    {
        var keys = Vectors.Set($$"""{"keys":[{{Published(_attacker, "k")}},{{Published(_ours, "k")}}]}""");
        Assert.IsType<JwsResult.Verified>(Jws.Verify(WithKid(_ours, "k"), keys, _policy));
        Assert.IsType<JwsResult.Verified>(Jws.Verify(WithKid(_attacker, "k"), keys, _policy));
        using var third = SigningKey.Create("ES256");
        Assert.Equal(JoseReason.BadSignature, Vectors.Reason(Jws.Verify(WithKid(third, "k"), keys, _policy)));
    }

    [Fact]
    public void Without_a_kid_each_fitting_key_is_tried()
    {
        using var other = SigningKey.Create("ES384");
        var token = Forge.Jws(_ours, """{"alg":"ES256"}""");
        Assert.IsType<JwsResult.Verified>(Jws.Verify(token, JwkSet.Of(other.PublicKey, _attacker.PublicKey, _ours.PublicKey), _policy));
        Assert.Equal(JoseReason.BadSignature, Vectors.Reason(Jws.Verify(token, JwkSet.Of(other.PublicKey, _attacker.PublicKey), _policy)));
        Assert.Equal(JoseReason.NoMatchingKey, Vectors.Reason(Jws.Verify(token, JwkSet.Of(other.PublicKey), _policy)));
        Assert.Equal(JoseReason.NoMatchingKey, Vectors.Reason(Jws.Verify(token, JwkSet.Of(), _policy)));
    }

    [Fact]
    public void A_key_for_encrypting_verifies_nothing_even_in_a_set_of_our_own()
    {
        using var decryption = DecryptionKey.FromPkcs8("ECDH-ES", _ours.ExportPkcs8());
        Assert.Equal(JoseReason.NoMatchingKey,
            Vectors.Reason(Jws.Verify(Forge.Jws(_ours, """{"alg":"ES256"}"""), JwkSet.Of(decryption.PublicKey), _policy)));
    }

    [Fact, Spec("RFC9449-4.3")]
    public void A_proof_verifies_by_the_key_in_its_header()
    {
        var header = $$"""{"alg":"ES256","typ":"dpop+jwt","jwk":{{Published(_attacker, null)}}}""";
        var policy = _policy with { Types = ["dpop+jwt"] };
        Assert.IsType<JwsResult.Verified>(Jws.VerifyByEmbeddedKey(Forge.Jws(_attacker, header), policy, out var key));
        Assert.Equal(_attacker.Kid, key!.Thumbprint());
        Assert.Equal(JoseReason.BadSignature, Vectors.Reason(Jws.VerifyByEmbeddedKey(Forge.Jws(_ours, header), policy, out key)));
        Assert.Null(key);
    }

    [Theory]
    [InlineData("""{"kty":"oct","k":"AAAA"}""", JoseReason.WeakKey), InlineData("7", JoseReason.WeakKey)]
    [InlineData(null, JoseReason.NoMatchingKey)]
    [Spec("RFC9449-4.3")]
    public void A_proof_without_a_sound_public_key_is_refused(string? jwk, JoseReason reason)
    {
        var header = jwk is null ? """{"alg":"ES256"}""" : $$"""{"alg":"ES256","jwk":{{jwk}}}""";
        Assert.Equal(reason, Vectors.Reason(Jws.VerifyByEmbeddedKey(Forge.Jws(_ours, header), _policy, out var key)));
        Assert.Null(key);
    }

    [Fact, Spec("RFC9449-4.3")]
    public void A_proof_that_carries_its_private_key_or_one_for_another_algorithm_is_refused()
    {
        var withPrivate = Published(_ours, null).Replace("\"kty\"", "\"d\":\"AAAA\",\"kty\"", StringComparison.Ordinal);
        Assert.Equal(JoseReason.WeakKey,
            Vectors.Reason(Jws.VerifyByEmbeddedKey(Forge.Jws(_ours, $$"""{"alg":"ES256","jwk":{{withPrivate}}}"""), _policy, out _)));
        using var rsa = SigningKey.Create("RS256");
        Assert.Equal(JoseReason.NoMatchingKey,
            Vectors.Reason(Jws.VerifyByEmbeddedKey(Forge.Jws(_ours, $$"""{"alg":"ES256","jwk":{{Published(rsa, null)}}}"""), _policy, out _)));
    }

    private static string WithKid(SigningKey key, string kid) =>
        Forge.Jws(key, $$"""{"alg":"ES256","kid":{{System.Text.Json.JsonSerializer.Serialize(kid)}}}""");

    // The published key as JSON under a kid of the test's choice.
    private static string Published(SigningKey key, string? kid)
    {
        var json = Encoding.UTF8.GetString(JwkSet.Of(key.PublicKey).ToJson())["{\"keys\":[".Length..^2];
        return json
            .Replace($"\"kid\":\"{key.Kid}\",", kid is null ? "" : $"\"kid\":{System.Text.Json.JsonSerializer.Serialize(kid)},", StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _ours.Dispose();
        _attacker.Dispose();
    }
}
