using System.Security.Cryptography;
using RunBroker.Protocol.Saml.Encryption;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Tests.Saml.Encryption;

/// <summary>Made once: a key costs more than all that is done with it here.</summary>
internal static class Keys
{
    public const string Mgf1p = Encryptor.Enc + "rsa-oaep-mgf1p";
    public const string Oaep = Encryptor.Enc11 + "rsa-oaep";

    public static RSA Ours { get; } = RSA.Create(2048);
    public static RSA Other { get; } = RSA.Create(2048);
    public static RSA Other2 { get; } = RSA.Create(2048);
    public static RSA Short { get; } = RSA.Create(1024);

    public static Encryptor ToOurs { get; } = new() { To = Ours };

    public static DecryptionResult Decrypt(Element encrypted, IEnumerable<RSA> keys, DecryptionPolicy policy) =>
        Decryption.Decrypt(encrypted, keys.Select(static key => (PrivateOperation)key.Decrypt), policy);
}
