using System.Collections.Frozen;
using RunBroker.Claims;

namespace RunBroker.Tests.Claims;

[Spec("O-082"), Spec("S-142")]
public sealed class EmailVerifiedTests
{
    private static readonly FrozenSet<string> Domains = FrozenSet.Create("acme.example", "xn--bcher-kva.example");

    [Theory]
    [InlineData("""{"email_verified":true}""", true)]
    [InlineData("""{"email_verified":"true"}""", true)]
    [InlineData("""{"xms_edov":true}""", true)]
    [InlineData("""{"xms_edov":1}""", true)]
    [InlineData("""{"xms_edov":"1"}""", true)]
    [InlineData("""{"email_verified":true,"xms_edov":true}""", true)]
    [InlineData("""{"email_verified":true,"xms_edov":false}""", false)]
    [InlineData("""{"email_verified":false,"xms_edov":true}""", false)]
    [InlineData("""{"email_verified":1}""", false)]
    [InlineData("""{"email_verified":"True"}""", false)]
    [InlineData("""{"email_verified":[true,false]}""", false)]
    [InlineData("""{"xms_edov":"0"}""", false)]
    [InlineData("""{}""", false)]
    public void The_upstream_says_so_only_like_this(string json, bool says)
    {
        Assert.Equal(says, EmailVerified.UpstreamSays(Claim.Json(json), "email"));
        Assert.False(EmailVerified.UpstreamSays(Claim.Json(json), "preferred_username"));
    }

    [Theory]
    [InlineData("ada@acme.example", true)]
    [InlineData("ada@ACME.example", true)]
    [InlineData("ada@bücher.example", true)]
    [InlineData("ada@xn--bcher-kva.example", true)]
    [InlineData("ada@sub.acme.example", false)]
    [InlineData("ada@tenant-b.example", false)]
    [InlineData("ada@acme.example@tenant-b.example", false)]
    [InlineData("ada@tenant-b.example@acme.example", false)]
    [InlineData("ada@ａcme.example", false)]
    [InlineData("ada@acme.example.", false)]
    [InlineData("ada@acme.example ", false)]
    [InlineData("@acme.example", false)]
    [InlineData("acme.example", false)]
    [InlineData("ada@", false)]
    [InlineData("ada@-..-", false)]
    public void And_only_for_a_domain_of_the_tenant(string email, bool verified)
    {
        Assert.Equal(verified, EmailVerified.Decide(Claim.Json("""{"email_verified":true}"""), "email", email, Domains));
        Assert.False(EmailVerified.Decide(Claim.Json("{}"), "email", email, Domains));
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, false)]
    public void Both_or_nothing(bool upstreamSays, bool domainVerified, bool verified) =>
        Assert.Equal(verified, EmailVerified.Decide(upstreamSays, domainVerified));
}
