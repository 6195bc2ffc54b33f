using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Encryption;
using RunBroker.Protocol.Saml.Xml;
using RunBroker.Protocol.Tests.Saml.Xml;

namespace RunBroker.Protocol.Tests.Saml.Encryption;

/// <summary>The W3C's messages of XML Encryption 1.1, each with its key: what we take decrypts, and the rest says which algorithm it was.</summary>
public sealed class VectorTests
{
    private const string Folder = "xmlenc-core-11";

    [Fact, Spec("S-084"), Spec("IIP-ALG04"), Spec("IIP-ALG06")]
    public void Every_message_of_the_W3C_decrypts_or_is_refused_for_its_algorithm()
    {
        var files = Array.FindAll(XmlVectors.In(Folder), static f => f.Contains("/cipherText__", StringComparison.Ordinal));
        var decrypted = 0;
        foreach (var name in files)
        {
            using var key = KeyFor(name);
            using var counted = new CountingRsa(key);
            var result = Keys.Decrypt(Encryptor.Read($"<any>{XmlVectors.Text(name)}</any>"), [counted], new());
            if (RefusedFor(name) is { } because)
            {
                var why = Assert.IsType<DecryptionResult.Refused>(result).Why;
                Assert.Equal((SamlReason.EncryptionNotAllowed, 0), (why.Reason, counted.Used));
                Assert.Contains(because, why.Got, StringComparison.Ordinal);
                continue;
            }

            AssertSame(XmlVectors.Text(Folder + "/plaintext.xml"), Assert.IsType<DecryptionResult.Decrypted>(result));
            decrypted++;
        }

        Assert.Equal((10, 1), (files.Length, decrypted));
    }

    private static string? RefusedFor(string name) =>
        name.Contains("kw-aes", StringComparison.Ordinal) ? "kw-aes"
        : name.Contains("PSource", StringComparison.Ordinal) ? "ZHVtbXkxMjM="
        : name.Contains("MGF_Sha1", StringComparison.Ordinal) ? "mgf1sha1"
        : name.Contains("__Sha256", StringComparison.Ordinal) ? "xmlenc#sha256"
        : null;

    private static RSA KeyFor(string name)
    {
        if (Array.Find(["RSA-2048", "RSA-3072", "RSA-4096"], name.Contains) is not { } size)
            return RSA.Create(2048);
        using var certificate = X509CertificateLoader.LoadPkcs12(XmlVectors.Octets($"{Folder}/{size}_SHA256WithRSA.p12"), "passwd");
        return certificate.GetRSAPrivateKey()!;
    }

    // The sender wrote its own line breaks and quotes, so trees are compared.
    private static void AssertSame(string wanted, DecryptionResult.Decrypted got) =>
        Assert.Equal(Shape(Encryptor.Read(wanted)), Shape(Encryptor.Read(Encoding.UTF8.GetString(got.Plaintext.Span))));

    private static IEnumerable<string> Shape(Element root) =>
        root.SelfAndBelow().Select(e => $"{e.NamespaceUri} {e.LocalName} {string.Join(' ', e.Attributes)} {string.Concat(e.Children.OfType<Text>().Select(t => t.Value))}");
}
