using System.Text;
using RunBroker.Protocol.Jose;

namespace RunBroker.Protocol.Tests.Jose;

/// <summary>The examples of RFC 7515.</summary>
public sealed class RfcJwsTests
{
    private static readonly JwsPolicy Everything = new([.. JwsAlgorithm.All.Select(a => a.Name), "HS256", "none"], default);

    private const string Claims = "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";

    [Theory]
    [InlineData("RFC7515-A.2", Claims), InlineData("RFC7515-A.3", Claims), InlineData("RFC7515-A.4", "Payload")]
    [Spec("RFC7515-5.2"), Spec("RFC7518-3.3"), Spec("RFC7518-3.4")]
    public void The_examples_with_a_public_key_verify(string figure, string payload)
    {
        var keys = Vectors.Set(Vectors.Figure(figure).GetProperty("key"));
        var verified = Assert.IsType<JwsResult.Verified>(Jws.Verify(Vectors.Token(figure), keys, Everything));
        Assert.Equal(payload, Encoding.UTF8.GetString(verified.Payload.Span));
    }

    [Theory, InlineData("RFC7515-A.2"), InlineData("RFC7515-A.3"), InlineData("RFC7515-A.4")]
    public void The_examples_do_not_verify_with_another_payload(string figure)
    {
        var parts = Vectors.Token(figure).Split('.');
        var keys = Vectors.Set(Vectors.Figure(figure).GetProperty("key"));
        Assert.Equal(JoseReason.BadSignature,
            Vectors.Reason(Jws.Verify($"{parts[0]}.{Base64Url.Encode("{}"u8)}.{parts[2]}", keys, Everything)));
    }

    [Theory]
    [InlineData("RFC7515-A.1", JoseReason.AlgorithmNotAllowed), InlineData("RFC7515-A.5", JoseReason.AlgorithmNotAllowed)]
    [InlineData("RFC7515-A.6", JoseReason.NotCompact), InlineData("RFC7515-A.7", JoseReason.NotCompact)]
    [Spec("O-060"), Spec("O-064")]
    public void HS256_and_none_and_both_JSON_forms_are_refused_even_when_the_policy_lists_them(string figure, JoseReason reason)
    {
        var keys = Vectors.Set(Vectors.Figure("RFC7515-A.2").GetProperty("key"), Vectors.Figure("RFC7515-A.3").GetProperty("key"));
        Assert.Equal(reason, Vectors.Reason(Jws.Verify(Vectors.Token(figure), keys, Everything)));
    }

    [Fact, Spec("RFC7515-C")]
    public void Base64url_is_as_in_appendix_C()
    {
        byte[] octets = [3, 236, 255, 224, 193];
        Assert.Equal("A-z_4ME", Base64Url.Encode(octets));
        Assert.True(Base64Url.TryDecode("A-z_4ME", out var back));
        Assert.Equal(octets, back);
    }
}
