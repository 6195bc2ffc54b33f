using System.Text;
using System.Xml;
using RunBroker.Protocol.Saml;
using RunBroker.TestIdps;
using static RunBroker.Protocol.Tests.Saml.Party;

namespace RunBroker.Protocol.Tests.Saml;

/// <summary>A provider asks us to end a session, in a form and in a query.</summary>
public sealed class LogoutRequestTests
{
    private const string Samlp = $"""xmlns:samlp="{SamlUris.Protocol}" """;

    public static TheoryData<string> Bindings => ["form", "query"];

    private static LogoutRequestResult By(string binding, LogoutDraft draft) => binding == "form" ? Ask(draft) : AskByQuery(draft);

    [Theory, MemberData(nameof(Bindings))]
    [Spec("S-113"), Spec("SAMLCore-3.7.1")]
    public void It_names_a_person_with_all_qualifiers_and_any_number_of_sessions(string binding)
    {
        var name = new NameIdDraft("u-1", SamlUris.Persistent) { NameQualifier = Idp, SpNameQualifier = Sp, SpProvidedId = "p" };
        var asked = Asked(By(binding, GoodLogout with { NameId = name, SessionIndexes = ["s-1", "s&2"] }));
        Assert.Equal(new SamlNameId("u-1", SamlUris.Persistent, Idp, Sp, "p"), asked.NameId);
        Assert.Equal(["s-1", "s&2"], asked.SessionIndexes);
        Assert.Equal((GoodLogout.Id, Idp), (asked.Id, asked.Issuer));
        Assert.Empty(Asked(By(binding, GoodLogout with { SessionIndexes = [] })).SessionIndexes);
    }

    [Theory, MemberData(nameof(Bindings))]
    [Spec("S-110"), Spec("SAMLProf-4.4.4"), Spec("SDP-SP28")]
    public void Without_a_signature_it_has_no_effect(string binding) => Refused(SamlReason.NotSigned, By(binding, GoodLogout with { IsSigned = false }));

    [Theory, MemberData(nameof(Bindings))]
    [Spec("S-110"), Spec("S-112")]
    public void A_strangers_signature_or_changed_content_is_refused(string binding)
    {
        Refused(SamlReason.BadSignature, By(binding, GoodLogout with { Key = Stranger }));
        Refused(SamlReason.NoKeyForAlgorithm, By(binding, GoodLogout with { Key = Curve, Signature = new() { Method = SamlUris.EcdsaSha256 } }));
        Refused(SamlReason.AlgorithmNotAllowed, By(binding, GoodLogout with { Signature = new() { Method = SamlUris.RsaSha1 } }));
        Refused(SamlReason.WrongDigest, Ask(GoodLogout with { AfterSigning = d => d.The("NameID").InnerText = "victim" }));
    }

    [Fact]
    [Spec("S-111")]
    public void A_query_is_verified_as_it_was_sent()
    {
        var query = GoodLogout.WriteQuery("handle");
        Refused(SamlReason.BadSignature, Read(query.Replace("RelayState=handle", "RelayState=another", StringComparison.Ordinal)));
        Refused(SamlReason.BadSignature, Read(query.Replace("&RelayState=handle", "", StringComparison.Ordinal)));
        Refused(SamlReason.RepeatedParameter, Read(query + "&SAMLRequest=x"));
        Refused(SamlReason.RepeatedParameter, Read(query + "&SAMLResponse=x"));
    }

    [Fact]
    [Spec("S-110"), Spec("S-022"), Spec("SAMLBind-3.4.4.1")]
    public void A_signature_inside_of_a_message_in_a_query_is_no_second_one()
    {
        // Signed inside and, for the attacker's copy, by nobody around.
        var xml = GoodLogout.Write();
        Refused(SamlReason.NotSigned, Read(TestRedirect.Query("SAMLRequest", xml, null, key: null)));
        Refused(SamlReason.BadSignature, Read(TestRedirect.Query("SAMLRequest", xml, null, Stranger)));
        Refused(SamlReason.MisplacedSignature, Read(TestRedirect.Query("SAMLRequest", xml, null, Signing)));
    }

    [Theory, MemberData(nameof(Bindings))]
    [Spec("S-112"), Spec("S-061"), Spec("SAMLProf-4.4.4.1")]
    public void The_issuer_must_be_there_and_the_connections(string binding)
    {
        Refused(SamlReason.WrongIssuer, By(binding, GoodLogout with { Issuer = null }));
        Refused(SamlReason.WrongIssuer, By(binding, GoodLogout with { Issuer = Idp + "/" }));
        Refused(SamlReason.WrongIssuer, By(binding, GoodLogout with { BeforeSigning = d => d.The("Issuer").SetAttribute("Format", SamlUris.Unspecified) }));
    }

