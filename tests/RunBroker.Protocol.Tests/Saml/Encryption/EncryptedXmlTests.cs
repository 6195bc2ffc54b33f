using System.Security.Cryptography;
using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;
using RunBroker.Protocol.Saml.Encryption;

namespace RunBroker.Protocol.Tests.Saml.Encryption;

/// <summary>The framework's EncryptedXml as the other side: it knows CBC with OAEP-SHA1 only.</summary>
public sealed class EncryptedXmlTests
{
    private const string Plain = "<a:Assertion xmlns:a=\"urn:oasis:names:tc:SAML:2.0:assertion\">Zoë</a:Assertion>";

    [Theory, InlineData(128, EncryptedXml.XmlEncAES128Url), InlineData(192, EncryptedXml.XmlEncAES192Url), InlineData(256, EncryptedXml.XmlEncAES256Url)]
    [Spec("S-082"), Spec("IIP-ALG05")]
    public void What_EncryptedXml_encrypts_decrypts(int bits, string method)
    {
        foreach (var length in Enumerable.Range(0, 17))
        {
            var plain = Plain + new string(' ', length);
            var result = Keys.Decrypt(Encryptor.Read(Encrypt(plain, bits, method, oaep: true)), [Keys.Other, Keys.Ours], new(DangerAllowCbc: true));
            Assert.Equal(plain, Encoding.UTF8.GetString(Assert.IsType<DecryptionResult.Decrypted>(result).Plaintext.Span));
        }
    }

    [Fact, Spec("S-084")]
    public void What_EncryptedXml_encrypts_with_RSA_1_5_is_refused() => Assert.IsType<DecryptionResult.Refused>(
        Keys.Decrypt(Encryptor.Read(Encrypt(Plain, 256, EncryptedXml.XmlEncAES256Url, oaep: false)), [Keys.Ours], new(DangerAllowCbc: true)));

    private static string Encrypt(string plain, int bits, string method, bool oaep)
    {
        using var aes = Aes.Create();
        aes.KeySize = bits;
        var key = new EncryptedKey
        {
            EncryptionMethod = new(oaep ? EncryptedXml.XmlEncRSAOAEPUrl : EncryptedXml.XmlEncRSA15Url),
            CipherData = new(EncryptedXml.EncryptKey(aes.Key, Keys.Ours, oaep)),
        };
        var data = new EncryptedData
        {
            Type = EncryptedXml.XmlEncElementUrl,
            EncryptionMethod = new(method),
            CipherData = new(new EncryptedXml(new XmlDocument()).EncryptData(Encoding.UTF8.GetBytes(plain), aes)),
        };
        data.KeyInfo.AddClause(new KeyInfoEncryptedKey(key));
        return $"<EncryptedAssertion>{data.GetXml().OuterXml}</EncryptedAssertion>";
    }
}
