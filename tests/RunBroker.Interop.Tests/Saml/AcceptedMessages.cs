using System.Security.Cryptography;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Signatures;
using RunBroker.TestIdps;

namespace RunBroker.Interop.Tests.Saml;

/// <param name="NotFor">Why xmlsec1 cannot judge it; null: it can.</param>
internal sealed record AcceptedMessage(string Name, byte[] Xml, TestSamlKey Signer, string? NotFor = null);

/// <summary>Every kind of message that the broker takes: styles of providers, parts signed, algorithms, ways to encrypt.</summary>
internal sealed class AcceptedMessages
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SamlParties Parties = new("https://idp.example", "https://broker.example/metadata", "https://broker.example/acs", "_request");
    private const string Slo = "https://broker.example/slo";

    private readonly TestSamlKey rsa = TestSamlKey.OfRsa();
    private readonly TestSamlKey p256 = TestSamlKey.OfEc();
    private readonly TestSamlKey p384 = TestSamlKey.OfEc(curve: ECCurve.NamedCurves.nistP384);
    private readonly TestSamlKey p521 = TestSamlKey.OfEc(curve: ECCurve.NamedCurves.nistP521);

    public TestSamlKey Recipient { get; } = TestSamlKey.OfRsa("broker.example");

    public IEnumerable<AcceptedMessage> Responses => [.. OfStyles(), .. OfMethods(), .. OfDigests(), .. Encrypted()];

    public IEnumerable<AcceptedMessage> Logouts =>
    [
        new("logout request", LogoutDraft.Request(rsa, Parties.IdpEntityId, Slo, new("u-1000"), Now).Write(), rsa),
        new("logout request, P-256", LogoutDraft.Request(p256, Parties.IdpEntityId, Slo, new("u-1000"), Now).Write(), p256),
        new("logout request, encrypted", (LogoutDraft.Request(rsa, Parties.IdpEntityId, Slo, new("u-1000"), Now) with { Encryption = new(Recipient.Der) }).Write(), rsa),
    ];

    private SamlTrust Trust => new()
    {
        IdpEntityId = Parties.IdpEntityId,
        SpEntityId = Parties.SpEntityId,
        Keys = [.. new[] { rsa, p256, p384, p521 }.Select(static k => ((TrustedKeyResult.Read)TrustedKey.FromCertificate(k.Der)).Key)],
        DecryptionKeys = [SpKey.From(Recipient.Rsa.ExportPkcs8PrivateKey(), Recipient.Der.Span)],
        Decryption = new(DangerAllowCbc: true),
    };

    public SamlResult Validate(byte[] response) =>
        SamlResponse.Validate(response, Trust, SamlExpectation.AnswerTo(Parties.RequestId!, Now.AddSeconds(-20), Parties.AcsUrl), Now);

    public LogoutRequestResult Ask(byte[] logout) => LogoutRequest.FromPost(logout, Trust, Slo, Now);

    private ResponseDraft Good(TestSamlKey? key = null) => ResponseDraft.Good(Parties, key ?? rsa, Now) with
    {
        // Without a carriage return: the platform, which canonicalizes here, gets that wrong. See XmlSec1Tests.What_the_broker_signs.
        Attributes = [new("name", "Zoë & <co>\n\t\"'"), new("groups", "staff", "", "admins")],
    };

    private IEnumerable<AcceptedMessage> OfStyles()
    {
        (string Name, SamlStyle Style)[] styles =
        [
            ("plain", SamlStyle.Plain), ("okta", SamlStyle.Okta), ("entra", SamlStyle.Entra), ("adfs", SamlStyle.Adfs), ("google", SamlStyle.Google),
            ("simplesamlphp", SamlStyle.SimpleSamlPhp), ("keycloak", SamlStyle.Keycloak), ("shibboleth", SamlStyle.Shibboleth),
        ];
        foreach (var (name, style) in styles)
        {
            var draft = Good() with { Style = style };
            yield return new($"{name}, assertion", draft.Sign(assertion: true, response: false).Write(), rsa);
            yield return new($"{name}, response", draft.Sign(assertion: false, response: true).Write(), rsa);
            yield return new($"{name}, both", draft.Sign(assertion: true, response: true).Write(), rsa);
            yield return new($"{name}, by SignedXml", (draft with { Attributes = [] }).Sign(assertion: true, response: false, new() { ByPlatform = true }).Write(), rsa);
        }
    }

    private IEnumerable<AcceptedMessage> OfMethods()
    {
        (TestSamlKey Key, string Method)[] methods =
        [
            (rsa, SamlUris.RsaSha384), (rsa, SamlUris.RsaSha512), (p256, SamlUris.EcdsaSha256), (p384, SamlUris.EcdsaSha384), (p521, SamlUris.EcdsaSha512),
            (p256, SamlUris.EcdsaSha512), (rsa, SamlUris.PssSha256), (rsa, SamlUris.PssSha384), (rsa, SamlUris.PssSha512),
        ];
        foreach (var (key, method) in methods)
        {
            var isPss = method.EndsWith("-rsa-MGF1", StringComparison.Ordinal);
            yield return new(method, Good(key).Sign(assertion: true, response: true, new() { Method = method }).Write(), key, isPss ? "RSA-PSS" : null);
        }
    }

    private IEnumerable<AcceptedMessage> OfDigests()
    {
        foreach (var digest in new[] { SamlUris.Sha384, SamlUris.Sha512 })
            yield return new(digest, Good().Sign(assertion: true, response: false, new() { Digest = digest }).Write(), rsa);
        yield return new("prefix list", Good().Sign(assertion: true, response: false, new() { InclusivePrefixes = "saml samlp #default" }).Write(), rsa);
    }

    private IEnumerable<AcceptedMessage> Encrypted()
    {
        foreach (var content in new[] { SamlUris.Aes128Gcm, SamlUris.Aes192Gcm, SamlUris.Aes256Gcm, SamlUris.Aes128Cbc, SamlUris.Aes192Cbc, SamlUris.Aes256Cbc })
        {
            var plan = new EncryptionPlan(Recipient.Der) { Content = content };
            yield return new(content, (Good() with { Encryption = plan }).Sign(assertion: true, response: true).Write(), rsa);
        }

        yield return Placed(KeyPlace.BesideWithRetrieval, null);
        yield return Placed(KeyPlace.Beside, "EncryptedKey that nothing leads to");
        yield return new("xmlenc11 OAEP", (Good() with { Encryption = new EncryptionPlan(Recipient.Der).WithSha256() }).Write(), rsa, "RSA-OAEP of XML Encryption 1.1");
    }

    private AcceptedMessage Placed(KeyPlace place, string? notFor) =>
        new($"key {place}", (Good() with { Encryption = new(Recipient.Der) { Place = place } }).Write(), rsa, notFor);
}
