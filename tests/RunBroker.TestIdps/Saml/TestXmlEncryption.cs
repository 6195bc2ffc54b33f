using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;

namespace RunBroker.TestIdps;

/// <summary>XML Encryption 1.1 as providers do it: a fresh AES key, wrapped for the recipient's RSA key.</summary>
public static class TestXmlEncryption
{
    /// <summary>Puts an element named <paramref name="wrapper"/> (EncryptedAssertion, EncryptedID) in the place of the element.</summary>
    public static XmlElement Replace(XmlElement element, string wrapper, EncryptionPlan plan)
    {
        var document = element.OwnerDocument;
        var prefix = element.Prefix.Length == 0 ? "" : element.Prefix + ":";
        var declared = element.Prefix.Length == 0 ? "xmlns" : "xmlns:" + element.Prefix;
        var plain = plan.EditPlaintext is { } edit ? edit(element.OuterXml) : Encoding.UTF8.GetBytes(element.OuterXml);
        var content = RandomNumberGenerator.GetBytes(KeyBytes(plan.Content));
        var cipher = Encrypt(plan.Content, content, plain);
        if (plan.EditCipher is { } editCipher) cipher = editCipher(cipher);
        if (plan.EditKey is { } editKey) content = editKey(content);

        var result = TestXml.Element(document,
            $"""<{prefix}{wrapper} {declared}="{element.NamespaceURI}">{Data(plan, cipher, content)}</{prefix}{wrapper}>""");
        (element.ParentNode ?? throw new InvalidOperationException("Encrypted elements have a parent.")).ReplaceChild(result, element);
        plan.Edit?.Invoke(result);
        return result;
    }

    private static string Data(EncryptionPlan plan, byte[] cipher, byte[] content)
    {
        var key = Key(plan, content);
        var info = plan.Place switch
        {
            KeyPlace.InKeyInfo => $"""<ds:KeyInfo xmlns:ds="{SamlUris.Dsig}">{key}</ds:KeyInfo>""",
            KeyPlace.BesideWithRetrieval => $"""<ds:KeyInfo xmlns:ds="{SamlUris.Dsig}"><ds:RetrievalMethod Type="{SamlUris.Enc}EncryptedKey" URI="#_ek"/></ds:KeyInfo>""",
            _ => "",
        };
        return $"""<xenc:EncryptedData xmlns:xenc="{SamlUris.Enc}" Type="{SamlUris.Enc}Element"><xenc:EncryptionMethod Algorithm="{plan.Content}"/>{info}"""
            + $"<xenc:CipherData><xenc:CipherValue>{Convert.ToBase64String(cipher)}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>"
            + (plan.Place == KeyPlace.InKeyInfo ? "" : key);
    }

    private static string Key(EncryptionPlan plan, byte[] content)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(plan.RecipientCertificate.Span);
        using var rsa = certificate.GetRSAPublicKey() ?? throw new InvalidOperationException("The recipient has no RSA key.");
        var wrapped = Convert.ToBase64String(rsa.Encrypt(content, Padding(plan)));
        var digest = plan.OaepDigest is { } d ? $"""<ds:DigestMethod xmlns:ds="{SamlUris.Dsig}" Algorithm="{d}"/>""" : "";
        var mgf = plan.Mgf is { } m ? $"""<xenc11:MGF xmlns:xenc11="{SamlUris.Enc11}" Algorithm="{m}"/>""" : "";
        return $"""<xenc:EncryptedKey xmlns:xenc="{SamlUris.Enc}" Id="_ek"><xenc:EncryptionMethod Algorithm="{plan.Transport}">{digest}{mgf}</xenc:EncryptionMethod>"""
            + $"<xenc:CipherData><xenc:CipherValue>{wrapped}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey>";
    }

    private static RSAEncryptionPadding Padding(EncryptionPlan plan) => (plan.Transport, plan.OaepDigest) switch
    {
        (SamlUris.Rsa15, _) => RSAEncryptionPadding.Pkcs1,
        (_, SamlUris.Sha256) => RSAEncryptionPadding.OaepSHA256,
        (_, SamlUris.Sha384) => RSAEncryptionPadding.OaepSHA384,
        (_, SamlUris.Sha512) => RSAEncryptionPadding.OaepSHA512,
        _ => RSAEncryptionPadding.OaepSHA1,
    };

    private static int KeyBytes(string content) =>
        content.Contains("aes128", StringComparison.Ordinal) ? 16 : content.Contains("aes256", StringComparison.Ordinal) ? 32 : 24;

    private static byte[] Encrypt(string content, byte[] key, byte[] plain)
    {
        if (content.EndsWith("-gcm", StringComparison.Ordinal))
        {
            var (iv, sealedText, tag) = (RandomNumberGenerator.GetBytes(12), new byte[plain.Length], new byte[16]);
            using var gcm = new AesGcm(key, tag.Length);
            gcm.Encrypt(iv, plain, sealedText, tag);
            return [.. iv, .. sealedText, .. tag];
        }
#pragma warning disable CA5350, CA5401 // weak ones are made to be refused; the IV is written by hand
        using SymmetricAlgorithm cipher = content == SamlUris.TripleDesCbc ? TripleDES.Create() : Aes.Create();
        cipher.Key = key;
        var start = RandomNumberGenerator.GetBytes(cipher.BlockSize / 8);
        return [.. start, .. cipher.EncryptCbc(plain, start)];
#pragma warning restore CA5350, CA5401
    }
}
