using System.Security;
using System.Security.Cryptography;
using System.Text;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Tests.Saml.Encryption;

internal enum KeyPlace { KeyInfo, Beside, Retrieved }

/// <summary>The other side of <see cref="RunBroker.Protocol.Saml.Encryption.Decryption"/>: writes EncryptedAssertion, rightly and wrongly.</summary>
internal sealed record Encryptor
{
    public const string Enc = "http://www.w3.org/2001/04/xmlenc#";
    public const string Enc11 = "http://www.w3.org/2009/xmlenc11#";
    public const string Dsig = "http://www.w3.org/2000/09/xmldsig#";

    public required RSA To { get; init; }
    public string Data { get; init; } = Enc11 + "aes256-gcm";
    public string Transport { get; init; } = Enc + "rsa-oaep-mgf1p";
    public RSAEncryptionPadding Padding { get; init; } = RSAEncryptionPadding.OaepSHA1;
    /// <summary>What stands in the EncryptionMethod of the key.</summary>
    public string TransportDetails { get; init; } = "";
    public string DataDetails { get; init; } = "";
    public KeyPlace Place { get; init; }
    /// <summary>Of the content key; null: as the method wants it.</summary>
    public int? KeyBytes { get; init; }
    /// <summary>The last octet under CBC; null: the right one.</summary>
    public byte? LastPadding { get; init; }
    public Func<byte[], byte[]> Spoil { get; init; } = static octets => octets;
    public Func<byte[], byte[]> SpoilKey { get; init; } = static octets => octets;
    public Func<string, string> Rewrite { get; init; } = static xml => xml;

    public static Element Read(string xml) => Assert.IsType<XmlResult.Read>(SafeXml.Read(Encoding.UTF8.GetBytes(xml), XmlBounds.Message)).Root;

    public Element Element(string plaintext) => Read(Xml(plaintext));

    public string Xml(string plaintext)
    {
        var bits = int.Parse(new string([.. Data.Where(char.IsDigit).TakeLast(3)]));
        var key = RandomNumberGenerator.GetBytes(KeyBytes ?? bits / 8);
        var octets = Encoding.UTF8.GetBytes(plaintext);
        var data = Spoil(Data.EndsWith("gcm", StringComparison.Ordinal) ? Gcm(key, octets) : Cbc(key, octets));
        var wrapped = SpoilKey(To.Encrypt(key, Padding));

        var encryptedKey = $"""
            <e:EncryptedKey Id="_key"><e:EncryptionMethod Algorithm="{SecurityElement.Escape(Transport)}">{TransportDetails}</e:EncryptionMethod>{Cipher(wrapped)}</e:EncryptedKey>
            """;
        var keyInfo = Place switch
        {
            KeyPlace.KeyInfo => $"<d:KeyInfo>{encryptedKey}</d:KeyInfo>",
            KeyPlace.Beside => "",
            _ => $"<d:KeyInfo><d:RetrievalMethod Type=\"{Enc}EncryptedKey\" URI=\"#_key\"/></d:KeyInfo>",
        };
        return Rewrite($"""
            <a:EncryptedAssertion xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:e="{Enc}" xmlns:e11="{Enc11}" xmlns:d="{Dsig}">
              <e:EncryptedData Type="{Enc}Element"><e:EncryptionMethod Algorithm="{Data}">{DataDetails}</e:EncryptionMethod>{keyInfo}{Cipher(data)}</e:EncryptedData>
              {(Place == KeyPlace.KeyInfo ? "" : encryptedKey)}
            </a:EncryptedAssertion>
            """);
    }

    private static string Cipher(byte[] octets) =>
        $"<e:CipherData><e:CipherValue>\n{Convert.ToBase64String(octets, Base64FormattingOptions.InsertLineBreaks)}\n</e:CipherValue></e:CipherData>";

    private static byte[] Gcm(byte[] key, byte[] plaintext)
    {
        using var gcm = new AesGcm(key, 16);
        byte[] iv = RandomNumberGenerator.GetBytes(12), octets = new byte[plaintext.Length], tag = new byte[16];
        gcm.Encrypt(iv, plaintext, octets, tag);
        return [.. iv, .. octets, .. tag];
    }

    private byte[] Cbc(byte[] key, byte[] plaintext)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        var count = 16 - plaintext.Length % 16;
        // XMLEnc-5.2: anything, and then the count.
        byte[] padded = [.. plaintext, .. RandomNumberGenerator.GetBytes(count - 1), LastPadding ?? (byte)count];
        var iv = RandomNumberGenerator.GetBytes(16);
        return [.. iv, .. aes.EncryptCbc(padded, iv, PaddingMode.None)];
    }
}

/// <summary>A private key that counts how often it is used.</summary>
internal sealed class CountingRsa(RSA inner) : RSA
{
    public int Used { get; private set; }

    public override byte[] Decrypt(byte[] data, RSAEncryptionPadding padding)
    {
        Used++;
        return inner.Decrypt(data, padding);
    }

    public override RSAParameters ExportParameters(bool includePrivateParameters) => throw new NotSupportedException();

    public override void ImportParameters(RSAParameters parameters) => throw new NotSupportedException();
}
