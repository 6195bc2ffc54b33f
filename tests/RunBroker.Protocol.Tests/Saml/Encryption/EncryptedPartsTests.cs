using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Encryption;

namespace RunBroker.Protocol.Tests.Saml.Encryption;

/// <summary>One good message, one part of its form broken.</summary>
public sealed class EncryptedPartsTests
{
    private const string SecondKey = "<e:EncryptedKey><e:EncryptionMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p\"/>"
        + "<e:CipherData><e:CipherValue>AAAA</e:CipherValue></e:CipherData></e:EncryptedKey>";

    private static readonly string InKeyInfo = Keys.ToOurs.Xml("<x/>");
    private static readonly string Beside = (Keys.ToOurs with { Place = KeyPlace.Beside }).Xml("<x/>");
    private static readonly string Retrieved = (Keys.ToOurs with { Place = KeyPlace.Retrieved }).Xml("<x/>");

    [Theory]
    [InlineData("<d:KeyInfo>", "<d:KeyInfo><d:KeyName>ours</d:KeyName>"), InlineData(" Type=\"http://www.w3.org/2001/04/xmlenc#Element\"", "")]
    [InlineData("<e:EncryptedKey ", "<e:EncryptedKey Recipient=\"https://other.example\" ")]
    [InlineData("</e:EncryptedKey>", "<e:ReferenceList><e:DataReference URI=\"#_data\"/></e:ReferenceList><e:CarriedKeyName>n</e:CarriedKeyName></e:EncryptedKey>")]
    [InlineData("</e:EncryptedKey>", "<d:KeyInfo><d:X509Data><d:X509Certificate>no certificate</d:X509Certificate></d:X509Data></d:KeyInfo></e:EncryptedKey>")]
    [InlineData("</e:EncryptedData>", "<e:EncryptionProperties><e:EncryptionProperty>any</e:EncryptionProperty></e:EncryptionProperties></e:EncryptedData>")]
    [InlineData("#aes256-gcm\">", "#aes256-gcm\"><e:KeySize>256</e:KeySize>")]
    [Spec("S-088")]
    public void What_the_schema_allows_and_changes_nothing_is_passed_over(string part, string by)
    {
        foreach (var good in new[] { InKeyInfo, Beside, Retrieved })
        {
            if (good.Contains(part, StringComparison.Ordinal))
                Assert.IsType<DecryptionResult.Decrypted>(Decrypt(good.Replace(part, by, StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData("URI=\"#_key\"", "URI=\"http://evil.example/key\""), InlineData("URI=\"#_key\"", "URI=\"file:///etc/passwd\"")]
    [InlineData("URI=\"#_key\"", "URI=\"\""), InlineData("URI=\"#_key\"", ""), InlineData("URI=\"#_key\"", "URI=\"#_other\"")]
    [InlineData("URI=\"#_key\"", "URI=\"#xpointer(id('_key'))\""), InlineData(" Id=\"_key\"", ""), InlineData(" Id=\"_key\"", " ID=\"_key\"")]
    [InlineData("xmlenc#EncryptedKey\" URI", "xmlenc#DerivedKey\" URI")]
    [InlineData("URI=\"#_key\"/>", "URI=\"#_key\"><d:Transforms><d:Transform Algorithm=\"x\"/></d:Transforms></d:RetrievalMethod>")]
    [InlineData("</e:EncryptedKey>", "<d:KeyInfo><d:RetrievalMethod URI=\"#_key\"/></d:KeyInfo></e:EncryptedKey>")]
    [Spec("S-086"), Spec("S-088")]
    public void A_retrieval_method_leads_to_the_key_beside_or_nowhere(string part, string by) => AssertMalformed(Retrieved, part, by);

    [Theory]
    [InlineData("</e:EncryptedKey>", "</e:EncryptedKey>" + SecondKey), InlineData("</e:EncryptedKey>", "<d:KeyInfo>" + SecondKey + "</d:KeyInfo></e:EncryptedKey>")]
    [InlineData("</e:EncryptedData>", "</e:EncryptedData>" + SecondKey)]
    [InlineData("</e:EncryptedData>", "<e:EncryptionProperties><e:EncryptionProperty>" + SecondKey + "</e:EncryptionProperty></e:EncryptionProperties></e:EncryptedData>")]
    [InlineData("</e:EncryptedData>", "</e:EncryptedData><e:EncryptedData/>"), InlineData("<e:EncryptedKey ", "<e:NoKey "), InlineData("<e:EncryptedKey ", "<d:EncryptedKey ")]
    [Spec("S-086")]
    public void One_data_and_one_key_no_more_no_less(string part, string by) => AssertMalformed(InKeyInfo, part, by);

    [Theory]
    [InlineData("<e:CipherValue>", "<e:CipherReference URI=\"http://evil.example/\"/><e:CipherValue>")]
    [InlineData("<e:CipherValue>", "<e:CipherValue>AAAA</e:CipherValue><e:CipherValue>"), InlineData("<e:CipherValue>", "<e:CipherValue><!-- -->")]
    [InlineData("<e:CipherValue>", "<e:CipherValue><e:a/>"), InlineData("<e:CipherValue>", "<e:CipherValue>*"), InlineData("<e:CipherValue>", "<e:CipherValue>A")]
    [InlineData("<e:CipherData>", "<e:CipherData>text"), InlineData("<e:CipherData>", "<e:CipherData/><e:CipherData>")]
    [Spec("S-086")]
    public void The_octets_stand_in_one_CipherValue(string part, string by) => AssertMalformed(InKeyInfo, part, by);

    [Theory]
    [InlineData("#Element\"", "#Content\""), InlineData("#Element\"", "\""), InlineData("<e:EncryptedData", "text<e:EncryptedData")]
    [InlineData("<e:EncryptedData", "<!-- --><e:EncryptedData"), InlineData("<e:EncryptedData", "<a:Assertion/><e:EncryptedData")]
    [InlineData("<d:KeyInfo>", "<d:KeyInfo/><d:KeyInfo>"), InlineData("<d:KeyInfo>", "<e:KeyInfo/><d:KeyInfo>"), InlineData("<d:KeyInfo>", "<?pi ?><d:KeyInfo>")]
    [InlineData("#aes256-gcm\">", "#aes256-gcm\"><e:KeySize>128</e:KeySize>"), InlineData("#aes256-gcm\">", "#aes256-gcm\">text")]
    [InlineData("#aes256-gcm\">", "#aes256-gcm\"><d:DigestMethod/>")]
    [InlineData("<e:EncryptionMethod Algorithm=\"http://www.w3.org/2009/xmlenc11#aes256-gcm\"></e:EncryptionMethod>", "")]
    [InlineData("mgf1p\">", "mgf1p\"><d:DigestMethod Algorithm=\"http://www.w3.org/2000/09/xmldsig#sha1\"/><d:DigestMethod/>")]
    [InlineData("mgf1p\">", "mgf1p\"><d:Other/>"), InlineData("mgf1p\">", "mgf1p\"><e:KeySize>256</e:KeySize>")]
    [Spec("SAMLCore-6.1")]
    public void Another_form_is_malformed(string part, string by) => AssertMalformed(InKeyInfo, part, by);

    [Fact, Spec("S-086")]
    public void A_key_that_is_only_named_is_no_key()
    {
        var at = Beside.IndexOf("<e:EncryptedKey", StringComparison.Ordinal);
        var end = Beside.IndexOf("</e:EncryptedKey>", StringComparison.Ordinal) + "</e:EncryptedKey>".Length;
        var none = Beside.Remove(at, end - at);
        foreach (var named in new[] { "", "<d:KeyInfo><d:KeyName>ours</d:KeyName></d:KeyInfo>", "<d:KeyInfo><d:RetrievalMethod URI=\"#_key\"/></d:KeyInfo>" })
            Assert.Equal(SamlReason.MalformedEncryption, Reason(Decrypt(none.Replace("<e:CipherData>", named + "<e:CipherData>", StringComparison.Ordinal))));
    }

    [Fact, Spec("S-086")]
    public void An_element_without_encrypted_data_is_malformed() =>
        Assert.Equal(SamlReason.MalformedEncryption, Reason(Decrypt("<a:EncryptedAssertion xmlns:a=\"urn:oasis:names:tc:SAML:2.0:assertion\"/>")));

    private static void AssertMalformed(string good, string part, string by)
    {
        Assert.IsType<DecryptionResult.Decrypted>(Decrypt(good));
        var at = good.IndexOf(part, StringComparison.Ordinal);
        Assert.True(at >= 0, part);
        var broken = good.Remove(at, part.Length).Insert(at, by);
        if (part == "<e:EncryptedKey ")
            broken = broken.Replace("</e:EncryptedKey>", "</" + by[1..].Trim() + ">", StringComparison.Ordinal);
        using var key = new CountingRsa(Keys.Ours);
        Assert.Equal(SamlReason.MalformedEncryption, Reason(Keys.Decrypt(Encryptor.Read(broken), [key], new(DangerAllowCbc: true))));
        Assert.Equal(0, key.Used);
    }

    private static DecryptionResult Decrypt(string xml) => Keys.Decrypt(Encryptor.Read(xml), [Keys.Ours], new());

    private static SamlReason Reason(DecryptionResult result) => Assert.IsType<DecryptionResult.Refused>(result).Why.Reason;
}
