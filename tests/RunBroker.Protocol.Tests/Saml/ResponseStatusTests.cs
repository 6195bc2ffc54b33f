using RunBroker.Protocol.Saml;
using RunBroker.TestIdps;
using static RunBroker.Protocol.Tests.Saml.Party;

namespace RunBroker.Protocol.Tests.Saml;

/// <summary>What a provider says instead of an assertion.</summary>
public sealed class ResponseStatusTests
{
    private const string Codes = "urn:oasis:names:tc:SAML:2.0:status:";

    [Theory]
    [InlineData("Responder", "AuthnFailed", SamlReason.AuthnFailed)]
    [InlineData("Requester", "AuthnFailed", SamlReason.AuthnFailed)]
    [InlineData("Responder", "RequestDenied", SamlReason.RequestDenied)]
    [InlineData("Responder", "UnknownPrincipal", SamlReason.RequestDenied)]
    [InlineData("Responder", "NoPassive", SamlReason.NoPassive)]
    [InlineData("Responder", "NoAuthnContext", SamlReason.NoAuthnContext)]
    [InlineData("Requester", "InvalidNameIDPolicy", SamlReason.InvalidNameIdPolicy)]
    [InlineData("Requester", "RequestUnsupported", SamlReason.RequestRefused)]
    [InlineData("Requester", null, SamlReason.RequestRefused)]
    [InlineData("VersionMismatch", null, SamlReason.RequestRefused)]
    [InlineData("AuthnFailed", null, SamlReason.AuthnFailed)]
    [InlineData("Responder", null, SamlReason.SaidNo)]
    [InlineData("Responder", "NoAvailableIDP", SamlReason.SaidNo)]
    [InlineData("PartialLogout", null, SamlReason.SaidNo)]
    [Spec("S-060"), Spec("SAMLCore-3.2.2.2"), Spec("SDP-SP11")]
    public void An_error_is_told_as_the_providers_and_never_as_a_missing_signature(string top, string? second, SamlReason reason)
    {
        foreach (var signed in new[] { true, false })
        {
            var why = Why(Validate(Error(top, second).Sign(false, signed)));
            Assert.Equal(reason, why?.Reason);
            Assert.Equal(SamlNames.Success, why!.Wanted);
            Assert.Equal(string.Join(' ', new[] { top, second }.OfType<string>().Select(c => Codes + c)), why.Got);
        }
    }

    [Fact]
    [Spec("S-060")]
    public void A_person_who_is_not_assigned_at_Entra_ID_is_told_so()
    {
        var why = Why(Validate(Error("Responder", null) with { StatusMessage = "AADSTS50105: Your administrator has configured the application ..." }))!;
        Assert.Equal(SamlReason.RequestDenied, why.Reason);
        Assert.Contains("AADSTS50105", why.Got, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("S-060"), Spec("S-021")]
    public void An_error_refuses_even_beside_a_signed_assertion() => Refused(SamlReason.AuthnFailed, Validate(Good with { Status = [Codes + "Responder", Codes + "AuthnFailed"] }));

    [Fact]
    [Spec("S-060"), Spec("SAMLCore-3.2.2")]
    public void A_status_that_is_missing_doubled_or_empty_is_no_success()
    {
        Refused(SamlReason.SaidNo, Validate(Good with { Status = [] }));
        Refused(SamlReason.SaidNo, Validate(Good.After(d => d.The("Response").AppendChild(d.The("Status").CloneNode(true)))));
        Refused(SamlReason.SaidNo, Validate(Good.After(d => d.The("Status").AppendChild(d.The("StatusCode").CloneNode(true)))));
        Refused(SamlReason.SaidNo, Validate(Good.After(d => d.The("StatusCode").RemoveAttribute("Value"))));
        Refused(SamlReason.SaidNo, Validate(Good.After(d => d.Remove("StatusCode"))));
        Refused(SamlReason.SaidNo, Validate(Good with { Status = [SamlUris.Success + " "] }));
        Refused(SamlReason.SaidNo, Validate(Good with { Status = [SamlUris.Responder, SamlUris.Success] }));
    }

    [Fact]
    [Spec("S-060")]
    public void A_word_more_inside_of_success_is_still_success() =>
        Assert.Null(Why(Validate(Good with { Status = [SamlUris.Success, "urn:example:step-up-done"], StatusMessage = "welcome" })));

    [Fact]
    [Spec("S-060"), Spec("S-061"), Spec("S-064")]
    public void An_error_of_another_provider_or_of_another_sign_in_is_not_this_ones()
    {
        Refused(SamlReason.WrongIssuer, Validate(Error("Responder", "AuthnFailed") with { ResponseIssuer = "https://evil.example" }));
        Refused(SamlReason.WrongInResponseTo, Validate(Error("Responder", "AuthnFailed") with { InResponseTo = "_another" }));
        // A provider that could not read our request cannot say which one it was.
        Refused(SamlReason.RequestRefused, Validate(Error("Requester", null) with { InResponseTo = null, ResponseIssuer = null }));
    }

    [Fact]
    [Spec("S-021")]
    public void An_error_with_a_signature_that_does_not_hold_is_refused_for_that() =>
        Refused(SamlReason.BadSignature, Validate((Error("Responder", "AuthnFailed") with { Key = Stranger }).Sign(false, true)));

    private static ResponseDraft Error(string top, string? second) => Good with
    {
        HasAssertion = false,
        AssertionSignature = null,
        Status = second is null ? [Codes + top] : [Codes + top, Codes + second],
    };
}
