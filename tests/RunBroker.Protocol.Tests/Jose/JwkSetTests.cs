using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RunBroker.Protocol.Jose;

namespace RunBroker.Protocol.Tests.Jose;

public sealed class JwkSetTests
{
    private static readonly byte[] Modulus = SoundModulus();

    [Theory]
    [InlineData(JoseReason.BadJson, ""), InlineData(JoseReason.BadJson, "[]"), InlineData(JoseReason.BadJson, "{}")]
    [InlineData(JoseReason.BadJson, """{"keys":{}}""")]
    [InlineData(JoseReason.DuplicateMember, """{"keys":[],"keys":[]}""")]
    [InlineData(JoseReason.DuplicateMember, """{"keys":[{"kty":"EC","kty":"RSA"}]}""")]
    [Spec("O-065"), Spec("RFC7517-5")]
    public void A_set_that_is_no_set_is_refused(JoseReason reason, string json) => Assert.Equal(reason, Refused(json));

    [Fact, Spec("O-065")]
    public void A_set_too_large_or_of_too_many_keys_is_refused()
    {
        Assert.Equal(JoseReason.TooLarge, Refused("{\"keys\":[" + string.Join(',', Enumerable.Repeat("{}", JoseLimits.JwkSetKeys + 1)) + "]}"));
        Assert.Equal(JoseReason.TooLarge, Refused("{\"keys\":[]" + new string(' ', JoseLimits.JwkSetBytes) + "}"));
        Assert.Equal(JoseLimits.JwkSetKeys, Vectors.Set("{\"keys\":[" + string.Join(',', Enumerable.Repeat("{}", JoseLimits.JwkSetKeys)) + "]}").LeftOut.Length);
    }

    [Fact, Spec("RFC7517-5")]
    public void A_bad_key_takes_nothing_from_the_good_ones()
    {
        var set = Vectors.Set($$"""{"keys":[7,{"kty":"OKP","crv":"Ed25519","x":"AA","kid":"ed"},{{Rsa(Modulus, [1, 0, 1])}},null]}""");
        Assert.Single(set.Keys);
        Assert.Equal([null, "ed", null], set.LeftOut.Select(k => k.Kid));
        Assert.True(set.Knows("ed"));
        Assert.False(set.Knows("new"));
    }

    public static TheoryData<string, byte[], byte[]> WeakRsaKeys => new()
    {
        { "1024 bits", Modulus[..128], [1, 0, 1] },
        { "2047 bits", [0x7F, .. Modulus[1..]], [1, 0, 1] },
        { "8193 bits", [1, .. Enumerable.Repeat(Modulus, 4).SelectMany(m => m)], [1, 0, 1] },
        { "even modulus", [.. Modulus[..^1], 2], [1, 0, 1] },
        { "e = 1", Modulus, [1] },
        { "e = 0", Modulus, [0] },
        { "e even", Modulus, [1, 0, 0] },
        { "e of 33 bits", Modulus, [1, 0, 0, 0, 1] },
        { "no modulus", [], [1, 0, 1] },
    };

    [Theory, MemberData(nameof(WeakRsaKeys))]
    [Spec("O-067"), Spec("RFC7518-3.3")]
    public void A_weak_RSA_key_is_left_out(string what, byte[] modulus, byte[] exponent)
    {
        var set = Vectors.Set($$"""{"keys":[{{Rsa(modulus, exponent)}}]}""");
        Assert.True(set.Keys.IsEmpty, what);
        Assert.Equal(JoseReason.WeakKey, Assert.Single(set.LeftOut).Why.Reason);
    }

    [Fact, Spec("O-067")]
    public void A_key_of_the_ROCA_kind_is_left_out_and_named_as_such()
    {
        var group = Vectors.Wycheproof("json_web_key_test.json")
            .GetProperty("testGroups").EnumerateArray().Single(g => g.GetProperty("comment").GetString() == "jws_rsa_roca_key");
        var set = Vectors.Set(group.GetProperty("public").GetRawText());
        var token = group.GetProperty("tests")[0].GetProperty("jws").GetString()!;
        var why = Assert.IsType<JwsResult.Refused>(Jws.Verify(token, set, new(["RS256"], default))).Why;
        Assert.Equal((JoseReason.WeakKey, "ROCA (CVE-2017-15361)"), (why.Reason, why.Got));
    }

    [Fact, Spec("O-067")]
    public void Sound_keys_are_not_taken_for_weak_ones()
    {
        for (var i = 0; i < 5; i++)
            Assert.Single(Vectors.Set($$"""{"keys":[{{Rsa(SoundModulus(), [3])}}]}""").Keys);
    }

