using RunBroker.Protocol.Saml;
using RunBroker.TestIdps;
using static RunBroker.Protocol.Tests.Saml.Party;

namespace RunBroker.Protocol.Tests.Saml;

/// <summary>Two tenants: what is good for one of them is not for the other.</summary>
public sealed class TenantTests
{
    private const string OtherIdp = "https://idp.other.example/entity";
    private const string OtherSp = "https://sso.example/federation/saml/con_2/metadata";
    private const string OtherAcs = "https://sso.example/federation/saml/con_2/acs";

    private static readonly ResponseDraft OfOther =
        ResponseDraft.Good(new(OtherIdp, OtherSp, OtherAcs, RequestId), Stranger, Now).Sign(true, true);

    [Fact]
    [Spec("S-140")]
    public void An_answer_of_another_tenants_provider_is_refused_for_its_key() => Refused(SamlReason.BadSignature, Validate(OfOther));

    [Fact]
    [Spec("S-140")]
    public void Each_of_key_issuer_audience_recipient_and_destination_is_enough_to_refuse_it()
    {
        var keyOnly = OfOther with { Destination = Acs, ResponseIssuer = Idp, AssertionIssuer = Idp, Recipient = Acs, Audiences = [Sp] };
        var ours = keyOnly with { Key = Signing };
        Assert.Null(Why(Validate(ours)));
        Refused(SamlReason.BadSignature, Validate(keyOnly));
        Refused(SamlReason.WrongIssuer, Validate(ours with { AssertionIssuer = OtherIdp }));
        Refused(SamlReason.WrongIssuer, Validate(ours with { ResponseIssuer = OtherIdp }));
        Refused(SamlReason.WrongAudience, Validate(ours with { Audiences = [OtherSp] }));
        Refused(SamlReason.WrongRecipient, Validate(ours with { Recipient = OtherAcs }));
        Refused(SamlReason.WrongDestination, Validate(ours with { Destination = OtherAcs }));
    }

    [Fact]
    [Spec("S-141")]
    public void Two_tenants_with_one_provider_are_kept_apart_by_audience_and_recipient()
    {
        // Same keys, same entity ID; the answer was made for the other tenant's connection.
        var elsewhere = ResponseDraft.Good(new(Idp, OtherSp, OtherAcs, RequestId), Signing, Now);
        Assert.Null(Why(SamlResponse.Validate(elsewhere.Write(), Trust with { SpEntityId = OtherSp }, SamlExpectation.AnswerTo(RequestId, Now, OtherAcs), Now)));
        Refused(SamlReason.WrongDestination, Validate(elsewhere));
        Refused(SamlReason.WrongRecipient, Validate(elsewhere with { Destination = Acs }));
        Refused(SamlReason.WrongAudience, Validate(elsewhere with { Destination = Acs, Recipient = Acs }));
    }

    [Fact]
    [Spec("S-140"), Spec("S-113")]
    public void A_logout_of_another_tenants_provider_is_refused()
    {
        Refused(SamlReason.BadSignature, Ask(GoodLogout with { Key = Stranger }));
        Refused(SamlReason.BadSignature, AskByQuery(GoodLogout with { Key = Stranger }));
        Refused(SamlReason.WrongIssuer, Ask(GoodLogout with { Issuer = OtherIdp }));
    }
}
