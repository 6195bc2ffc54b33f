using System.Security.Cryptography;

namespace RunBroker.TestIdps;

/// <summary>What the messages are made of: the parties, their keys and the time.</summary>
public sealed class HostileGround
{
    public HostileGround(SamlParties parties, string sloUrl, DateTimeOffset now, ReadOnlyMemory<byte>? spCertificate = null)
    {
        (Parties, SloUrl, Now) = (parties, sloUrl, now);
        SpCertificate = spCertificate ?? Sp.Der;
    }

    public SamlParties Parties { get; private set; }
    /// <summary>Of the receiver.</summary>
    public string SloUrl { get; private set; }
    public DateTimeOffset Now { get; private set; }
    /// <summary>Signs; the receiver trusts its certificate.</summary>
    public TestSamlKey Idp { get; } = TestSamlKey.OfRsa("idp.example");
    public TestSamlKey IdpEc { get; } = TestSamlKey.OfEc("idp.example");
    /// <summary>For the receiver to decrypt with, where it brought no certificate of its own.</summary>
    public TestSamlKey Sp { get; } = TestSamlKey.OfRsa("sp.example");
    /// <summary>What is encrypted is encrypted to it.</summary>
    public ReadOnlyMemory<byte> SpCertificate { get; private set; }
    /// <summary>The attacker's own, in the provider's name.</summary>
    public TestSamlKey Attacker { get; } = TestSamlKey.OfRsa("idp.example");
    /// <summary>Of another tenant's provider.</summary>
    public TestSamlKey OtherIdp { get; } = TestSamlKey.OfRsa("other-idp.example");
    /// <summary>Of another service provider.</summary>
    public TestSamlKey OtherSp { get; } = TestSamlKey.OfRsa("other.example");

    /// <summary>With the same keys, which take long to make, between other parties at another time.</summary>
    public HostileGround Between(SamlParties parties, string sloUrl, DateTimeOffset now, ReadOnlyMemory<byte> spCertificate)
    {
        var ground = (HostileGround)MemberwiseClone();
        (ground.Parties, ground.SloUrl, ground.Now, ground.SpCertificate) = (parties, sloUrl, now, spCertificate);
        return ground;
    }

    /// <summary>Whom the attacker would like to be.</summary>
    public const string Victim = "u-0001";
    /// <summary>ID of the logout request that the receiver sent.</summary>
    public const string LogoutRequestId = "_lo1";

    public ResponseDraft AssertionSigned => ResponseDraft.Good(Parties, Idp, Now).Sign(assertion: true, response: false);
    public ResponseDraft ResponseSigned => AssertionSigned.Sign(assertion: false, response: true);
    public ResponseDraft BothSigned => AssertionSigned.Sign(assertion: true, response: true);
    public ResponseDraft EcSigned => ResponseDraft.Good(Parties, IdpEc, Now);
    /// <summary>A signed assertion inside, the response not signed.</summary>
    public ResponseDraft Encrypted => AssertionSigned with { Encryption = new(SpCertificate) };
    /// <summary>Nothing inside is signed, the response is.</summary>
    public ResponseDraft EncryptedUnderSignature => ResponseSigned with { Encryption = new(SpCertificate) };
    /// <summary>An answer to nothing.</summary>
    public ResponseDraft Unsolicited =>
        ResponseDraft.Good(Parties with { RequestId = null }, Idp, Now).Sign(assertion: false, response: true);

    public LogoutDraft LogoutRequest =>
        LogoutDraft.Request(Idp, Parties.IdpEntityId, SloUrl, new("u-1000"), Now) with { SessionIndexes = ["_s1"] };

    public LogoutDraft LogoutResponse => LogoutDraft.Response(Idp, Parties.IdpEntityId, SloUrl, LogoutRequestId, Now);

    /// <summary>The provider's public key, in the spellings in which somebody may take it for a shared secret.</summary>
    public byte[] PublicKeyAsSecret(string spelling) => spelling switch
    {
        "spki" => Idp.Rsa.ExportSubjectPublicKeyInfo(),
        "pem" => System.Text.Encoding.ASCII.GetBytes(Idp.Certificate.ExportCertificatePem()),
        "base64" => System.Text.Encoding.ASCII.GetBytes(Idp.Base64),
        "modulus" => Idp.Rsa.ExportParameters(false).Modulus ?? throw new CryptographicException("No modulus."),
        _ => Idp.Der.ToArray(),
    };
}