    [Fact]
    public void A_leading_zero_of_the_modulus_changes_neither_key_nor_thumbprint()
    {
        var set = Vectors.Set($$"""{"keys":[{{Rsa(Modulus, [1, 0, 1])}},{{Rsa([0, .. Modulus], [0, 1, 0, 1])}}]}""");
        Assert.Equal(2, set.Keys.Length);
        Assert.Equal(set.Keys[0].Thumbprint(), set.Keys[1].Thumbprint());
    }

    [Theory]
    [InlineData("P-256", 32, JoseReason.WeakKey), InlineData("P-384", 48, JoseReason.WeakKey), InlineData("P-521", 66, JoseReason.WeakKey)]
    [InlineData("P-256", 31, JoseReason.BadBase64), InlineData("P-256", 33, JoseReason.BadBase64)]
    [InlineData("P-256", 0, JoseReason.BadBase64)]
    [InlineData("secp256k1", 32, JoseReason.AlgorithmNotAllowed), InlineData("p-256", 32, JoseReason.AlgorithmNotAllowed)]
    [Spec("RFC7518-6.2.1"), Spec("O-068")]
    public void A_point_off_the_curve_or_of_another_length_or_curve_is_left_out(string crv, int length, JoseReason reason)
    {
        var x = Base64Url.Encode(Enumerable.Repeat((byte)1, length).ToArray());
        var set = Vectors.Set($$"""{"keys":[{"kty":"EC","crv":"{{crv}}","x":"{{x}}","y":"{{x}}"}]}""");
        Assert.Empty(set.Keys);
        Assert.Equal(reason, Assert.Single(set.LeftOut).Why.Reason);
    }

    [Theory]
    [InlineData("\"use\":\"enc\""), InlineData("\"key_ops\":[\"encrypt\"]"), InlineData("\"key_ops\":\"verify\"")]
    [InlineData("\"alg\":\"RSA-OAEP\"")]
    [InlineData("\"alg\":\"ES256\""), InlineData("\"alg\":\"HS256\""), InlineData("\"alg\":\"none\""), InlineData("\"alg\":7")]
    [InlineData("\"kid\":7")]
    [InlineData("\"d\":\"AQ\""), InlineData("\"p\":\"AQ\"")]
    public void A_key_not_meant_for_verifying_is_left_out(string more)
    {
        var set = Vectors.Set($$"""{"keys":[{{Rsa(Modulus, [1, 0, 1], more)}}]}""");
        Assert.Empty(set.Keys);
        Assert.Single(set.LeftOut);
    }

    [Fact]
    public void The_issuer_of_a_key_is_read()
    {
        var set = Vectors.Set($$"""{"keys":[{{Rsa(Modulus, [1, 0, 1], "\"issuer\":\"https://login.example/{tenantid}/v2.0\"")}}]}""");
        Assert.Equal("https://login.example/{tenantid}/v2.0", set.Keys[0].Issuer);
    }

    [Theory, InlineData("RS256", "kty use alg kid n e"), InlineData("ES384", "kty use alg kid crv x y")]
    [InlineData("ECDH-ES", "kty use alg kid crv x y")]
    [Spec("O-070")]
    public void What_is_published_has_only_public_members(string alg, string names)
    {
        var key = alg == "ECDH-ES" ? DecryptionKey.Create(alg).PublicKey : SigningKey.Create(alg).PublicKey;
        var json = JsonElement.Parse(JwkSet.Of(key).ToJson()).GetProperty("keys")[0];
        Assert.Equal(names, string.Join(' ', json.EnumerateObject().Select(m => m.Name)));
        Assert.Equal((alg, key.Thumbprint()), (json.GetProperty("alg").GetString(), json.GetProperty("kid").GetString()));
        Assert.Equal(alg == "ECDH-ES" ? "enc" : "sig", json.GetProperty("use").GetString());
    }

    private static JoseReason Refused(string json) =>
        Assert.IsType<JwkSetResult.Refused>(JwkSet.Parse(Encoding.UTF8.GetBytes(json))).Why.Reason;

    private static string Rsa(byte[] modulus, byte[] exponent, string? more = null) =>
        $$"""{"kty":"RSA","n":"{{Base64Url.Encode(modulus)}}","e":"{{Base64Url.Encode(exponent)}}"{{(more is null ? "" : "," + more)}}}""";

    private static byte[] SoundModulus()
    {
        using var key = RSA.Create(2048);
        return key.ExportParameters(false).Modulus!;
    }
}
