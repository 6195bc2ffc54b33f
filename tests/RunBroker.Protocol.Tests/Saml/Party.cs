using System.Xml;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Signatures;
using RunBroker.TestIdps;

namespace RunBroker.Protocol.Tests.Saml;

/// <summary>One provider, one connection that trusts it, and one good answer to break.</summary>
internal static class Party
{
    public const string Idp = "https://idp.example/entity";
    public const string Sp = "https://sso.example/federation/saml/con_1/metadata";
    public const string Acs = "https://sso.example/federation/saml/con_1/acs";
    public const string Slo = "https://sso.example/federation/saml/con_1/slo";
    public const string RequestId = "_request-of-this-sign-in";

    public static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    public static TestSamlKey Signing { get; } = TestSamlKey.OfRsa();
    public static TestSamlKey Stranger { get; } = TestSamlKey.OfRsa("evil.example");
    public static TestSamlKey Curve { get; } = TestSamlKey.OfEc();
    public static SpKey Ours { get; } = SpKey.Create("sso.example", Now.AddYears(-1), Now.AddYears(1));
    public static SpKey OursNext { get; } = SpKey.Create("sso.example", Now, Now.AddYears(2));

    public static SamlTrust Trust { get; } = new()
    {
        IdpEntityId = Idp,
        SpEntityId = Sp,
        Keys = [Trusted(Signing)],
        DecryptionKeys = [Ours],
    };

    public static SamlExpectation Expected { get; } = SamlExpectation.AnswerTo(RequestId, Now.AddSeconds(-20), Acs);

    public static ResponseDraft Good { get; } = ResponseDraft.Good(new(Idp, Sp, Acs, RequestId), Signing, Now);

    /// <summary>Only the response is signed.</summary>
    public static ResponseDraft GoodResponse { get; } = Good.Sign(assertion: false, response: true);

    public static ResponseDraft GoodEncrypted { get; } = Good with { Encryption = new(Ours.Certificate) };

    /// <summary>Started at the provider, and therefore signed as a whole.</summary>
    public static ResponseDraft GoodUnasked { get; } = ResponseDraft.Good(new(Idp, Sp, Acs, null), Signing, Now).Sign(assertion: false, response: true);

    public static SamlExpectation Unasked { get; } = SamlExpectation.Unsolicited(Acs);

    public static LogoutDraft GoodLogout { get; } =
        LogoutDraft.Request(Signing, Idp, Slo, new("u-1000"), Now) with { SessionIndexes = ["s-1"] };

    public static LogoutDraft GoodLogoutAnswer { get; } = LogoutDraft.Response(Signing, Idp, Slo, RequestId, Now);

    public static TrustedKey Trusted(TestSamlKey key) => Assert.IsType<TrustedKeyResult.Read>(TrustedKey.FromCertificate(key.Der)).Key;

    public static SamlResult Validate(ResponseDraft draft, SamlTrust? trust = null, SamlExpectation? expected = null, DateTimeOffset? now = null) =>
        SamlResponse.Validate(draft.Write(), trust ?? Trust, expected ?? Expected, now ?? Now);

    public static LogoutRequestResult Ask(LogoutDraft draft, SamlTrust? trust = null) =>
        LogoutRequest.FromPost(draft.Write(), trust ?? Trust, Slo, Now);

    public static LogoutRequestResult AskByQuery(LogoutDraft draft, SamlTrust? trust = null) =>
        LogoutRequest.FromRedirect(Query(draft), trust ?? Trust, Slo, Now);

    public static LogoutResponseResult Answer(LogoutDraft draft) => LogoutResponse.FromPost(draft.Write(), Trust, Slo, RequestId, Now);

    public static LogoutResponseResult AnswerByQuery(LogoutDraft draft) => LogoutResponse.FromRedirect(Query(draft), Trust, Slo, RequestId, Now);

    public static RedirectMessage Query(LogoutDraft draft) => Assert.IsType<RedirectResult.Read>(RedirectBinding.Read(draft.WriteQuery("handle"))).Message;

    /// <summary>Whoever was accepted; a refusal fails with its reason.</summary>
    public static SamlLogin Login(SamlResult result) =>
        result is SamlResult.Refused refused ? throw new Xunit.Sdk.XunitException(refused.Why.ToString()) : Assert.IsType<SamlResult.Accepted>(result).Login;

    public static SamlLogoutAsked Asked(LogoutRequestResult result) =>
        result is LogoutRequestResult.Refused refused ? throw new Xunit.Sdk.XunitException(refused.Why.ToString())
        : Assert.IsType<LogoutRequestResult.Accepted>(result).Asked;

    public static SamlLogoutStatus Status(LogoutResponseResult result) =>
        result is LogoutResponseResult.Refused refused ? throw new Xunit.Sdk.XunitException(refused.Why.ToString())
        : Assert.IsType<LogoutResponseResult.Accepted>(result).Status;

    /// <summary>Why it was refused, of whatever kind of result; null when it was not.</summary>
    public static SamlRefusal? Why(object result) => result switch
    {
        SamlResult.Refused r => r.Why,
        LogoutRequestResult.Refused r => r.Why,
        LogoutResponseResult.Refused r => r.Why,
        RedirectResult.Refused r => r.Why,
        DecodedMessage.Refused r => r.Why,
        _ => null,
    };

    public static void Refused(SamlReason reason, object result) => Assert.Equal(reason, Why(result)?.Reason);

    /// <summary>Changes the document before it is signed: what comes out is truly signed.</summary>
    public static ResponseDraft Before(this ResponseDraft draft, Action<XmlDocument> edit) => draft with { BeforeSigning = edit };

    /// <summary>Changes the document after it was signed.</summary>
    public static ResponseDraft After(this ResponseDraft draft, Action<XmlDocument> edit) => draft with { AfterSigning = edit };

    public static XmlElement The(this XmlDocument document, string localName) => TestXml.One(document, localName);

    /// <summary>Adds an element, given as text, at the end of the one of that name.</summary>
    public static XmlElement Add(this XmlDocument document, string localName, string element) =>
        (XmlElement)document.The(localName).AppendChild(TestXml.Element(document, element))!;

    public static void Remove(this XmlDocument document, string localName) => document.The(localName).ParentNode!.RemoveChild(document.The(localName));
}
