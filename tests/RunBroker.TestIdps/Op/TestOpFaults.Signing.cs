using System.Text;

namespace RunBroker.TestIdps;

/// <summary>Signatures, keys and encryption of the ID token.</summary>
public static partial class TestOpFaults
{
    private static readonly Lazy<TestKey> Stranger = new(() => TestKey.Rsa("stranger"));

    public static TestOpFault SignatureBroken => IdToken(t => t.SignatureBroken = true);
    /// <summary>Names the published key's kid, but another key signed.</summary>
    public static TestOpFault SignedByUnpublishedKey => IdToken(t => (t.Key, t.Header["alg"]) = (Stranger.Value, "RS256"));
    public static TestOpFault AlgNone => IdToken(t => (t.Header["alg"], t.Header["kid"]) = ("none", null));
    /// <summary>The symmetric confusion: whoever knows the client secret could make ID tokens.</summary>
    public static TestOpFault AlgHs256WithClientSecret => IdToken(t =>
    {
        t.Header["alg"] = "HS256";
        t.Header.Remove("kid");
        t.Secret = Encoding.UTF8.GetBytes(t.Client.Secret ?? "");
    });
    /// <summary>The classic confusion: HMAC keyed with the public key.</summary>
    public static TestOpFault AlgHs256WithPublicKey => IdToken(t =>
    {
        t.Header["alg"] = "HS256";
        t.Secret = Encoding.ASCII.GetBytes(PublicPem(t.Key));
    });
    /// <summary>A good signature by another algorithm, such as ES256, PS256, RS384; its key is published.</summary>
    public static TestOpFault SignedWith(string alg) => IdToken(t => t.SignWith(alg));
    public static TestOpFault KeyIdAbsent => IdToken(t => t.Header.Remove("kid"));
    public static TestOpFault KeyIdUnknown => IdToken(t => t.Header["kid"] = "no-such-key");
    /// <summary>A critical header nobody knows (RFC7515-4.1.11).</summary>
    public static TestOpFault UnknownCriticalHeader => IdToken(t =>
    {
        t.Header["crit"] = Json(new[] { "urn:example:unknown" });
        t.Header["urn:example:unknown"] = true;
    });
    /// <summary>The key comes along in the header instead of the key set.</summary>
    public static TestOpFault KeyInHeader => IdToken(t =>
    {
        t.Key = Stranger.Value;
        (t.Header["alg"], t.Header["kid"], t.Header["jwk"]) = ("RS256", "stranger", Stranger.Value.PublicJwk());
    });
    /// <summary>Encrypted to the <c>use=enc</c> key of the client's keys: RSA-OAEP-256 or ECDH-ES with A256GCM or A128CBC-HS256.</summary>
    public static TestOpFault Encrypted(string alg = "RSA-OAEP-256", string enc = "A256GCM") =>
        IdToken(t => (t.EncryptionAlg, t.Encryption) = (alg, enc));

    private static string PublicPem(TestKey key) => key.Key.ExportSubjectPublicKeyInfoPem();
}
