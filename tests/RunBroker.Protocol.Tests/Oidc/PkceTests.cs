using RunBroker.Protocol.Oidc;

namespace RunBroker.Protocol.Tests.Oidc;

[Spec("RFC7636-4.1"), Spec("RFC7636-4.6"), Spec("O-004")]
public sealed class PkceTests
{
    private const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    [Fact]
    public void The_example_of_RFC_7636_appendix_B_matches()
    {
        Assert.Equal(Apps.Challenge, Pkce.Challenge(Verifier));
        Assert.True(Pkce.Matches(Verifier, Apps.Challenge));
        Assert.False(Pkce.Matches(Verifier[..^1] + "K", Apps.Challenge));
    }

    [Fact]
    public void A_challenge_that_equals_the_verifier_is_not_plain() => Assert.False(Pkce.Matches(Verifier, Verifier));

    [Theory]
    [InlineData(42, 'a', false), InlineData(43, 'a', true), InlineData(128, '~', true), InlineData(129, 'a', false), InlineData(0, 'a', false)]
    [InlineData(43, '.', true), InlineData(43, '_', true), InlineData(43, '-', true), InlineData(43, '+', false), InlineData(43, '/', false), InlineData(43, '=', false)]
    [InlineData(43, ' ', false), InlineData(43, 'é', false), InlineData(43, '\0', false)]
    public void A_verifier_has_43_to_128_unreserved_characters(int length, char letter, bool good)
    {
        var verifier = new string(letter, length);
        Assert.Equal(good, Pkce.Matches(verifier, Pkce.Challenge(verifier)));
    }

    [Theory]
    [InlineData(Apps.Challenge, true), InlineData("", false), InlineData(Apps.Challenge + "A", false), InlineData(Apps.Challenge + "=", false)]
    [InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c", false), InlineData("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c!", false)]
    public void A_challenge_is_the_base64url_of_32_octets(string challenge, bool good) => Assert.Equal(good, Pkce.IsChallenge(challenge));
}
