using RunBroker.Protocol.Jose;

namespace RunBroker.Protocol.Tests.Jose;

/// <summary>The examples of RFC 7517 and RFC 7638.</summary>
public sealed class RfcJwkTests
{
    [Fact, Spec("RFC7517-A.1")]
    public void Of_the_public_keys_the_one_for_verifying_is_taken_and_the_one_for_encrypting_left_out()
    {
        var set = Vectors.Set(Vectors.Figure("RFC7517-A.1").GetProperty("set").GetRawText());
        Assert.Equal(("RSA", "2011-04-29", "RS256", null), (set.Keys[0].Kty, set.Keys[0].Kid, set.Keys[0].Alg, set.Keys[0].Use));
        Assert.Single(set.Keys);
        Assert.Equal(("1", JoseReason.AlgorithmNotAllowed), (Assert.Single(set.LeftOut).Kid, set.LeftOut[0].Why.Reason));
    }

    [Fact, Spec("RFC7638-3.1")]
    public void The_thumbprint_is_the_one_of_the_example()
    {
        var set = Vectors.Set(Vectors.Figure("RFC7517-A.1").GetProperty("set").GetRawText());
        Assert.Equal("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", set.Keys[0].Thumbprint());
    }

    [Fact, Spec("RFC7638-3.2")]
    public void The_thumbprint_of_a_point_covers_crv_kty_x_and_y()
    {
        var set = Vectors.Set("""{"keys":[{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}""");
        Assert.Equal("cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s", set.Keys[0].Thumbprint());
    }

    [Fact, Spec("RFC7517-A.2"), Spec("O-070")]
    public void A_published_private_key_is_left_out()
    {
        var set = Vectors.Set(Vectors.Figure("RFC7517-A.2").GetProperty("set").GetRawText());
        Assert.Empty(set.Keys);
        Assert.Equal(JoseReason.WeakKey, Assert.Single(set.LeftOut).Why.Reason);
    }

    [Fact, Spec("RFC7517-A.3"), Spec("O-061")]
    public void Symmetric_keys_are_left_out()
    {
        var set = Vectors.Set(Vectors.Figure("RFC7517-A.3").GetProperty("set").GetRawText());
        Assert.Empty(set.Keys);
        Assert.All(set.LeftOut, k => Assert.Equal(JoseReason.AlgorithmNotAllowed, k.Why.Reason));
        Assert.Equal(2, set.LeftOut.Length);
    }

    [Fact, Spec("RFC7517-B"), Spec("O-062")]
    public void A_key_with_a_certificate_chain_is_taken_by_its_numbers_alone()
    {
        var set = Vectors.Set(Vectors.Figure("RFC7517-B").GetProperty("key"));
        Assert.Equal(("1b94c", "sig"), (Assert.Single(set.Keys).Kid, set.Keys[0].Use));
    }
}
