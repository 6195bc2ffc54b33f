using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RunBroker.TestIdps;

namespace RunBroker.Bench;

/// <summary>The same, with its assertion encrypted to us. EncryptedXml knows no AES-GCM, so only the bare operations stand beside it.</summary>
internal sealed class EncryptedResponse : IDisposable
{
    private readonly Provider provider = new();
    private readonly RSA ours = RSA.Create();
    private readonly RSA theirs;
    private readonly string form;
    private readonly byte[] wrapped;
    private readonly byte[] hash = new byte[32];
    private readonly byte[] signature;

    public EncryptedResponse()
    {
        var xml = (provider.Draft(groups: 1) with { Encryption = new EncryptionPlan(provider.Ours.Certificate) }).Write();
        (form, Kilobytes) = (Convert.ToBase64String(xml), xml.Length / 1024.0);
        ours.ImportPkcs8PrivateKey(provider.Ours.ExportPkcs8(), out _);
        wrapped = ours.Encrypt(new byte[32], RSAEncryptionPadding.OaepSHA1);
        theirs = provider.Key.Certificate.GetRSAPublicKey() ?? throw new CryptographicException("No RSA key.");
        signature = provider.Key.Rsa.SignHash(hash, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    public double Kilobytes { get; }

    public IReadOnlyList<Work> Works =>
    [
        new("RunBroker: decode, decrypt, verify, check all rules", () => provider.Accept(form)),
        new("RSA-3072 decrypt and RSA-2048 verify alone", () =>
        {
            ours.Decrypt(wrapped, RSAEncryptionPadding.OaepSHA1);
            if (!theirs.VerifyHash(hash, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
                throw new CryptographicException("The good signature does not verify.");
        }),
    ];

    public void Dispose()
    {
        ours.Dispose();
        theirs.Dispose();
        provider.Dispose();
    }
}
