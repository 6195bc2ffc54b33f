using System.Security.Cryptography;
using System.Text;
using RunBroker.Protocol.Jose;

namespace RunBroker.Protocol.Tests.Jose;

/// <summary>One good token, one thing broken, each with a signature that is right for what is sent.</summary>
public sealed class JwsRefusalTests : IDisposable
{
    private readonly SigningKey _key = SigningKey.Create("ES256");
    private readonly JwsPolicy _policy = new(["ES256"], default);

    [Theory]
    [InlineData("""{"alg":"none"}""", JoseReason.AlgorithmNotAllowed), InlineData("""{"alg":"nOnE"}""", JoseReason.AlgorithmNotAllowed)]
    [InlineData("""{"alg":""}""", JoseReason.AlgorithmNotAllowed), InlineData("""{"alg":"es256"}""", JoseReason.AlgorithmNotAllowed)]
    [InlineData("""{"alg":"ES256 "}""", JoseReason.AlgorithmNotAllowed), InlineData("""{"alg":"ES384"}""", JoseReason.AlgorithmNotAllowed)]
    [InlineData("{}", JoseReason.NoAlgorithm), InlineData("""{"alg":null}""", JoseReason.NoAlgorithm)]
    [InlineData("""{"alg":["ES256"]}""", JoseReason.NoAlgorithm)]
    [Spec("O-060"), Spec("RFC8725-3.1")]
    public void An_algorithm_that_the_policy_does_not_name_is_refused(string header, JoseReason reason) =>
        Assert.Equal(reason, Refused(header));

    [Fact, Spec("O-060")]
    public void An_empty_policy_refuses_everything()
    {
        var token = Jws.Sign(_key, null, "{}"u8);
        Assert.Equal(JoseReason.AlgorithmNotAllowed, Vectors.Reason(Jws.Verify(token, JwkSet.Of(_key.PublicKey), new([], default))));
        Assert.Equal(JoseReason.AlgorithmNotAllowed, Vectors.Reason(Jws.Verify(token, JwkSet.Of(_key.PublicKey), new(default, default))));
    }

    [Fact, Spec("O-060")]
    public void A_key_with_an_alg_verifies_no_other_and_one_without_what_the_policy_names()
    {
        using var rs256 = SigningKey.Create("RS256");
        using var ps256 = SigningKey.FromPkcs8("PS256", rs256.ExportPkcs8());
        var token = Jws.Sign(ps256, null, "{}"u8);
        Assert.Equal(JoseReason.NoMatchingKey,
            Vectors.Reason(Jws.Verify(token, JwkSet.Of(rs256.PublicKey), new(["RS256", "PS256"], default))));
        var withoutAlg = Vectors.Set(Encoding.UTF8.GetString(JwkSet.Of(rs256.PublicKey).ToJson())
            .Replace("\"alg\":\"RS256\",", "", StringComparison.Ordinal));
        Assert.IsType<JwsResult.Verified>(Jws.Verify(token, withoutAlg, new(["RS256", "PS256"], default)));
        Assert.Equal(JoseReason.AlgorithmNotAllowed, Vectors.Reason(Jws.Verify(token, withoutAlg, new(["RS256"], default))));
    }

