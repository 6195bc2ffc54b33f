using System.Security.Cryptography;
using System.Text;
using RunBroker.Protocol.Jose;

namespace RunBroker.Protocol.Tests.Jose;

public sealed class JweTests
{
    // Made once: an RSA key costs more than all that is done with it here.
    private static readonly DecryptionKey Rsa = DecryptionKey.Create("RSA-OAEP-256");
    private static readonly DecryptionKey Ec = DecryptionKey.Create("ECDH-ES");

    [Theory, InlineData("RSA-OAEP"), InlineData("RSA-OAEP-256")]
    public void A_key_stored_and_loaded_again_decrypts(string alg)
    {
        using var key = DecryptionKey.Create(alg);
        using var again = DecryptionKey.FromPkcs8(alg, key.ExportPkcs8());
        Assert.Equal((key.Kid, key.Alg), (again.Kid, again.Alg));
        Assert.Equal("hi", Plaintext(Jwe.Decrypt(Forge.Jwe(key, "hi"), [again])));
    }

    [Fact, Spec("RFC7518-4.6")]
    public void ECDH_ES_decrypts_on_every_curve()
    {
        Assert.Equal("hi", Plaintext(Jwe.Decrypt(Forge.EcdhJwe(Ec, "hi"), [Ec])));
        foreach (var curve in EcCurve.All)
        {
            using var made = ECDiffieHellman.Create(curve.Named);
            using var key = DecryptionKey.FromPkcs8("ECDH-ES", made.ExportPkcs8PrivateKey());
            Assert.Equal("hi", Plaintext(Jwe.Decrypt(Forge.EcdhJwe(key, "hi"), [key])));
        }
    }

    [Fact]
    public void The_kid_is_a_hint_and_each_key_of_the_alg_is_tried()
    {
        using var other = DecryptionKey.Create("RSA-OAEP-256");
        Assert.Equal("hi", Plaintext(Jwe.Decrypt(Forge.Jwe(Rsa, "hi", ",\"kid\":\"their own name\""), [other, Ec, Rsa])));
        Assert.Equal(JoseReason.Undecryptable, Vectors.Reason(Jwe.Decrypt(Forge.Jwe(Rsa, "hi"), [other])));
        Assert.Equal(JoseReason.NoMatchingKey, Vectors.Reason(Jwe.Decrypt(Forge.Jwe(Rsa, "hi"), [Ec])));
        Assert.Equal(JoseReason.NoMatchingKey, Vectors.Reason(Jwe.Decrypt(Forge.Jwe(Rsa, "hi"), [])));
    }

    [Theory]
    [InlineData(",\"zip\":\"DEF\"", JoseReason.ZipNotAllowed), InlineData(",\"zip\":null", JoseReason.ZipNotAllowed)]
    [InlineData(",\"crit\":[\"exp\"]", JoseReason.UnknownCritical), InlineData(",\"kid\":\"a\",\"kid\":\"b\"", JoseReason.DuplicateMember)]
    [Spec("O-063"), Spec("O-065"), Spec("O-068")]
    public void Compression_and_critical_and_double_members_are_refused(string more, JoseReason reason) =>
        Assert.Equal(reason, Vectors.Reason(Jwe.Decrypt(Forge.Jwe(Rsa, "hi", more), [Rsa])));

