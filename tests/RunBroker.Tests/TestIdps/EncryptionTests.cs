using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using RunBroker.TestIdps;

namespace RunBroker.Tests.TestIdps;

/// <summary>Encrypted ID tokens open with the receiver's private key and hold the signed token.</summary>
public sealed class EncryptionTests
{
    [Theory]
    [Spec("RFC7518-4.6"), Spec("RFC7518-5.2")]
    [InlineData("RSA-OAEP-256", "A256GCM")]
    [InlineData("RSA-OAEP-256", "A128CBC-HS256")]
    [InlineData("ECDH-ES", "A256GCM")]
    [InlineData("ECDH-ES", "A128CBC-HS256")]
    public async Task An_encrypted_ID_token_opens_with_the_private_key_of_the_client(string alg, string enc)
    {
        var key = alg == "ECDH-ES" ? TestKey.Ec("enc") : TestKey.Rsa("enc");
        await using var peers = await Peers.Start();
        var client = peers.Op.Clients[0];
        peers.Op.Clients[0] = client with { Jwks = new() { ["keys"] = new JsonArray(key.PublicJwk("enc")) } };
        peers.Op.SignInAs = "tom";
        peers.Op.BreakOnce(TestOpFaults.Encrypted(alg, enc));

        var signIn = peers.App.Begin();
        await peers.Browser.Get(signIn.Url);
        var tokens = await peers.App.Exchange(peers.App.LastCallback, signIn);
        Assert.Equal(5, tokens.IdToken.Split('.').Length);
        Assert.Equal("tom", (string?)peers.App.Verify(Open(tokens.IdToken, key), signIn.Nonce, tokens.AccessToken)["sub"]);
    }

    private static string Open(string jwe, TestKey key)
    {
        var parts = jwe.Split('.');
        var (aad, header) = (Encoding.ASCII.GetBytes(parts[0]), TestJws.Header(jwe));
        var (iv, cipher, tag) = (Bytes(parts[2]), Bytes(parts[3]), Bytes(parts[4]));
        var cek = key.Key is RSA rsa ? rsa.Decrypt(Bytes(parts[1]), RSAEncryptionPadding.OaepSHA256) : Agreed((ECDsa)key.Key, header);
        if ((string?)header["enc"] == "A128CBC-HS256")
        {
            byte[] bits = [.. BitConverter.GetBytes(aad.Length * 8L).Reverse()];
            byte[] authenticated = [.. aad, .. iv, .. cipher, .. bits];
            Assert.Equal(HMACSHA256.HashData(cek[..16], authenticated)[..16], tag);
            using var cbc = Aes.Create();
            cbc.Key = cek[16..];
            return Encoding.UTF8.GetString(cbc.DecryptCbc(cipher, iv));
        }
        var plain = new byte[cipher.Length];
        using var gcm = new AesGcm(cek, 16);
        gcm.Decrypt(iv, cipher, tag, plain, aad);
        return Encoding.UTF8.GetString(plain);
    }

    private static byte[] Bytes(string part) => Base64Url.DecodeFromChars(part);

    private static byte[] Agreed(ECDsa key, JsonObject header)
    {
        using var mine = ECDiffieHellman.Create(key.ExportParameters(true));
        var sender = Assert.IsAssignableFrom<ECDsa>(TestKey.FromJwk(Assert.IsType<JsonObject>(header["epk"]))?.Key);
        using var theirs = ECDiffieHellman.Create(sender.ExportParameters(false));
        var enc = Encoding.ASCII.GetBytes((string?)header["enc"] ?? "");
        // ConcatKDF by the platform: SHA-256 over a round number, the secret, and the other info.
        byte[] info = [0, 0, 0, (byte)enc.Length, .. enc, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0];
        return mine.DeriveKeyFromHash(theirs.PublicKey, HashAlgorithmName.SHA256, [0, 0, 0, 1], info);
    }
}
