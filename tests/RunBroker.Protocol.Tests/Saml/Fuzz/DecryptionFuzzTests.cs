using System.Text;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Encryption;
using RunBroker.Protocol.Saml.Xml;
using RunBroker.TestIdps;

namespace RunBroker.Protocol.Tests.Saml.Fuzz;

public sealed class DecryptionFuzzTests
{
    [Fact, Spec("S-083"), Spec("S-085"), Spec("S-086")]
    public void What_was_changed_decrypts_to_what_was_encrypted_or_is_refused()
    {
        var outcomes = FuzzRun.Of(1000, static dice =>
        {
            var corpus = Corpus.Of;
            // Without CBC, which keeps nobody from changing it: that is why it needs a signature around it.
            var encrypted = corpus.Responses.Where(static r => r.Text.Contains("-gcm", StringComparison.Ordinal)).ToList();
            var (good, other) = (dice.Of(encrypted), dice.Of(encrypted));
            var mutant = Mutant.Of(Part(good), Part(other), dice);
            return new(mutant.Octets, $"{good.Name} with {other.Name}: {mutant.How}", () => Outcome(mutant.Octets, good, other));
        });
        FuzzRun.AssertVaried(outcomes, 5);
    }

    private static byte[] Part(Sample sample) => Encoding.UTF8.GetBytes(TestXml.One(TestXml.Parse(sample.Text), "EncryptedAssertion").OuterXml);

    private static string Outcome(byte[] octets, Sample good, Sample other)
    {
        if (SafeXml.Read(octets, XmlBounds.Message) is not XmlResult.Read { Root: var root })
            return "no XML";
        var result = Decryption.Decrypt(root, Corpus.Of.Trust.DecryptionKeys, new(DangerAllowCbc: true));
        if (result is DecryptionResult.Refused { Why: var why })
        {
            Assert.True(why.Reason != SamlReason.DecryptionFailed || why == new SamlRefusal(SamlReason.DecryptionFailed, "S-085"));
            return $"{why.Reason}";
        }

        var plain = Assert.IsType<DecryptionResult.Decrypted>(result).Plaintext.ToArray();
        Assert.Contains(plain, new[] { Plaintext(good), Plaintext(other) });
        return "decrypted";
    }

    private static byte[] Plaintext(Sample sample)
    {
        var root = Assert.IsType<XmlResult.Read>(SafeXml.Read(Part(sample), XmlBounds.Message)).Root;
        return Assert.IsType<DecryptionResult.Decrypted>(Decryption.Decrypt(root, Corpus.Of.Trust.DecryptionKeys, new())).Plaintext.ToArray();
    }
}
