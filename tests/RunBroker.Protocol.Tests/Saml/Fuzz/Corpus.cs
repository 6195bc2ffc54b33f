using System.Collections.Immutable;
using System.Text;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Signatures;
using RunBroker.TestIdps;

namespace RunBroker.Protocol.Tests.Saml.Fuzz;

/// <param name="Identity">What its signer vouched for; null: signed by nobody whom we trust.</param>
internal sealed record Sample(string Name, byte[] Xml, string? Identity)
{
    public string Text { get; } = Encoding.UTF8.GetString(Xml);
}

/// <summary>Good messages of all shapes, each about another person, and some of an attacker who has a key of their own.</summary>
internal sealed class Corpus
{
    public const string Idp = "https://idp.example";
    public const string Sp = "https://broker.example/saml/1/metadata";
    public const string Acs = "https://broker.example/saml/1/acs";
    public const string Slo = "https://broker.example/saml/1/slo";
    public const string RequestId = "_request";
    public static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Lazy<Corpus> Made = new(static () => new());

    private Corpus()
    {
        Rsa = TestSamlKey.OfRsa();
        Ec = TestSamlKey.OfEc();
        Attacker = TestSamlKey.OfRsa();
        Recipient = TestSamlKey.OfRsa("broker.example");
        Trust = new()
        {
            IdpEntityId = Idp,
            SpEntityId = Sp,
            Keys = [Trusted(Rsa), Trusted(Ec)],
            DecryptionKeys = [SpKey.From(Recipient.Rsa.ExportPkcs8PrivateKey(), Recipient.Der.Span)],
            Decryption = new(DangerAllowCbc: true),
        };
        Responses = [.. MakeResponses()];
    }

    public static Corpus Of => Made.Value;

    public TestSamlKey Rsa { get; }
    public TestSamlKey Ec { get; }
    public TestSamlKey Attacker { get; }
    public TestSamlKey Recipient { get; }
    public SamlTrust Trust { get; }
    public SamlExpectation Expected { get; } = SamlExpectation.AnswerTo(RequestId, Now.AddMinutes(-1), Acs);
    public ImmutableArray<Sample> Responses { get; }

    /// <summary>All of a login that anything is decided by.</summary>
    public static string IdentityOf(SamlLogin login) => string.Join('\n',
    [
        login.Issuer, login.Subject, $"{login.NameId}", login.SessionIndex, $"{login.AuthnInstant:O}", $"{login.SessionNotOnOrAfter:O}", login.AuthnContext,
        login.AssertionId, .. login.Attributes.Select(static a => $"{a.Name}|{a.NameFormat}|{a.FriendlyName}|{string.Join('|', a.Values)}"),
    ]);

    public string? IdentityIn(ReadOnlyMemory<byte> response) =>
        SamlResponse.Validate(response, Trust, Expected, Now) is SamlResult.Accepted { Login: var login } ? IdentityOf(login) : null;

    public ResponseDraft Draft(string person, TestSamlKey key, SamlStyle style) => ResponseDraft.Good(new(Idp, Sp, Acs, RequestId), key, Now) with
    {
        Style = style,
        NameId = new(person) { NameQualifier = Idp, SpNameQualifier = Sp },
        SessionNotOnOrAfter = Now.AddHours(8),
        Attributes = [new("email", person + "@tagoio.example"), new("groups", "staff", "admins") { FriendlyName = "Groups" }, new("name", "Zoë <" + person + "> & co")],
    };

    private static TrustedKey Trusted(TestSamlKey key) => Assert.IsType<TrustedKeyResult.Read>(TrustedKey.FromCertificate(key.Der)).Key;

    private IEnumerable<Sample> MakeResponses()
    {
        var styles = new[]
        {
            SamlStyle.Plain, SamlStyle.Okta, SamlStyle.Entra, SamlStyle.Adfs, SamlStyle.Google, SamlStyle.SimpleSamlPhp, SamlStyle.Keycloak, SamlStyle.Shibboleth,
        };
        foreach (var (i, style) in styles.Index())
        {
            var key = i % 3 == 2 ? Ec : Rsa;
            yield return Make($"assertion signed {i}", Draft($"anna-{i}", key, style));
            yield return Make($"response signed {i}", Draft($"bruno-{i}", key, style).Sign(assertion: false, response: true));
            yield return Make($"both signed {i}", Draft($"clara-{i}", key, style).Sign(assertion: true, response: true));
            yield return Make($"attacker {i}", Draft($"victim-{i}", Attacker, style).Sign(assertion: true, response: i % 2 == 0));
        }

        EncryptionPlan[] plans =
        [
            new(Recipient.Der), new(Recipient.Der) { Place = KeyPlace.Beside }, new(Recipient.Der) { Place = KeyPlace.BesideWithRetrieval },
            new EncryptionPlan(Recipient.Der) { Content = SamlUris.Aes128Gcm }.WithSha256(), new(Recipient.Der) { Content = SamlUris.Aes256Cbc },
        ];
        foreach (var (i, plan) in plans.Index())
        {
            yield return Make($"encrypted {i}", (Draft($"dora-{i}", Rsa, SamlStyle.Plain) with { Encryption = plan }).Sign(assertion: true, response: i % 2 == 0));
            yield return Make($"encrypted by the attacker {i}", Draft($"victim-{i}", Attacker, SamlStyle.Plain) with { Encryption = plan });
        }
    }

    private Sample Make(string name, ResponseDraft draft)
    {
        var xml = draft.Write();
        var identity = IdentityIn(xml);
        // What is called good is accepted, and what the attacker signed is not: else the rest would prove nothing.
        Assert.Equal(draft.Key == Attacker, identity is null);
        return new(name, xml, identity);
    }
}
