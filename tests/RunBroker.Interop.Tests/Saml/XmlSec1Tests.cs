using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Signatures;
using RunBroker.Protocol.Tests.Saml.Hostile;
using RunBroker.TestIdps;

namespace RunBroker.Interop.Tests.Saml;

/// <summary>xmlsec1 and the broker agree: on what verifies, and on what does not.</summary>
public sealed class XmlSec1Tests : IDisposable
{
    private static readonly AcceptedMessages Accepted = new();
    private readonly XmlSec1 xmlsec1 = new();

    public void Dispose() => xmlsec1.Dispose();

    [Fact, Spec("S-027"), Spec("S-028"), Spec("IIP-ALG01")]
    public async Task Every_response_that_is_accepted_verifies_with_xmlsec1()
    {
        var (verified, decrypted, notFor) = (0, 0, new List<string>());
        foreach (var message in Accepted.Responses)
        {
            Assert.True(Accepted.Validate(message.Xml) is SamlResult.Accepted, $"{message.Name}: {Accepted.Validate(message.Xml)}");
            if (message.NotFor is { } reason)
            {
                notFor.Add(reason);
                continue;
            }

            verified += await VerifiesAll(message.Name, message.Xml, message.Signer);
            if (TestXml.Find(TestXml.Parse(message.Xml), "EncryptedData") is null)
                continue;
            var (clear, why) = await xmlsec1.Decrypt(message.Xml, Accepted.Recipient);
            Assert.True(clear is not null, $"{message.Name}: {why}");
            // Where the response is signed over the ciphertext, only the signature inside counts in what was decrypted.
            var inner = Inner(clear);
            verified += await VerifiesAll(message.Name, inner, message.Signer);
            decrypted++;
        }

        Assert.Equal((68, 7), (verified, decrypted));
        Assert.Equal(["EncryptedKey that nothing leads to", "RSA-OAEP of XML Encryption 1.1", "RSA-PSS", "RSA-PSS", "RSA-PSS"], notFor.Order(StringComparer.Ordinal));
    }

    [Fact, Spec("S-110")]
    public async Task Every_logout_request_that_is_accepted_verifies_with_xmlsec1()
    {
        foreach (var message in Accepted.Logouts)
        {
            Assert.IsType<LogoutRequestResult.Accepted>(Accepted.Ask(message.Xml));
            Assert.Equal(1, await VerifiesAll(message.Name, message.Xml, message.Signer));
        }
    }

    [Fact, Spec("S-030"), Spec("S-034")]
    public async Task What_is_refused_for_its_digest_or_its_signature_is_rejected_by_xmlsec1()
    {
        var (rejected, notFor) = (0, new SortedDictionary<string, int>(StringComparer.Ordinal));
        foreach (var message in HostileMessages.All.Where(IsAboutTheSignature))
        {
            var octets = message.Make(HostileReceiver.Ground);
            Assert.Equal([message.Reason], HostileReceiver.Receive(message, octets));
            if (NotFor(message, octets) is { } reason)
            {
                notFor[reason] = notFor.GetValueOrDefault(reason) + 1;
                continue;
            }

            var verdicts = new List<string?>();
            for (var i = 1; i <= Signatures(octets); i++)
                verdicts.Add(await xmlsec1.Verify(octets, i, SignerOf(octets)));
            Assert.True(verdicts.Exists(static v => v is not null), $"{message.Name}: xmlsec1 verifies it");
            rejected++;
        }

        // Bounds, not numbers: the catalogue grows.
        Assert.InRange(rejected, 28, 500);
        Assert.Equal(["metadata", "signed as a query"], notFor.Keys);
        Assert.Equal(HostileMessages.All.Count(IsAboutTheSignature), rejected + notFor.Values.Sum());
    }

    [Fact, Spec("S-040"), Spec("S-100")]
    public async Task What_the_broker_signs_verifies_with_xmlsec1()
    {
        var signer = TestSamlKey.OfRsa("broker.example");
        using var key = SpKey.From(signer.Rsa.ExportPkcs8PrivateKey(), signer.Der.Span);
        var now = new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
        byte[][] messages =
        [
            AuthnRequest.Write(new() { Id = "_1", Now = now, SpEntityId = "https://broker.example/?a=1&b=2", Destination = "https://idp.example/sso", AcsUrl = "https://broker.example/acs" }),
            LogoutRequest.Write("_2", now, "https://broker.example", "https://idp.example/slo", new("Zoë <\r\n\t&\"'> 😀") { NameQualifier = "\r\n\t\"" }, "_s"),
            LogoutResponse.Write("_3", now, "https://broker.example", "https://idp.example/slo", "_4", SamlLogoutStatus.Success),
        ];
        foreach (var message in messages)
            Assert.Equal(1, await VerifiesAll("ours", XmlSigner.Sign(message, key), signer));
    }

    [Fact, Spec("S-034")]
    public async Task Every_accepted_response_with_one_value_changed_is_rejected_by_both()
    {
        foreach (var message in Accepted.Responses.Where(static m => m.NotFor is null))
        {
            var document = TestXml.Parse(message.Xml);
            // Covered by every signature around it.
            var value = TestXml.Find(document, "NameID") ?? TestXml.One(TestXml.One(document, "EncryptedData"), "CipherValue");
            value.InnerText = value.LocalName == "NameID" ? "victim" : "AAAA" + value.InnerText[4..];
            var changed = TestXml.Bytes(document);
            Assert.IsType<SamlResult.Refused>(Accepted.Validate(changed));
            var verdicts = new List<string?>();
            for (var i = 1; i <= Signatures(changed); i++)
                verdicts.Add(await xmlsec1.Verify(changed, i, message.Signer));
            Assert.DoesNotContain(null, verdicts);
        }
    }

    private async Task<int> VerifiesAll(string name, byte[] xml, TestSamlKey signer)
    {
        var count = Signatures(xml);
        for (var i = 1; i <= count; i++)
        {
            var why = await xmlsec1.Verify(xml, i, signer);
            Assert.True(why is null, $"{name}, signature {i}: {why}");
        }

        return count;
    }

    private static bool IsAboutTheSignature(HostileMessage message) =>
        message.Reason is nameof(SamlReason.WrongDigest) or nameof(SamlReason.BadSignature);

    private static byte[] Inner(byte[] decrypted)
    {
        var document = TestXml.Parse(decrypted);
        var assertion = TestXml.One(document, "Assertion");
        return TestXml.Bytes(TestXml.Parse(assertion.OuterXml));
    }

    private static int Signatures(byte[] xml) => TestXml.Parse(xml).GetElementsByTagName("Signature", SamlUris.Dsig).Count;

    private static TestSamlKey SignerOf(byte[] xml) =>
        System.Text.Encoding.UTF8.GetString(xml).Contains("#ecdsa-", StringComparison.Ordinal) ? HostileReceiver.Ground.IdpEc : HostileReceiver.Ground.Idp;

    private static string? NotFor(HostileMessage message, byte[] octets) =>
        message.Kind == HostileKind.LogoutQuery ? "signed as a query"
        : message.Kind == HostileKind.Metadata ? "metadata"
        : message.Kind == HostileKind.PostField ? "no XML"
        : System.Text.Encoding.UTF8.GetString(octets).Contains("-rsa-MGF1", StringComparison.Ordinal) ? "RSA-PSS"
        : Signatures(octets) == 0 ? "no signature in clear"
        : null;
}