    [Theory, MemberData(nameof(Bindings))]
    [Spec("S-112"), Spec("SAMLCore-3.2.1")]
    public void The_destination_must_be_our_URL(string binding)
    {
        Refused(SamlReason.WrongDestination, By(binding, GoodLogout with { Destination = null }));
        Refused(SamlReason.WrongDestination, By(binding, GoodLogout with { Destination = Acs }));
        Refused(SamlReason.WrongDestination, By(binding, GoodLogout with { Destination = Slo + "?" }));
    }

    [Theory, MemberData(nameof(Bindings))]
    [Spec("S-112"), Spec("SAMLCore-3.7.1")]
    public void Its_times_are_judged_with_the_skew(string binding)
    {
        Assert.Equal(Now.AddMinutes(15), Asked(By(binding, GoodLogout with { NotOnOrAfter = null })).ReplayUntil);
        Asked(By(binding, GoodLogout with { NotOnOrAfter = Now.AddSeconds(-179) }));
        Refused(SamlReason.Expired, By(binding, GoodLogout with { NotOnOrAfter = Now.AddSeconds(-180) }));
        Asked(By(binding, GoodLogout with { IssuedAt = Now.AddSeconds(-779) }));
        Refused(SamlReason.TooOld, By(binding, GoodLogout with { IssuedAt = Now.AddSeconds(-780) }));
        Asked(By(binding, GoodLogout with { IssuedAt = Now.AddSeconds(180) }));
        Refused(SamlReason.IssuedInFuture, By(binding, GoodLogout with { IssuedAt = Now.AddSeconds(181) }));
        Refused(SamlReason.BadTime, By(binding, GoodLogout with { BeforeSigning = d => d.The("LogoutRequest").SetAttribute("NotOnOrAfter", "soon") }));
    }

    [Theory, MemberData(nameof(Bindings))]
    [Spec("S-113"), Spec("S-052")]
    public void It_must_name_somebody(string binding)
    {
        Refused(SamlReason.LogoutNamesNobody, By(binding, GoodLogout with { NameId = null }));
        Refused(SamlReason.LogoutNamesNobody, By(binding, GoodLogout with { NameId = new("") }));
        Refused(SamlReason.LogoutNamesNobody, By(binding, GoodLogout with { NameId = new(new string('x', 1025)) }));
        Refused(SamlReason.LogoutNamesNobody, By(binding, GoodLogout with { BeforeSigning = d => d.The("LogoutRequest").AppendChild(d.The("NameID").CloneNode(true)) }));
    }

    [Theory, MemberData(nameof(Bindings))]
    [Spec("S-113")]
    public void A_session_index_that_says_nothing_does_not_widen_it_to_all_sessions(string binding)
    {
        Refused(SamlReason.LogoutNamesNobody, By(binding, GoodLogout with { SessionIndexes = ["s-1", ""] }));
        Refused(SamlReason.MixedValue, By(binding, GoodLogout with { BeforeSigning = d => d.The("SessionIndex").AppendChild(d.CreateComment("x")) }));
    }

    [Theory, MemberData(nameof(Bindings))]
    [Spec("S-050"), Spec("S-113")]
    public void A_comment_inside_of_the_name_is_refused(string binding) =>
        Refused(SamlReason.MixedValue, By(binding, GoodLogout with { BeforeSigning = d => d.The("NameID").PrependChild(d.CreateComment("")) }));

    [Theory, MemberData(nameof(Bindings))]
    [Spec("S-089"), Spec("IIP-SP16")]
    public void An_encrypted_name_is_read(string binding)
    {
        var draft = GoodLogout with { Encryption = new(Ours.Certificate) };
        Assert.Equal(new SamlNameId("u-1000", SamlUris.Persistent), Asked(By(binding, draft)).NameId);
        Refused(SamlReason.DecryptionFailed, By(binding, GoodLogout with { Encryption = new(OursNext.Certificate) }));
        Refused(SamlReason.DecryptionFailed, By(binding, GoodLogout with { Encryption = new(Ours.Certificate) { EditPlaintext = _ => Encoding.UTF8.GetBytes("<x/>") } }));
        Refused(SamlReason.EncryptionNotAllowed, By(binding, GoodLogout with { Encryption = new(Ours.Certificate) { Transport = SamlUris.Rsa15 } }));
    }

