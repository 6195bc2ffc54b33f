using RunBroker.Protocol.OidcUpstream;
using static RunBroker.Protocol.Tests.OidcUpstream.Upstream;

namespace RunBroker.Protocol.Tests.OidcUpstream;

/// <summary>The bearer token of a global token revocation: one good one, with one thing broken.</summary>
[Spec("AU-34")]
public sealed class RevocationTokenTests
{
    [Fact]
    public void A_good_one_is_taken_and_remembered_until_it_can_no_longer_be_used()
    {
        var caller = Assert.IsType<RevocationTokenResult.Accepted>(Revocation()).Caller;
        Assert.Equal("r1", caller.TokenId);
        Assert.Equal(Now.AddSeconds(300) + UpstreamLimits.MaxSkew, caller.RememberUntil);
    }

    [Theory]
    [InlineData("iss", "https://idp.example/", UpstreamReason.WrongIssuer)]
    [InlineData("sub", "another client", UpstreamReason.WrongCaller)]
    [InlineData("aud", "https://sso.example/federation/oidc/cn_2/global-token-revocation", UpstreamReason.WrongAudience)]
    [InlineData("aud", null, UpstreamReason.WrongAudience)]
    [InlineData("iat", null, UpstreamReason.MissingIssuedAt)]
    [InlineData("exp", null, UpstreamReason.MissingExpiry)]
    [InlineData("jti", "", UpstreamReason.MissingTokenId)]
    [InlineData("jti", null, UpstreamReason.MissingTokenId)]
    public void A_claim_that_is_wrong_or_missing_refuses_it(string claim, string? value, UpstreamReason reason)
    {
        var why = Why(Revocation(c =>
        {
            if (value is null)
                c.Remove(claim);
            else
                c[claim] = value;
        }));
        Assert.Equal(reason, why?.Reason);
    }

    [Theory]
    [InlineData("exp", -60, UpstreamReason.Expired)]
    [InlineData("exp", 661, UpstreamReason.LivesTooLong)]
    [InlineData("nbf", 61, UpstreamReason.NotYetValid)]
    [InlineData("iat", 301, UpstreamReason.IssuedInFuture)]
    public void A_time_out_of_bounds_refuses_it(string claim, int seconds, UpstreamReason reason) =>
        Assert.Equal(reason, Why(Revocation(c => c[claim] = Unix(seconds)))?.Reason);

    [Theory]
    [InlineData("exp", -59)]
    [InlineData("exp", 660)]
    [InlineData("nbf", 60)]
    public void A_time_at_the_bound_is_taken(string claim, int seconds) =>
        Assert.Null(Why(Revocation(c => c[claim] = Unix(seconds))));

    [Theory]
    [InlineData("JWT")]
    [InlineData("logout+jwt")]
    [InlineData("at+jwt")]
    public void A_token_of_another_kind_is_none(string type) =>
        Assert.Equal(UpstreamReason.WrongTokenKind, Why(Revocation(typ: type))?.Reason);

    [Fact]
    public void A_strangers_key_signs_no_order() =>
        Assert.Equal(UpstreamReason.UnknownKey, Why(Revocation(key: Stranger))?.Reason);
}
