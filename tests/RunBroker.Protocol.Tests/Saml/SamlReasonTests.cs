using System.Text;
using RunBroker.Protocol.Saml;
using RunBroker.TestIdps;
using static RunBroker.Protocol.Saml.SamlReason;
using static RunBroker.Protocol.Tests.Saml.Party;

namespace RunBroker.Protocol.Tests.Saml;

public sealed class SamlReasonTests
{
    /// <summary>For each reason one good message with one part broken.</summary>
    private static readonly Dictionary<SamlReason, Func<object>> Broken = new()
    {
        [TooLarge] = () => Validate(Good with { EditText = t => t + new string(' ', SamlLimits.MessageBytes) }),
        [NotBase64] = () => PostBinding.Decode("<samlp:Response/>"),
        [NotDeflate] = () => RedirectBinding.Read("SAMLRequest=" + Convert.ToBase64String(GoodLogout.Write()).Replace("+", "%2B", StringComparison.Ordinal)),
        [RepeatedParameter] = () => RedirectBinding.Read(GoodLogout.WriteQuery("a") + "&RelayState=b"),

        [NotUtf8] = () => SamlResponse.Validate(Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(Good.Write())), Trust, Expected, Now),
        [Doctype] = () => Validate(Good with { EditText = t => "<!DOCTYPE Response>" + t }),
        [NotXml] = () => Validate(Good with { EditText = t => t[..^1] }),
        [TooComplex] = () => Validate(Good.After(d => d.Add("Response", Deep("Extensions", SamlUris.Protocol)))),

        [WrongRoot] = () => SamlResponse.Validate(GoodLogoutAnswer.Write(), Trust, Expected, Now),
        [UnexpectedContent] = () => Validate(Good.After(d => d.Add("Response", $"""<samlp:Anything xmlns:samlp="{SamlUris.Protocol}"/>"""))),
        [WrongVersion] = () => Validate(Good with { AssertionVersion = "1.1" }),
        [MissingAttribute] = () => Validate(Good with { ResponseIssuedAt = null }),
        [BadTime] = () => Validate(Good.Before(d => d.The("Conditions").SetAttribute("NotOnOrAfter", "2026-05-01T14:05:00+02:00"))),
        [NotOneAssertion] = () => Validate(Good with { HasAssertion = false }),
        [HiddenAssertion] = () => Validate(Good.After(d => d.Add("StatusCode", d.The("Assertion").OuterXml))),
        [DuplicateId] = () => Validate(Good.After(d => d.The("NameID").SetAttribute("Id", d.The("Assertion").GetAttribute("ID")))),

        [AuthnFailed] = () => Says(SamlUris.Responder, SamlUris.AuthnFailed),
        [RequestDenied] = () => Says(SamlUris.Responder, SamlUris.RequestDenied),
        [NoPassive] = () => Says(SamlUris.Responder, SamlUris.NoPassive),
        [NoAuthnContext] = () => Says(SamlUris.Requester, "urn:oasis:names:tc:SAML:2.0:status:NoAuthnContext"),
        [InvalidNameIdPolicy] = () => Says(SamlUris.Requester, "urn:oasis:names:tc:SAML:2.0:status:InvalidNameIDPolicy"),
        [RequestRefused] = () => Says(SamlUris.Requester),
        [SaidNo] = () => Says(SamlUris.Responder),

