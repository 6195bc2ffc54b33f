using RunBroker.Protocol.Saml;
using RunBroker.TestIdps;
using static RunBroker.Protocol.Tests.Saml.Party;

namespace RunBroker.Protocol.Tests.Saml;

/// <summary>The rules of a verified response, each at its edge.</summary>
public sealed class ResponseRuleTests
{
    private const string Saml = $"""xmlns:saml="{SamlUris.Assertion}" """;

    [Theory]
    [InlineData("https://idp.example/Entity")]
    [InlineData("https://idp.example/entity/")]
    [InlineData(" https://idp.example/entity")]
    [InlineData("https://evil.example/entity")]
    [InlineData("")]
    [InlineData(null)]
    [Spec("S-061"), Spec("SAMLProf-4.1.4.2")]
    public void The_issuer_of_the_assertion_is_compared_letter_for_letter(string? issuer)
    {
        var why = Why(Validate(Good with { AssertionIssuer = issuer }));
        Assert.Equal((SamlReason.WrongIssuer, Idp, issuer), (why?.Reason, why?.Wanted, why?.Got));
    }

    [Theory]
    [InlineData(SamlUris.EntityFormat, true)]
    [InlineData(SamlUris.Unspecified, false)]
    [InlineData("", false)]
    [Spec("S-061"), Spec("SAMLProf-4.1.4.2")]
    public void The_format_of_an_issuer_is_absent_or_entity(string format, bool accepted)
    {
        Assert.Equal(accepted ? null : SamlReason.WrongIssuer, Why(Validate(Good with { AssertionIssuerFormat = format }))?.Reason);
        Assert.Equal(accepted ? null : SamlReason.WrongIssuer, Why(Validate(GoodResponse with { ResponseIssuerFormat = format }))?.Reason);
    }

    [Fact]
    [Spec("S-061"), Spec("SAMLProf-4.1.4.2")]
    public void The_issuer_of_the_response_may_be_missing_only_where_it_is_not_signed()
    {
        Refused(SamlReason.WrongIssuer, Validate(Good with { ResponseIssuer = "https://evil.example" }));
        Assert.Null(Why(Validate(Good with { ResponseIssuer = null })));
        Refused(SamlReason.WrongIssuer, Validate(GoodResponse with { ResponseIssuer = null }));
        Refused(SamlReason.WrongIssuer, Validate(GoodResponse with { ResponseIssuer = "https://evil.example" }));
    }

    [Theory]
    [InlineData("https://sso.example/federation/saml/con_1/ACS")]
    [InlineData("https://sso.example/federation/saml/con_1/acs/")]
    [InlineData("https://sso.example:443/federation/saml/con_1/acs")]
    [InlineData("http://sso.example/federation/saml/con_1/acs")]
    [InlineData("https://sso.example/federation/saml/con_2/acs")]
    [InlineData("")]
    [Spec("S-062"), Spec("SAMLBind-3.5.5.2")]
    public void Destination_is_our_URL_octet_for_octet(string destination)
    {
        foreach (var draft in new[] { Good, GoodResponse })
        {
            var why = Why(Validate(draft with { Destination = destination }));
            Assert.Equal((SamlReason.WrongDestination, Acs, destination), (why?.Reason, why?.Wanted, why?.Got));
        }
    }

    [Fact]
    [Spec("S-062")]
    public void Destination_may_be_missing_only_on_an_unsigned_response()
    {
        Assert.Null(Why(Validate(Good with { Destination = null })));
        Refused(SamlReason.WrongDestination, Validate(GoodResponse with { Destination = null }));
        Refused(SamlReason.WrongDestination, Validate(Good.Sign(true, true) with { Destination = null }));
    }