    [Theory]
    [InlineData("RSA1_5"), InlineData("dir"), InlineData("PBES2-HS256+A128KW"), InlineData("A128KW"), InlineData("A256GCMKW")]
    [InlineData("ECDH-ES+A128KW")]
    [InlineData("rsa-oaep"), InlineData("none"), InlineData("")]
    [Spec("O-068")]
    public void Other_algorithms_are_refused_and_have_no_key(string alg)
    {
        var token =
            $"{Base64Url.Encode(Encoding.UTF8.GetBytes($$"""{"alg":"{{alg}}","enc":"A128GCM","p2c":2147483647,"p2s":"AAAA"}"""))}.AA.AA.AA.AA";
        Assert.Equal(JoseReason.AlgorithmNotAllowed, Vectors.Reason(Jwe.Decrypt(token, [Rsa, Ec])));
        Assert.Throws<ArgumentException>(() => DecryptionKey.Create(alg));
    }

    [Theory, InlineData("\"A128CBC\""), InlineData("\"a128gcm\""), InlineData("\"none\"")]
    public void Another_enc_is_refused(string enc)
    {
        var token = $"{Base64Url.Encode(Encoding.UTF8.GetBytes($$"""{"alg":"RSA-OAEP","enc":{{enc}}}"""))}.AA.AA.AA.AA";
        Assert.Equal(JoseReason.AlgorithmNotAllowed, Vectors.Reason(Jwe.Decrypt(token, [Rsa])));
    }

    [Fact, Spec("O-068"), Spec("RFC7516-11.5")]
    public void Whatever_is_wrong_inside_the_refusal_is_the_same()
    {
        var good = Forge.Jwe(Rsa, "hi").Split('.');
        string[] broken =
        [
            .. Enumerable.Range(1, 4)
                .SelectMany(part => new[] { Changed(good, part, Flipped(good[part])), Changed(good, part, ""), Changed(good, part, good[part] + "AAAA") }),
            Forge.Jwe(Rsa, "hi", contentKeyBytes: 32), // unwraps, but is no key for A128GCM
            Changed(good, 1, Base64Url.Encode(new byte[256])),
            Changed(good, 0, Base64Url.Encode("{\"alg\":\"RSA-OAEP-256\",\"enc\":\"A128CBC-HS256\"}"u8)),
        ];
        Assert.All(broken, token => Assert.Equal(new JweResult.Refused(new(JoseReason.Undecryptable)), Jwe.Decrypt(token, [Rsa])));
    }

    [Theory]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE","y":"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE"}""")]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","y":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""")]
    [InlineData("""{"kty":"EC","crv":"P-384","x":"AQ","y":"AQ"}"""), InlineData("""{"kty":"EC","crv":"P-256","x":"AQ","y":"AQ"}""")]
    [InlineData("{}"), InlineData("7")]
    [Spec("O-068"), Spec("RFC7518-4.6.1.1")]
    public void A_point_off_the_curve_decrypts_nothing(string epk)
    {
        var parts = Forge.EcdhJwe(Ec, "hi").Split('.');
        parts[0] = Base64Url.Encode(Encoding.UTF8.GetBytes($$"""{"alg":"ECDH-ES","enc":"A128GCM","epk":{{epk}}}"""));
        Assert.Equal(new JweResult.Refused(new(JoseReason.Undecryptable)), Jwe.Decrypt(string.Join('.', parts), [Ec]));
    }

    [Fact, Spec("RFC7516-5.2")]
    public void ECDH_ES_with_an_encrypted_key_decrypts_nothing()
    {
        var parts = Forge.EcdhJwe(Ec, "hi").Split('.');
        Assert.Equal(JoseReason.Undecryptable, Vectors.Reason(Jwe.Decrypt(Changed(parts, 1, "AAAA"), [Ec])));
    }

    [Fact, Spec("O-064"), Spec("O-065")]
    public void Size_and_form_are_checked_first()
    {
        var token = Forge.Jwe(Rsa, "hi");
        Assert.Equal(JoseReason.TooLarge, Vectors.Reason(Jwe.Decrypt(token, [Rsa], token.Length - 1)));
        Assert.IsType<JweResult.Decrypted>(Jwe.Decrypt(token, [Rsa], token.Length));
        Assert.Equal(JoseReason.NotCompact, Vectors.Reason(Jwe.Decrypt(token + ".", [Rsa])));
        Assert.Equal(JoseReason.NotCompact, Vectors.Reason(Jwe.Decrypt("{}", [Rsa])));
        foreach (var part in Enumerable.Range(0, 5))
            Assert.Equal(JoseReason.BadBase64,
                Vectors.Reason(Jwe.Decrypt(Changed(token.Split('.'), part, token.Split('.')[part] + "="), [Rsa])));
        Assert.True(Jwe.IsCompact(token));
        Assert.False(Jwe.IsCompact("a.b.c"));
    }

    [Fact, Spec("O-068")]
    public void A_signed_token_inside_is_verified_by_the_caller()
    {
        using var signer = SigningKey.Create("ES256");
        var nested = Plaintext(Jwe.Decrypt(Forge.Jwe(Rsa, Jws.Sign(signer, "JWT", "{\"sub\":\"a\"}"u8), ",\"cty\":\"JWT\""), [Rsa]));
        Assert.IsType<JwsResult.Verified>(Jws.Verify(nested, JwkSet.Of(signer.PublicKey), new(["ES256"], ["JWT"])));
    }

    private static string Plaintext(JweResult result) => Encoding.UTF8.GetString(Assert.IsType<JweResult.Decrypted>(result).Plaintext.Span);

    private static string Changed(string[] parts, int part, string to) => string.Join('.', parts.Select((p, i) => i == part ? to : p));

    private static string Flipped(string part)
    {
        Assert.True(Base64Url.TryDecode(part, out var bytes));
        bytes[0] ^= 1;
        return Base64Url.Encode(bytes);
    }
}