    [Theory, MemberData(nameof(Bindings))]
    [Spec("S-012"), Spec("S-013"), Spec("S-015")]
    public void Its_shape_is_that_of_the_schema(string binding)
    {
        Refused(SamlReason.WrongVersion, By(binding, GoodLogout with { Version = "1.1" }));
        Refused(SamlReason.MissingAttribute, By(binding, GoodLogout with { IssuedAt = null }));
        Refused(SamlReason.UnexpectedContent, By(binding, GoodLogout with { BeforeSigning = d => d.Add("LogoutRequest", $"<samlp:Status {Samlp}/>") }));
        Refused(SamlReason.HiddenAssertion, By(binding, GoodLogout with { BeforeSigning = d => d.Add("LogoutRequest", $"""<saml:Assertion xmlns:saml="{SamlUris.Assertion}" ID="_x"/>""") }));
        Asked(By(binding, GoodLogout with { BeforeSigning = d => d.Add("LogoutRequest", $"<samlp:Extensions {Samlp}><x/></samlp:Extensions>") }));
    }

    [Fact]
    [Spec("S-012")]
    public void Another_message_is_no_logout_request()
    {
        Refused(SamlReason.WrongRoot, LogoutRequest.FromPost(GoodResponse.Write(), Trust, Slo, Now));
        Refused(SamlReason.WrongRoot, LogoutRequest.FromPost(GoodLogoutAnswer.Write(), Trust, Slo, Now));
        Refused(SamlReason.WrongRoot, LogoutRequest.FromRedirect(Query(GoodLogoutAnswer), Trust, Slo, Now));
        Refused(SamlReason.WrongRoot, Read(TestRedirect.Query("SAMLRequest", GoodLogoutAnswer.Write(), null, Signing)));
        Refused(SamlReason.NotXml, Read(TestRedirect.Query("SAMLRequest", "hello"u8.ToArray(), null, Signing)));
    }

    [Fact]
    [Spec("S-022"), Spec("S-024")]
    public void A_signed_request_wrapped_into_a_forged_one_is_refused() => Assert.All(
        [
            Why(Ask(GoodLogout with { AfterSigning = d => Wrap(d, sameId: true) })),
            Why(Ask(GoodLogout with { AfterSigning = d => Wrap(d, sameId: false) })),
        ],
        w => Assert.True(w?.Reason is SamlReason.MisplacedSignature or SamlReason.DuplicateId or SamlReason.UnexpectedContent or SamlReason.WrongReference, $"{w}"));

    [Fact]
    [Spec("S-101"), Spec("SDP-SP31"), Spec("AU-28")]
    public void Ours_sends_the_name_and_the_session_back_as_they_came()
    {
        var name = new SamlNameId(" <u>&\"1\" ", SamlUris.EmailFormat, "q&", Sp, "p");
        var xml = LogoutRequest.Write("_id", Now, Sp, "https://idp.example/slo?a=1&b=2", name, "s<1>&");
        var root = TestXml.Root(TestXml.Parse(xml));
        Assert.Equal(("LogoutRequest", SamlUris.Protocol), (root.LocalName, root.NamespaceURI));
        Assert.Equal(("_id", "2.0", "2026-05-01T12:00:00Z", "https://idp.example/slo?a=1&b=2"),
            (root.GetAttribute("ID"), root.GetAttribute("Version"), root.GetAttribute("IssueInstant"), root.GetAttribute("Destination")));
        Assert.Equal(["Issuer", "NameID", "SessionIndex"], root.ChildNodes.OfType<XmlElement>().Select(e => e.LocalName));
        var sent = TestXml.One(root, "NameID");
        Assert.Equal(name, new SamlNameId(sent.InnerText, sent.GetAttribute("Format"), sent.GetAttribute("NameQualifier"), sent.GetAttribute("SPNameQualifier"), sent.GetAttribute("SPProvidedID")));
        Assert.Equal((Sp, "s<1>&"), (TestXml.One(root, "Issuer").InnerText, TestXml.One(root, "SessionIndex").InnerText));
        var bare = TestXml.Root(TestXml.Parse(LogoutRequest.Write("_id", Now, Sp, "https://idp.example/slo", new("u"), null)));
        Assert.Null(TestXml.Find(bare, "SessionIndex"));
        Assert.Empty(TestXml.One(bare, "NameID").Attributes.OfType<XmlAttribute>());
    }

    private static object Read(string query) => RedirectBinding.Read(query) is RedirectResult.Read { Message: var message }
        ? LogoutRequest.FromRedirect(message, Trust, Slo, Now)
        : RedirectBinding.Read(query);

    private static void Wrap(XmlDocument document, bool sameId)
    {
        var signed = document.DocumentElement!;
        var forged = (XmlElement)signed.CloneNode(true);
        forged.RemoveChild(TestXml.One(forged, "Signature"));
        if (!sameId) forged.SetAttribute("ID", "_forged");
        TestXml.One(forged, "NameID").InnerText = "victim";
        document.ReplaceChild(forged, signed);
        forged.PrependChild(TestXml.Element(document, $"<samlp:Extensions {Samlp}/>"))!.AppendChild(signed);
    }
}
