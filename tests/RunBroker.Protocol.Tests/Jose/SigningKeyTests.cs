using System.Security.Cryptography;
using System.Text;
using RunBroker.Protocol.Jose;

namespace RunBroker.Protocol.Tests.Jose;

public sealed class SigningKeyTests
{
    public static TheoryData<string> Algorithms => [.. JwsAlgorithm.All.Select(a => a.Name)];

    [Theory, MemberData(nameof(Algorithms))]
    [Spec("RFC7515-5.1"), Spec("RFC7518-3.1")]
    public void What_a_key_signs_its_public_half_verifies(string alg)
    {
        using var key = SigningKey.Create(alg);
        var token = Jws.Sign(key, "at+jwt", "{\"sub\":\"å\"}"u8);
        var verified = Assert.IsType<JwsResult.Verified>(Jws.Verify(token, JwkSet.Of(key.PublicKey), new([alg], ["at+jwt"])));
        Assert.Equal(new JoseHeader(alg, null, key.Kid, "at+jwt", null), verified.Header);
        Assert.Equal("{\"sub\":\"å\"}", Encoding.UTF8.GetString(verified.Payload.Span));
    }

    [Theory, MemberData(nameof(Algorithms))]
    public void A_key_stored_and_loaded_again_is_the_same_key(string alg)
    {
        using var key = SigningKey.Create(alg);
        using var again = SigningKey.FromPkcs8(alg, key.ExportPkcs8());
        Assert.Equal((key.Kid, key.Alg), (again.Kid, again.Alg));
        Assert.IsType<JwsResult.Verified>(Jws.Verify(Jws.Sign(again, null, "x"u8), JwkSet.Of(key.PublicKey), new([alg], default)));
    }

    [Theory]
    [InlineData("none"), InlineData("HS256"), InlineData("rs256"), InlineData("EdDSA"), InlineData("")]
    [Spec("O-060")]
    public void There_is_no_key_for_another_algorithm(string alg) => Assert.Throws<ArgumentException>(() => SigningKey.Create(alg));

    [Theory]
    [InlineData("ES256", "ES384"), InlineData("ES256", "RS256"), InlineData("RS256", "ES256")]
    public void A_stored_key_does_not_load_under_another_family_or_curve(string alg, string other)
    {
        using var key = SigningKey.Create(alg);
        Assert.ThrowsAny<CryptographicException>(() => SigningKey.FromPkcs8(other, key.ExportPkcs8()));
    }

    [Fact, Spec("O-067")]
    public void A_stored_RSA_key_of_1024_bits_does_not_load()
    {
        using var small = RSA.Create(1024);
        Assert.Throws<CryptographicException>(() => SigningKey.FromPkcs8("RS256", small.ExportPkcs8PrivateKey()));
    }

    [Fact]
    public void Octets_after_a_stored_key_are_refused()
    {
        using var key = SigningKey.Create("ES256");
        Assert.Throws<CryptographicException>(() => SigningKey.FromPkcs8("ES256", [.. key.ExportPkcs8(), 0]));
    }

    [Fact]
    public void A_disposed_key_signs_nothing()
    {
        var key = SigningKey.Create("ES256");
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Jws.Sign(key, null, "x"u8));
    }

    [Theory, InlineData("ES256"), InlineData("RS256")]
    public void Many_threads_sign_and_verify_with_one_key(string alg)
    {
        using var key = SigningKey.Create(alg);
        var keys = JwkSet.Of(key.PublicKey);
        var refused = 0;
        Parallel.For(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var token = Jws.Sign(key, i % 2 == 0 ? "JWT" : null, BitConverter.GetBytes(i));
            if (Jws.Verify(token, keys, new([alg], default)) is not JwsResult.Verified verified
                || BitConverter.ToInt32(verified.Payload.Span) != i)
                Interlocked.Increment(ref refused);
        });
        Assert.Equal(0, refused);
    }
}
