using RunBroker.Protocol.Saml;
using RunBroker.TestIdps;
using static RunBroker.Protocol.Tests.Saml.Party;

namespace RunBroker.Protocol.Tests.Saml;

/// <summary>A provider answers our logout request, in a form and in a query; and our answer to theirs.</summary>
public sealed class LogoutResponseTests
{
    public static TheoryData<string> Bindings => ["form", "query"];

    private static LogoutResponseResult By(string binding, LogoutDraft draft) => binding == "form" ? Answer(draft) : AnswerByQuery(draft);

    [Theory, MemberData(nameof(Bindings))]
    [Spec("S-114"), Spec("SAMLCore-3.7.3.2")]
    public void Its_status_is_evaluated(string binding)
    {
        Assert.Equal(SamlLogoutStatus.Success, Status(By(binding, GoodLogoutAnswer)));
        Assert.Equal(SamlLogoutStatus.PartialLogout, Status(By(binding, GoodLogoutAnswer with { Status = [SamlUris.Success, SamlUris.PartialLogout] })));
        Assert.Equal(SamlLogoutStatus.PartialLogout, Status(By(binding, GoodLogoutAnswer with { Status = [SamlUris.PartialLogout] })));
        Assert.Equal(SamlLogoutStatus.Failed, Status(By(binding, GoodLogoutAnswer with { Status = [SamlUris.Responder, SamlUris.PartialLogout] })));
        Assert.Equal(SamlLogoutStatus.Failed, Status(By(binding, GoodLogoutAnswer with { Status = [SamlUris.Responder] })));
        Assert.Equal(SamlLogoutStatus.Failed, Status(By(binding, GoodLogoutAnswer with { Status = [SamlUris.Requester, SamlUris.RequestDenied] })));
        Refused(SamlReason.SaidNo, By(binding, GoodLogoutAnswer with { Status = [] }));
        Refused(SamlReason.SaidNo, By(binding, GoodLogoutAnswer with { BeforeSigning = d => d.The("LogoutResponse").AppendChild(d.The("Status").CloneNode(true)) }));
    }

    [Theory, MemberData(nameof(Bindings))]
    [Spec("S-114")]
    public void It_is_signed_by_the_provider(string binding)
    {
        Refused(SamlReason.NotSigned, By(binding, GoodLogoutAnswer with { IsSigned = false }));
        Refused(SamlReason.BadSignature, By(binding, GoodLogoutAnswer with { Key = Stranger }));
        Refused(SamlReason.WrongDigest, Answer(GoodLogoutAnswer with { Status = [SamlUris.Responder], AfterSigning = d => d.The("StatusCode").SetAttribute("Value", SamlUris.Success) }));
    }

    [Theory, MemberData(nameof(Bindings))]
    [Spec("S-114"), Spec("SAMLCore-3.2.2")]
    public void It_answers_our_request(string binding)
    {
        Refused(SamlReason.WrongInResponseTo, By(binding, GoodLogoutAnswer with { InResponseTo = "_another" }));
        Refused(SamlReason.WrongInResponseTo, By(binding, GoodLogoutAnswer with { InResponseTo = null }));
    }

    [Theory, MemberData(nameof(Bindings))]
    [Spec("S-114"), Spec("S-061"), Spec("S-062"), Spec("S-072")]
    public void It_comes_from_the_provider_to_us_and_now(string binding)
    {
        Refused(SamlReason.WrongIssuer, By(binding, GoodLogoutAnswer with { Issuer = null }));
        Refused(SamlReason.WrongIssuer, By(binding, GoodLogoutAnswer with { Issuer = "https://evil.example" }));
        Refused(SamlReason.WrongDestination, By(binding, GoodLogoutAnswer with { Destination = null }));
        Refused(SamlReason.WrongDestination, By(binding, GoodLogoutAnswer with { Destination = Acs }));
        Refused(SamlReason.TooOld, By(binding, GoodLogoutAnswer with { IssuedAt = Now.AddMinutes(-13) }));
        Refused(SamlReason.IssuedInFuture, By(binding, GoodLogoutAnswer with { IssuedAt = Now.AddMinutes(4) }));
        Refused(SamlReason.WrongVersion, By(binding, GoodLogoutAnswer with { Version = null }));
    }

    [Fact]
    [Spec("S-012")]
    public void Another_message_is_no_answer_to_a_logout()
    {
        Refused(SamlReason.WrongRoot, LogoutResponse.FromPost(GoodLogout.Write(), Trust, Slo, RequestId, Now));
        Refused(SamlReason.WrongRoot, LogoutResponse.FromPost(GoodResponse.Write(), Trust, Slo, RequestId, Now));
        Refused(SamlReason.WrongRoot, LogoutResponse.FromRedirect(Query(GoodLogout), Trust, Slo, RequestId, Now));
    }

    [Theory]
    [InlineData(SamlLogoutStatus.Success, SamlUris.Success, null)]
    [InlineData(SamlLogoutStatus.PartialLogout, SamlUris.Success, SamlUris.PartialLogout)]
    [InlineData(SamlLogoutStatus.Failed, SamlUris.Responder, null)]
    [Spec("SAMLCore-3.7.3.2"), Spec("S-101")]
    public void Ours_tells_of_the_session_here_and_inside_of_that_of_the_apps(SamlLogoutStatus status, string top, string? second)
    {
        var root = TestXml.Root(TestXml.Parse(LogoutResponse.Write("_id", Now, Sp, "https://idp.example/slo", "_their&request", status)));
        Assert.Equal(("LogoutResponse", "_their&request", "https://idp.example/slo"), (root.LocalName, root.GetAttribute("InResponseTo"), root.GetAttribute("Destination")));
        Assert.Equal(Sp, TestXml.One(root, "Issuer").InnerText);
        var code = TestXml.One(root, "StatusCode");
        Assert.Equal((top, second), (code.GetAttribute("Value"), code.HasChildNodes ? TestXml.One(code.FirstChild!, "StatusCode").GetAttribute("Value") : null));
    }

    [Theory]
    [InlineData(SamlLogoutStatus.Success)]
    [InlineData(SamlLogoutStatus.PartialLogout)]
    [InlineData(SamlLogoutStatus.Failed)]
    [Spec("SAMLCore-3.7.3.2")]
    public void What_we_write_is_what_we_would_read(SamlLogoutStatus status)
    {
        var xml = Protocol.Saml.Signatures.XmlSigner.Sign(LogoutResponse.Write("_id", Now, Idp, Slo, RequestId, status), Ours);
        var trust = Trust with { Keys = [Signatures.Signed.Trust(Ours.Certificate)] };
        Assert.Equal(status, Status(LogoutResponse.FromPost(xml, trust, Slo, RequestId, Now)));
    }
}