    [Theory]
    [InlineData("urn:oasis:names:tc:SAML:2.0:cm:holder-of-key")]
    [InlineData("urn:oasis:names:tc:SAML:2.0:cm:sender-vouches")]
    [InlineData("urn:oasis:names:tc:SAML:2.0:cm:Bearer")]
    [InlineData("")]
    [InlineData(null)]
    [Spec("S-063"), Spec("SAMLProf-4.1.4.2"), Spec("CVE-2020-5268")]
    public void Only_a_bearer_confirmation_confirms(string? method) => Refused(SamlReason.NoBearerConfirmation, Validate(Good with { ConfirmationMethod = method }));

    [Theory]
    [InlineData("https://sso.example/federation/saml/con_1/acs/")]
    [InlineData("https://other-sp.example/acs")]
    [InlineData(null)]
    [Spec("S-063"), Spec("SAMLProf-4.1.4.2")]
    public void Recipient_is_our_URL_octet_for_octet(string? recipient)
    {
        var why = Why(Validate(Good with { Recipient = recipient }));
        Assert.Equal((SamlReason.WrongRecipient, Acs, recipient), (why?.Reason, why?.Wanted, why?.Got));
    }

    [Fact]
    [Spec("S-063"), Spec("SAMLProf-4.1.4.2")]
    public void A_confirmation_has_an_end_and_no_beginning()
    {
        Refused(SamlReason.BadConfirmation, Validate(Good with { ConfirmationNotOnOrAfter = null }));
        Refused(SamlReason.BadConfirmation, Validate(Good with { ConfirmationNotBefore = Now.AddMinutes(-1) }));
        Refused(SamlReason.WrongRecipient, Validate(Good.Before(d => d.Remove("SubjectConfirmationData"))));
    }

    [Theory]
    [InlineData(-180, 180, SamlReason.ConfirmationExpired)]
    [InlineData(-179, 180, null)]
    [InlineData(0, 0, SamlReason.ConfirmationExpired)]
    [InlineData(1, 0, null)]
    [InlineData(-300, 600, SamlReason.ConfirmationExpired)]
    [InlineData(-299, 600, null)]
    [Spec("S-063"), Spec("S-068"), Spec("IIP-G01")]
    public void A_confirmation_is_over_at_its_end_and_the_skew_after_it(int end, int skew, SamlReason? reason) =>
        Assert.Equal(reason, Why(Validate(Good with { ConfirmationNotOnOrAfter = Now.AddSeconds(end) }, Trust with { ClockSkew = TimeSpan.FromSeconds(skew) }))?.Reason);

    [Fact]
    [Spec("S-063")]
    public void One_confirmation_that_holds_all_is_enough_and_the_parts_of_two_are_not()
    {
        var good = $"""<saml:SubjectConfirmation {Saml} Method="{SamlUris.Bearer}"><saml:SubjectConfirmationData NotOnOrAfter="2026-05-01T12:05:00Z" Recipient="{Acs}" InResponseTo="{RequestId}"/></saml:SubjectConfirmation>""";
        var elsewhere = good.Replace(Acs, "https://other-sp.example/acs", StringComparison.Ordinal);
        var late = good.Replace("12:05", "11:05", StringComparison.Ordinal);
        var voucher = good.Replace(":bearer", ":sender-vouches", StringComparison.Ordinal);

        Assert.Null(Why(Confirmed(elsewhere, late, voucher, good)));
        Assert.Null(Why(Confirmed(good, elsewhere)));
        // Of those that do not hold, the one that came furthest tells most.
        Refused(SamlReason.ConfirmationExpired, Confirmed(elsewhere, late, voucher));
        Refused(SamlReason.WrongInResponseTo, Confirmed(late, good.Replace(RequestId, "_other", StringComparison.Ordinal), elsewhere));
        Refused(SamlReason.WrongRecipient, Confirmed(voucher, elsewhere));
        Refused(SamlReason.NoBearerConfirmation, Confirmed(voucher));
    }