        [NotSigned] = () => Validate(Good.Sign(false, false)),
        [RequiredSignatureMissing] = () => Validate(Good, Trust with { Require = RequiredSignature.Response }),
        [MisplacedSignature] = () => Validate(Good.After(d => d.Add("Subject", d.The("Signature").OuterXml))),
        [MalformedSignature] = () => Validate(Good.Sign(true, false, new() { EditSignature = s => s.AppendChild(TestXml.Element(s.OwnerDocument, $"""<ds:Object xmlns:ds="{SamlUris.Dsig}"/>""")) })),
        [WrongReference] = () => Validate(Good.Sign(true, false, new() { Uri = "" })),
        [TransformNotAllowed] = () => Validate(Good.Sign(true, false, new() { Transforms = [SamlUris.Enveloped, SamlUris.C14n] })),
        [AlgorithmNotAllowed] = () => Validate(Good.Sign(true, false, new() { Method = SamlUris.RsaSha1 })),
        [NoKeyForAlgorithm] = () => Validate(Good with { Key = Curve, AssertionSignature = new() { Method = SamlUris.EcdsaSha256 } }),
        [WrongDigest] = () => Validate(Good.After(d => d.The("NameID").InnerText = "admin")),
        [BadSignature] = () => Validate(Good with { Key = Stranger }),

        [NotEncrypted] = () => Validate(Good, Trust with { RequireEncryption = true }),
        [EncryptionNotAllowed] = () => Validate(Good with { Encryption = new(Ours.Certificate) { Content = SamlUris.Aes256Cbc } }),
        [MalformedEncryption] = () => Validate(Good with { Encryption = new(Ours.Certificate) { Edit = e => e.OwnerDocument.Remove("CipherValue") } }),
        [DecryptionFailed] = () => Validate(Good with { Encryption = new(OursNext.Certificate) }),

        [MixedValue] = () => Validate(Good.After(d => d.The("NameID").PrependChild(d.CreateComment("")))),
        [NotOneSubject] = () => Validate(Good with { NameId = null }),
        [BadNameId] = () => Validate(Good with { NameId = new(" ") }),
        [TransientSubject] = () => Validate(Good with { NameId = new("t-1", SamlUris.Transient) }),
        [MissingSubjectAttribute] = () => Validate(Good, Trust with { SubjectAttribute = "employeeId" }),

        [WrongIssuer] = () => Validate(Good with { AssertionIssuer = Idp + "/" }),
        [WrongDestination] = () => Validate(Good with { Destination = Acs + "/" }),
        [NoBearerConfirmation] = () => Validate(Good with { ConfirmationMethod = "urn:oasis:names:tc:SAML:2.0:cm:sender-vouches" }),
        [WrongRecipient] = () => Validate(Good with { Recipient = Slo }),
        [BadConfirmation] = () => Validate(Good with { ConfirmationNotOnOrAfter = null }),
        [ConfirmationExpired] = () => Validate(Good with { ConfirmationNotOnOrAfter = Now.AddMinutes(-3) }),
        [WrongInResponseTo] = () => Validate(Good with { InResponseTo = "_another" }),
        [Unsolicited] = () => Validate(GoodUnasked),
        [MissingConditions] = () => Validate(Good with { HasConditions = false }),
        [NotYetValid] = () => Validate(Good with { NotBefore = Now.AddMinutes(3).AddSeconds(1) }),
        [Expired] = () => Validate(Good with { NotOnOrAfter = Now.AddMinutes(-3) }),
        [WrongAudience] = () => Validate(Good with { Audiences = ["https://another.example"] }),
        [UnknownCondition] = () => Validate(Good.Before(d => d.Add("Conditions", $"""<saml:Condition xmlns:saml="{SamlUris.Assertion}"/>"""))),
        [MissingAuthnStatement] = () => Validate(Good with { HasAuthnStatement = false }),
        [SessionAlreadyOver] = () => Validate(Good with { SessionNotOnOrAfter = Now }),
        [IssuedInFuture] = () => Validate(Good with { AssertionIssuedAt = Now.AddMinutes(4) }),
        [TooOld] = () => Validate(Good with { AssertionIssuedAt = Now.AddMinutes(-13) }),
        [ValidTooLong] = () => Validate(Good with { NotOnOrAfter = Now.AddHours(24).AddSeconds(1) }),
        [AuthenticationTooOld] = () => Validate(Good with { AuthnInstant = Now.AddHours(-1) }, expected: Expected with { ForceAuthn = true }),
        [WrongAuthnContext] = () => Validate(Good, expected: Expected with { AuthnContexts = ["urn:mfa"] }),