    [Fact, Spec("O-061"), Spec("RFC8725-2.1")]
    public void A_public_key_is_never_the_secret_of_an_HMAC()
    {
        using var rsa = RSA.Create(2048);
        using var key = SigningKey.FromPkcs8("RS256", rsa.ExportPkcs8PrivateKey());
        var keys = JwkSet.Of(key.PublicKey);
        var signed = Base64Url.Encode("""{"alg":"HS256"}"""u8) + "." + Base64Url.Encode("{}"u8);
        byte[][] secrets =
        [
            Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()), Encoding.ASCII.GetBytes(rsa.ExportRSAPublicKeyPem()),
            rsa.ExportSubjectPublicKeyInfo(), rsa.ExportRSAPublicKey(), keys.ToJson(), rsa.ExportParameters(false).Modulus!, [],
        ];
        foreach (var secret in secrets)
        {
            var token = signed + "." + Base64Url.Encode(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)));
            Assert.Equal(JoseReason.AlgorithmNotAllowed, Vectors.Reason(Jws.Verify(token, keys, new(["RS256", "HS256"], default))));
        }
    }

    [Theory]
    [InlineData("""{"alg":"ES256","crit":["exp"],"exp":1}"""), InlineData("""{"alg":"ES256","crit":[]}""")]
    [InlineData("""{"alg":"ES256","crit":null}""")]
    [InlineData("""{"alg":"ES256","crit":["b64"],"b64":false}"""), InlineData("""{"alg":"ES256","b64":false}""")]
    [InlineData("""{"alg":"ES256","b64":"true"}""")]
    [Spec("O-063"), Spec("RFC7515-4.1.11"), Spec("RFC7797-3")]
    public void Critical_members_and_unencoded_payloads_are_refused(string header) =>
        Assert.Equal(JoseReason.UnknownCritical, Refused(header));

    [Theory]
    [InlineData("""{"alg":"ES256","alg":"ES256"}"""), InlineData("""{"alg":"ES256","\u0061lg":"none"}""")]
    [InlineData("""{"alg":"ES256","x":{"a":1,"a":2}}""")]
    [InlineData("""{"alg":"ES256","kid":"a","kid":"b"}""")]
    [Spec("O-065"), Spec("RFC7515-4")]
    public void A_member_twice_is_refused(string header) => Assert.Equal(JoseReason.DuplicateMember, Refused(header));

    [Theory]
    [InlineData("""[{"alg":"ES256"}]"""), InlineData("""{"alg":"ES256"}{}"""), InlineData("""{"alg":"ES256",}""")]
    [InlineData("""{"alg":"ES256"/**/}""")]
    [InlineData("\uFEFF{\"alg\":\"ES256\"}"), InlineData("""{"alg":"ES256","x":"\ud800"}"""), InlineData("\"ES256\""), InlineData("")]
    [InlineData("""{"alg":"ES256","kid":1}"""), InlineData("""{"alg":"ES256","typ":null}"""), InlineData("""{"alg":"ES256","cty":{}}""")]
    [InlineData("""{"alg":"ES256","x":[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]}""")]
    [Spec("O-065")]
    public void Broken_or_deep_JSON_is_refused(string header) => Assert.Equal(JoseReason.BadJson, Refused(header));

    [Fact, Spec("O-065")]
    public void A_header_that_is_not_UTF8_is_refused() =>
        Assert.Equal(JoseReason.BadJson, Refused(Forge.Jws(_key, [.. "{\"alg\":\"ES256\",\"x\":\""u8, 0xC0, 0xAF, .. "\"}"u8]), _policy));

    [Fact, Spec("O-065")]
    public void A_token_of_exactly_the_longest_length_passes_and_one_more_is_refused()
    {
        var token = Jws.Sign(_key, null, new byte[12_000]);
        Assert.IsType<JwsResult.Verified>(Jws.Verify(token, JwkSet.Of(_key.PublicKey), _policy with { MaxLength = token.Length }));
        Assert.Equal(JoseReason.TooLarge, Refused(token, _policy with { MaxLength = token.Length - 1 }));
        Assert.Equal(JoseReason.TooLarge, Refused(new string('.', (16 * 1024) + 1), _policy));
    }

    [Theory, InlineData(0), InlineData(1), InlineData(2)]
    [Spec("O-064"), Spec("RFC7515-2")]
    public void Each_part_has_only_its_one_canonical_spelling(int part)
    {
        string[] spoilt = ["=", "==", " ", "\n", "\t", "\0", "%3D", "+", "/", "?", "é"];
        foreach (var more in spoilt)
        {
            Assert.Equal(JoseReason.BadBase64, Refused(Spoilt(part, p => p + more), _policy));
            Assert.Equal(JoseReason.BadBase64, Refused(Spoilt(part, p => more + p), _policy));
        }

        // "{}" is "e30", "e31" carries stray bits; the header ends in a group of two, the signature too.
        Assert.Equal(JoseReason.BadBase64, Refused(Spoilt(part, p => p[..^1] + (char)(p[^1] + 1)), _policy));
    }

    [Theory]
    [InlineData(""), InlineData("."), InlineData("a.b"), InlineData("e30.e30"), InlineData("e30.e30.e30.e30"), InlineData("a.b.c.d.e")]
    [InlineData("....")]
    [InlineData("""{"payload":"e30","protected":"e30","signature":"e30"}""")]
    [Spec("O-064"), Spec("RFC7515-7.1")]
    public void Other_than_three_parts_are_refused(string token) => Assert.Equal(JoseReason.NotCompact, Refused(token, _policy));

    [Fact, Spec("O-066"), Spec("RFC7518-3.4")]
    public void A_DER_signature_is_refused()
    {
        using var ec = ECDsa.Create();
        ec.ImportPkcs8PrivateKey(_key.ExportPkcs8(), out _);
        var signed = Base64Url.Encode("""{"alg":"ES256"}"""u8) + ".e30";
        var der = ec.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        Assert.Equal(JoseReason.BadSignature, Refused($"{signed}.{Base64Url.Encode(der)}", _policy));
    }

    [Theory, InlineData("ES256", 64), InlineData("ES384", 96), InlineData("ES512", 132), InlineData("RS256", 256), InlineData("PS512", 256)]
    [Spec("O-066")]
    public void A_signature_has_exactly_its_length(string alg, int length)
    {
        using var key = SigningKey.Create(alg);
        var parts = Jws.Sign(key, null, "{}"u8).Split('.');
        Assert.True(Base64Url.TryDecode(parts[2], out var signature));
        Assert.Equal(length, signature.Length);
        byte[][] others = [[.. signature, 0], [0, .. signature], signature[..^1], signature[1..], []];
        foreach (var other in others)
        {
            var token = $"{parts[0]}.{parts[1]}.{Base64Url.Encode(other)}";
            Assert.Equal(JoseReason.BadSignature, Vectors.Reason(Jws.Verify(token, JwkSet.Of(key.PublicKey), new([alg], default))));
        }
    }

    [Theory]
    [InlineData("JWT", "JWT", true), InlineData("jwt", "JWT", true), InlineData("application/jwt", "JWT", true)]
    [InlineData("at+jwt", "application/at+jwt", true)]
    [InlineData("logout+jwt", "JWT", false), InlineData("dpop+jwt", "at+jwt", false), InlineData("application/x/at+jwt", "at+jwt", false)]
    [InlineData(null, "JWT", false), InlineData(null, "", true), InlineData("JWT", "", false)]
    [Spec("O-071"), Spec("RFC8725-3.11"), Spec("RFC7515-4.1.9")]
    public void A_token_of_another_kind_is_refused(string? typ, string wanted, bool passes)
    {
        var result = Jws.Verify(Jws.Sign(_key, typ, "{}"u8), JwkSet.Of(_key.PublicKey), _policy with { Types = [wanted] });
        Assert.Equal(passes ? null : JoseReason.WrongType, result.Match<JoseReason?>(_ => null, r => r.Why.Reason));
    }

    [Fact]
    public void What_was_sent_is_cut_in_the_refusal()
    {
        var why = Assert.IsType<JwsResult.Refused>(
            Jws.Verify(Forge.Jws(_key, $$"""{"alg":"{{new string('x', 5000)}}"}"""), JwkSet.Of(_key.PublicKey), _policy)).Why;
        Assert.Equal("ES256", why.Wanted);
        Assert.Equal(101, why.Got!.Length);
    }

    private string Spoilt(int part, Func<string, string> spoil)
    {
        // {"alg":"ES256" } and {} and 64 octets: each leaves spare bits in its last character.
        var parts = Forge.Jws(_key, "{\"alg\":\"ES256\" }").Split('.');
        parts[part] = spoil(parts[part]);
        return part == 2 ? string.Join('.', parts) : Forge.SignedParts(_key, $"{parts[0]}.{parts[1]}");
    }

    private JoseReason Refused(string header) => Refused(Forge.Jws(_key, header), _policy);

    private JoseReason Refused(string token, JwsPolicy policy) => Vectors.Reason(Jws.Verify(token, JwkSet.Of(_key.PublicKey), policy));

    public void Dispose() => _key.Dispose();
}