    [Theory]
    [InlineData("_other", RequestId)]
    [InlineData(RequestId, "_other")]
    [InlineData(null, RequestId)]
    [InlineData(RequestId, null)]
    [InlineData("", "")]
    [Spec("S-064"), Spec("SAMLProf-4.1.4.3")]
    public void Response_and_confirmation_both_answer_the_request(string? response, string? confirmation)
    {
        var why = Why(Validate(Good with { InResponseTo = response, ConfirmationInResponseTo = confirmation }));
        Assert.Equal((SamlReason.WrongInResponseTo, RequestId), (why?.Reason, why?.Wanted));
    }

    [Fact]
    [Spec("S-064"), Spec("S-066"), Spec("SAMLProf-4.1.5")]
    public void An_answer_to_no_request_is_no_answer_to_ours() => Refused(SamlReason.Unsolicited, Validate(GoodUnasked));

    [Fact]
    [Spec("S-066"), Spec("S-021"), Spec("SAMLProf-4.1.5")]
    public void What_a_person_starts_at_the_provider_must_be_allowed_signed_as_a_whole_and_answer_nothing()
    {
        Assert.Equal("u-1000", Login(Validate(GoodUnasked, expected: Unasked)).Subject);
        Refused(SamlReason.RequiredSignatureMissing, Validate(GoodUnasked.Sign(true, false), expected: Unasked));
        Refused(SamlReason.RequiredSignatureMissing, Validate(GoodUnasked.Sign(true, false) with { Encryption = new(Ours.Certificate) }, expected: Unasked));
        Refused(SamlReason.WrongInResponseTo, Validate(GoodUnasked with { InResponseTo = RequestId }, expected: Unasked));
        Refused(SamlReason.WrongInResponseTo, Validate(GoodUnasked with { ConfirmationInResponseTo = RequestId }, expected: Unasked));
        Refused(SamlReason.WrongInResponseTo, Validate(GoodResponse, expected: Unasked));
    }

    [Fact]
    [Spec("S-066")]
    public void An_InResponseTo_in_a_second_confirmation_is_found_too()
    {
        var second = $"""<saml:SubjectConfirmation {Saml} Method="urn:x"><saml:SubjectConfirmationData InResponseTo="{RequestId}"/></saml:SubjectConfirmation>""";
        Refused(SamlReason.WrongInResponseTo, Validate(GoodUnasked.Before(d => d.Add("Subject", second)), expected: Unasked));
    }

    [Fact]
    [Spec("S-068"), Spec("SAMLProf-4.1.4.2")]
    public void Conditions_must_be_there() => Refused(SamlReason.MissingConditions, Validate(Good with { HasConditions = false }));

    [Theory]
    [InlineData(181, 180, SamlReason.NotYetValid)]
    [InlineData(180, 180, null)]
    [InlineData(1, 0, SamlReason.NotYetValid)]
    [InlineData(301, 600, SamlReason.NotYetValid)]
    [Spec("S-068"), Spec("SAMLCore-2.5.1.2"), Spec("IIP-G01")]
    public void NotBefore_may_be_ahead_by_the_skew_and_no_more(int begins, int skew, SamlReason? reason) =>
        Assert.Equal(reason, Why(Validate(Good with { NotBefore = Now.AddSeconds(begins) }, Trust with { ClockSkew = TimeSpan.FromSeconds(skew) }))?.Reason);

    [Theory]
    [InlineData(-180, 180, SamlReason.Expired)]
    [InlineData(-179, 180, null)]
    [InlineData(0, 0, SamlReason.Expired)]
    [InlineData(-300, 600, SamlReason.Expired)]
    [Spec("S-068"), Spec("SAMLCore-2.5.1.2"), Spec("IIP-G01")]
    public void NotOnOrAfter_is_over_at_its_instant_and_the_skew_after_it(int end, int skew, SamlReason? reason) =>
        Assert.Equal(reason, Why(Validate(Good with { NotOnOrAfter = Now.AddSeconds(end) }, Trust with { ClockSkew = TimeSpan.FromSeconds(skew) }))?.Reason);