        [LogoutNamesNobody] = () => Ask(GoodLogout with { NameId = null }),
    };

    /// <summary>Found by the memory of IDs, which is not of this layer.</summary>
    private static readonly SamlReason[] FoundElsewhere = [Replayed];

    public static TheoryData<SamlReason> AllReasons => [.. Enum.GetValues<SamlReason>().Except(FoundElsewhere)];

    [Theory, MemberData(nameof(AllReasons))]
    public void A_good_message_with_one_thing_broken_is_refused_for_that_thing(SamlReason reason)
    {
        var why = Why(Broken[reason]());
        Assert.Equal(reason, why?.Reason);
        Assert.NotEmpty(why!.Spec);
    }

    [Fact]
    public void What_is_broken_above_is_accepted_whole()
    {
        Assert.Equal("u-1000", Login(Validate(Good)).Subject);
        Assert.Equal("u-1000", Login(Validate(GoodResponse)).Subject);
        Assert.Equal("u-1000", Login(Validate(Good.Sign(assertion: true, response: true))).Subject);
        Assert.Equal("u-1000", Login(Validate(GoodEncrypted)).Subject);
        Assert.Equal("u-1000", Login(Validate(GoodUnasked, expected: Unasked)).Subject);
        Assert.Equal("u-1000", Asked(Ask(GoodLogout)).NameId.Value);
        Assert.Equal("u-1000", Asked(AskByQuery(GoodLogout)).NameId.Value);
        Assert.Equal(SamlLogoutStatus.Success, Status(Answer(GoodLogoutAnswer)));
        Assert.Equal(SamlLogoutStatus.Success, Status(AnswerByQuery(GoodLogoutAnswer)));
    }

    [Fact]
    public void Every_reason_says_who_mends_it_and_how()
    {
        Assert.Equal(Enum.GetValues<SamlReason>().Order(), SamlReasons.All.Select(r => r.Reason).Order());
        Assert.All(SamlReasons.All, r => Assert.True(r is { Explanation.Length: > 20, Fix.Length: > 20 } && r == SamlReasons.Of(r.Reason)));
        // Two reasons in the same words would be one.
        Assert.Equal(SamlReasons.All.Length, SamlReasons.All.Select(r => r.Explanation).Distinct().Count());
    }

    [Fact]
    public void Every_rule_has_a_reason_with_a_case()
    {
        var reasons = ResponseRules.Rows.Select(r => r.Reason).Concat(ConfirmationRules.Rows.Select(r => r.Reason)).Concat(LogoutRules.Rows.Select(r => r.Reason));
        Assert.All(reasons, r => Assert.Contains(r, Broken.Keys));
    }

    [Fact]
    [Spec("S-060")]
    public void What_a_provider_says_is_cut_and_cannot_rewrite_the_line_around_it()
    {
        var why = Why(Validate(Good with
        {
            HasAssertion = false,
            Status = [SamlUris.Responder],
            StatusMessage = "a\u202Eb\nc<script>" + new string('y', 5000),
        }))!;
        Assert.StartsWith(SamlUris.Responder + ": a b c<script>yyy", why.Got, StringComparison.Ordinal);
        Assert.True(why.Got!.Length <= ProtocolLimits.Shown + 1);
    }

    private static SamlResult Says(params string[] status) =>
        Validate(Good with { HasAssertion = false, Status = [.. status], AssertionSignature = null });

    private static string Deep(string name, string ns)
    {
        var text = new StringBuilder($"<x:{name} xmlns:x=\"{ns}\">");
        return text.Insert(text.Length, "<x:y>", 60).Insert(text.Length, "</x:y>", 60).Append($"</x:{name}>").ToString();
    }
}
