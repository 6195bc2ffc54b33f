using RunBroker.Protocol.OidcUpstream;
using static RunBroker.Protocol.Tests.OidcUpstream.Upstream;

namespace RunBroker.Protocol.Tests.OidcUpstream;

[Spec("O-083"), Spec("RFC9207-2.4")]
public sealed class UpstreamCallbackTests
{
    [Fact]
    public void A_good_answer_gives_its_code() => Assert.Equal("SplxlOBeZQQYbYS6WxSbIA", Code.Value);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("STATE-OF-THIS-SIGN-IN")]
    [InlineData("state-of-this-sign-in ")]
    public void Until_the_state_matches_nothing_else_of_the_answer_is_looked_at(string? state)
    {
        var answer = Answer(("state", state), ("error", "access_denied"), ("iss", "https://elsewhere.example"));
        var why = Why(UpstreamCallback.Check(answer, Trust, Expected))!;
        Assert.Equal((UpstreamReason.WrongState, null, null), (why.Reason, why.Wanted, why.Got));
    }

    [Fact]
    public void A_state_sent_twice_is_no_state() =>
        Assert.Equal(UpstreamReason.WrongState,
            Why(UpstreamCallback.Check(Parameters.Parse($"state={Expected.State}&state={Expected.State}&code=a"), Trust,
            Expected))?.Reason);

    [Fact]
    public void An_expectation_without_state_matches_nothing() =>
        Assert.Equal(UpstreamReason.WrongState,
            Why(UpstreamCallback.Check(Answer(("state", null)), Trust, Expected with { State = "" }))?.Reason);

    [Theory]
    [InlineData(true, "https://idp.example", true)]
    [InlineData(true, null, false)]
    [InlineData(false, null, true)]
    [InlineData(false, "https://elsewhere.example", false)]
    public void Iss_must_match_when_it_comes_and_come_when_it_was_announced(bool announced, string? iss, bool accepted) =>
        Assert.Equal(accepted,
            UpstreamCallback.Check(Answer(("iss", iss)), Trust with { SendsIss = announced }, Expected) is CallbackResult.Accepted);

    [Fact]
    [Spec("O-081")]
    public void Iss_of_an_Entra_template_is_an_allowed_tenants()
    {
        Assert.IsType<CallbackResult.Accepted>(UpstreamCallback.Check(Answer(("iss", EntraUpstream.Issuer(EntraUpstream.Tenant))),
            EntraUpstream.Multi, Expected));
        Assert.NotNull(Why(UpstreamCallback.Check(Answer(("iss", EntraUpstream.Issuer(EntraUpstream.Other))), EntraUpstream.Multi,
            Expected)));
        Assert.NotNull(Why(UpstreamCallback.Check(Answer(("iss", EntraUpstream.Template)), EntraUpstream.Multi, Expected)));
    }

    [Fact]
    [Spec("OIDCC-3.1.2.6")]
    public void An_error_wins_over_a_code_beside_it() =>
        Assert.Equal(UpstreamReason.AccessDenied, Why(UpstreamCallback.Check(Answer(("error", "access_denied")), Trust, Expected))?.Reason);

    [Theory]
    [InlineData("AADSTS50105: Your administrator has configured the application", UpstreamReason.NotAssigned)]
    [InlineData("The user cancelled", UpstreamReason.AccessDenied)]
    public void Who_turned_back_and_who_was_never_let_in_are_told_apart(string description, UpstreamReason reason) =>
        Assert.Equal(reason, Why(UpstreamCallback.Check(Answer(("error", "access_denied"), ("error_description", description)), Trust,
            Expected))?.Reason);
}