    [Fact]
    [Spec("S-068"), Spec("SAMLCore-2.5.1")]
    public void Conditions_without_times_are_bounded_by_the_confirmation()
    {
        var login = Login(Validate(Good with { NotBefore = null, NotOnOrAfter = null }));
        Assert.Equal(Now.AddMinutes(5) + SamlLimits.MaxSkew, login.ReplayUntil);
    }

    [Theory]
    [InlineData("Conditions", "NotBefore")]
    [InlineData("Conditions", "NotOnOrAfter")]
    [InlineData("SubjectConfirmationData", "NotOnOrAfter")]
    [InlineData("SubjectConfirmationData", "NotBefore")]
    [InlineData("AuthnStatement", "AuthnInstant")]
    [InlineData("AuthnStatement", "SessionNotOnOrAfter")]
    [InlineData("Assertion", "IssueInstant")]
    [InlineData("Response", "IssueInstant")]
    [Spec("S-068"), Spec("SAMLCore-1.3.3"), Spec("CVE-2026-41577")]
    public void A_time_that_is_no_UTC_instant_is_refused_wherever_it_stands(string element, string attribute)
    {
        foreach (var text in new[] { "", "tomorrow", "2026-05-01T12:00:00+00:00", "2026-05-01T12:00:00", "10000-01-01T00:00:00Z", "2026-02-30T00:00:00Z" })
            Refused(SamlReason.BadTime, Validate(GoodResponse.Before(d => d.The(element).SetAttribute(attribute, text))));
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z")]
    [Spec("S-068")]
    public void The_ends_of_time_overflow_nothing(string text)
    {
        (string Element, string Attribute)[] times =
        [
            ("Conditions", "NotBefore"), ("Conditions", "NotOnOrAfter"), ("SubjectConfirmationData", "NotOnOrAfter"), ("AuthnStatement", "AuthnInstant"),
            ("AuthnStatement", "SessionNotOnOrAfter"), ("Assertion", "IssueInstant"), ("Response", "IssueInstant"),
        ];
        foreach (var (element, attribute) in times)
        {
            foreach (var asked in new[] { Expected, Expected with { ForceAuthn = true }, Expected with { MaxAge = int.MaxValue }, Unasked with { ForceAuthn = true, MaxAge = 0 } })
                _ = Validate(GoodResponse.Before(d => d.The(element).SetAttribute(attribute, text)), expected: asked);
        }

        Refused(SamlReason.ValidTooLong, Validate(GoodResponse.Before(d => d.The("Conditions").SetAttribute("NotOnOrAfter", "9999-12-31T23:59:59Z"))));
        Assert.Null(Why(Validate(GoodResponse.Before(d => d.The("AuthnStatement").SetAttribute("SessionNotOnOrAfter", "9999-12-31T23:59:59Z")))));
    }

    [Fact]
    [Spec("S-069"), Spec("SAMLCore-2.5.1.4"), Spec("SAMLProf-4.1.4.2")]
    public void Every_audience_restriction_must_name_us_exactly()
    {
        var why = Why(Validate(Good with { Audiences = ["https://a.example", "https://b.example"] }));
        Assert.Equal((SamlReason.WrongAudience, Sp, "https://a.example https://b.example"), (why?.Reason, why?.Wanted, why?.Got));
        Assert.Null(Why(Validate(Good with { Audiences = ["https://a.example", Sp] })));
        Refused(SamlReason.WrongAudience, Validate(Good with { Audiences = [] }));
        Refused(SamlReason.WrongAudience, Validate(Good with { Audiences = [Sp + "/"] }));
        Refused(SamlReason.WrongAudience, Validate(Good with { Audiences = [" " + Sp] }));
        Refused(SamlReason.WrongAudience, Validate(Good.Before(d => d.Add("Conditions", $"<saml:AudienceRestriction {Saml}><saml:Audience>https://a.example</saml:Audience></saml:AudienceRestriction>"))));
        Refused(SamlReason.WrongAudience, Validate(Good.Before(d => d.Add("Conditions", $"<saml:AudienceRestriction {Saml}/>"))));
        Assert.Null(Why(Validate(Good.Before(d => d.The("Conditions").AppendChild(d.The("AudienceRestriction").CloneNode(true))))));
    }

    [Theory]
    [InlineData($"<saml:Condition {Saml}/>")]
    [InlineData($"<saml:onetimeuse {Saml}/>")]
    [InlineData("""<OneTimeUse xmlns="urn:other"/>""")]
    [Spec("S-070"), Spec("SAMLCore-2.5.1")]
    public void A_condition_that_is_not_understood_does_not_hold(string condition) =>
        Refused(SamlReason.UnknownCondition, Validate(Good.Before(d => d.Add("Conditions", condition))));

    [Fact]
    [Spec("S-070"), Spec("SAMLCore-2.5.1.5")]
    public void OneTimeUse_is_what_we_do_anyway() => Assert.Empty(Login(Validate(Good with { OneTimeUse = true })).Notes);

    [Fact]
    [Spec("S-070"), Spec("SAMLCore-2.5.1.6")]
    public void A_limit_of_proxying_is_passed_over_and_noted()
    {
        var login = Login(Validate(Good.Before(d => d.Add("Conditions", $"""<saml:ProxyRestriction {Saml} Count="0"/>"""))));
        Assert.Contains("Count=0", Assert.Single(login.Notes), StringComparison.Ordinal);
    }

    [Fact]
    [Spec("S-071"), Spec("SAMLProf-4.1.4.2")]
    public void An_assertion_must_say_that_somebody_signed_in() => Refused(SamlReason.MissingAuthnStatement, Validate(Good with { HasAuthnStatement = false }));

    [Theory]
    [InlineData(0, SamlReason.SessionAlreadyOver)]
    [InlineData(-60, SamlReason.SessionAlreadyOver)]
    [InlineData(1, null)]
    [Spec("S-071")]
    public void A_session_that_is_over_at_the_provider_is_not_begun(int ends, SamlReason? reason) =>
        Assert.Equal(reason, Why(Validate(Good with { SessionNotOnOrAfter = Now.AddSeconds(ends) }))?.Reason);

    [Theory]
    [InlineData(181, SamlReason.IssuedInFuture)]
    [InlineData(180, null)]
    [Spec("S-071")]
    public void Nobody_signed_in_in_the_future(int at, SamlReason? reason) =>
        Assert.Equal(reason, Why(Validate(Good with { AuthnInstant = Now.AddSeconds(at) }))?.Reason);

    [Theory]
    // Asked for 20 seconds ago, 180 seconds of skew.
    [InlineData(-200, null)]
    [InlineData(-201, SamlReason.AuthenticationTooOld)]
    [Spec("S-071"), Spec("S-103"), Spec("SAMLCore-3.4.1")]
    public void Where_a_fresh_sign_in_was_asked_for_an_older_one_is_refused(int at, SamlReason? reason)
    {
        var draft = Good with { AuthnInstant = Now.AddSeconds(at) };
        Assert.Equal(reason, Why(Validate(draft, expected: Expected with { ForceAuthn = true }))?.Reason);
        Assert.Equal(reason, Why(Validate(draft, expected: Expected with { MaxAge = 0 }))?.Reason);
        Assert.Null(Why(Validate(draft)));
    }

    [Theory]
    [InlineData(-3800, null)]
    [InlineData(-3801, SamlReason.AuthenticationTooOld)]
    [Spec("S-071"), Spec("S-103")]
    public void An_authentication_may_be_as_old_as_the_app_allows(int at, SamlReason? reason) =>
        Assert.Equal(reason, Why(Validate(Good with { AuthnInstant = Now.AddSeconds(at) }, expected: Expected with { MaxAge = 3600 }))?.Reason);

    [Fact]
    [Spec("S-071")]
    public void Without_a_request_freshness_counts_from_now() =>
        Refused(SamlReason.AuthenticationTooOld, Validate(GoodUnasked with { AuthnInstant = Now.AddMinutes(-10) }, expected: Unasked with { ForceAuthn = true }));

    [Theory]
    [InlineData(181, SamlReason.IssuedInFuture)]
    [InlineData(180, null)]
    [InlineData(-779, null)]
    [InlineData(-780, SamlReason.TooOld)]
    [Spec("S-072")]
    public void A_message_is_made_neither_in_the_future_nor_too_long_ago(int at, SamlReason? reason)
    {
        Assert.Equal(reason, Why(Validate(Good with { AssertionIssuedAt = Now.AddSeconds(at) }))?.Reason);
        Assert.Equal(reason, Why(Validate(Good with { ResponseIssuedAt = Now.AddSeconds(at) }))?.Reason);
        Assert.Equal(reason, Why(Validate(GoodResponse with { ResponseIssuedAt = Now.AddSeconds(at) }))?.Reason);
    }

    [Fact]
    [Spec("S-073"), Spec("SAMLCore-2.5.1.5")]
    public void The_ID_is_to_be_remembered_until_the_later_of_both_ends_and_the_largest_skew()
    {
        Assert.Equal((Good.AssertionId, Now.AddMinutes(20)), Remembered(Good with { ConfirmationNotOnOrAfter = Now.AddMinutes(15) }));
        Assert.Equal((Good.AssertionId, Now.AddMinutes(65)), Remembered(Good with { NotOnOrAfter = Now.AddMinutes(60) }));
    }

    [Theory]
    [InlineData(24 * 60, null)]
    [InlineData((24 * 60) + 1, SamlReason.ValidTooLong)]
    [Spec("S-073")]
    public void No_assertion_is_valid_for_longer_than_a_day(int minutes, SamlReason? reason)
    {
        Assert.Equal(reason, Why(Validate(Good with { NotOnOrAfter = Now.AddMinutes(minutes) }))?.Reason);
        Assert.Equal(reason, Why(Validate(Good with { ConfirmationNotOnOrAfter = Now.AddMinutes(minutes) }))?.Reason);
    }

    [Fact]
    [Spec("S-074"), Spec("IIP-SP07"), Spec("SAMLCore-3.3.2.2.1")]
    public void Another_authentication_than_was_asked_for_is_no_silent_downgrade()
    {
        var asked = Expected with { AuthnContexts = ["urn:mfa", "urn:hardware"] };
        var why = Why(Validate(Good, expected: asked));
        Assert.Equal((SamlReason.WrongAuthnContext, "urn:mfa urn:hardware", SamlUris.PasswordTransport), (why?.Reason, why?.Wanted, why?.Got));
        Refused(SamlReason.WrongAuthnContext, Validate(Good with { AuthnContext = null }, expected: asked));
        Refused(SamlReason.WrongAuthnContext, Validate(Good with { AuthnContext = "urn:MFA" }, expected: asked));
        Assert.Equal("urn:hardware", Login(Validate(Good with { AuthnContext = "urn:hardware" }, expected: asked)).AuthnContext);
        Assert.Null(Login(Validate(Good with { AuthnContext = null })).AuthnContext);
    }

    private static SamlResult Confirmed(params string[] confirmations) => Validate((Good with { ConfirmationMethod = null }).Before(d =>
    {
        foreach (var confirmation in confirmations)
            d.Add("Subject", confirmation);
    }));

    private static (string, DateTimeOffset) Remembered(ResponseDraft draft)
    {
        var login = Login(Validate(draft));
        return (login.AssertionId, login.ReplayUntil);
    }
}
