using System.Text;
using RunBroker.Protocol.Jose;

namespace RunBroker.Protocol.Tests.Jose;

/// <summary>The examples of RFC 7516 and of the appendices B and C of RFC 7518.</summary>
public sealed class RfcJweTests
{
    private static readonly byte[] Iv = Convert.FromHexString("1af38c2dc2b96ffdd86694092341bc04");
    private static readonly byte[] Header = "The second principle of Auguste Kerckhoffs"u8.ToArray();

    private const string Kerckhoffs =
        "A cipher system must not be required to be secret, and it must be able to fall into the hands of the enemy without inconvenience";

    [Fact, Spec("RFC7516-A.1"), Spec("RFC7518-4.3"), Spec("RFC7518-5.3")]
    public void RSA_OAEP_with_A256GCM_decrypts()
    {
        var figure = Vectors.Figure("RFC7516-A.1");
        var keys = Vectors.DecryptionKeys(figure.GetProperty("key"));
        var decrypted = Assert.IsType<JweResult.Decrypted>(Jwe.Decrypt(Vectors.Token("RFC7516-A.1"), keys));
        Assert.Equal(figure.GetProperty("plaintext").GetString(), Encoding.UTF8.GetString(decrypted.Plaintext.Span));
        Assert.Equal(("RSA-OAEP", "A256GCM"), (decrypted.Header.Alg, decrypted.Header.Enc));
    }

    [Theory, InlineData("RFC7516-A.2"), InlineData("RFC7516-A.3"), InlineData("RFC7517-C")]
    [Spec("O-068")]
    public void RSA1_5_and_A128KW_and_PBES2_are_refused_for_their_algorithm(string figure)
    {
        var keys = Vectors.DecryptionKeys(Vectors.Figure("RFC7516-A.1").GetProperty("key"));
        Assert.Equal(JoseReason.AlgorithmNotAllowed, Vectors.Reason(Jwe.Decrypt(Vectors.Token(figure), keys)));
    }

    [Fact, Spec("RFC7516-B")]
    public void The_content_of_A3_opens_step_by_step_with_its_content_key()
    {
        byte[] key =
        [
            4, 211, 31, 197, 84, 157, 252, 254, 11, 100, 157, 250, 63, 170, 106, 206, 107, 124, 212, 45, 111, 107, 9, 219, 200, 177, 0, 240,
            143, 156, 44, 207,
        ];
        var parts = Vectors.Token("RFC7516-A.3").Split('.');
        var octets = parts.Select(p => Base64Url.TryDecode(p, out var bytes) ? bytes : []).ToArray();
        Assert.Equal("83,73,191,98,104,205,211,128,201,189,199,133,32,38,194,85", string.Join(',', octets[4]));
        var plaintext = ContentEncryption.Named("A128CBC-HS256")!.Decrypt(
            key, octets[2], octets[3], octets[4], Encoding.ASCII.GetBytes(parts[0]));
        Assert.Equal("Live long and prosper.", Encoding.UTF8.GetString(plaintext!));
    }

    public static TheoryData<string> CbcHmac => ["A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512"];

    [Theory, MemberData(nameof(CbcHmac))]
    [Spec("RFC7518-B"), Spec("RFC7518-5.2.2.2")]
    public void CBC_with_HMAC_opens_its_example(string enc) => Assert.Equal(Kerckhoffs, Encoding.ASCII.GetString(Open(enc)!));

    [Theory, MemberData(nameof(CbcHmac))]
    public void CBC_with_HMAC_opens_nothing_when_any_part_differs_in_one_bit(string enc)
    {
        Assert.Null(Open(enc, key: k => k[0] ^= 1));
        Assert.Null(Open(enc, key: k => k[^1] ^= 1));
        Assert.Null(Open(enc, iv: v => v[0] ^= 1));
        Assert.Null(Open(enc, ciphertext: c => c[^1] ^= 1));
        Assert.Null(Open(enc, tag: t => t[^1] ^= 1));
        Assert.Null(Open(enc, header: h => h[0] ^= 1));
    }

    [Theory, MemberData(nameof(CbcHmac))]
    public void CBC_with_HMAC_takes_no_shortened_tag(string enc)
    {
        var figure = Vectors.Figure("RFC7518-B " + enc);
        var tag = Hex(figure, "tag");
        Assert.Null(ContentEncryption.Named(enc)!.Decrypt(
            Hex(figure, "key"), Iv, Hex(figure, "ciphertext"), tag.AsSpan(0, tag.Length - 1), Header));
        Assert.Null(ContentEncryption.Named(enc)!.Decrypt(Hex(figure, "key"), Iv, Hex(figure, "ciphertext"), [], Header));
    }

    [Fact, Spec("RFC7518-C"), Spec("RFC7518-4.6.2")]
    public void Concat_KDF_derives_the_example_key()
    {
        byte[] secret =
        [
            158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156, 251, 49, 110, 163, 218, 128, 106, 72, 246, 218, 167,
            121, 140, 254, 144, 196,
        ];
        Assert.Equal("VqqN6vgjbSBcIijNcacQGg", Base64Url.Encode(ConcatKdf.Derive(secret, "A128GCM", "Alice"u8, "Bob"u8, 16)));
    }

    [Fact, Spec("RFC7518-C")]
    public void ECDH_ES_agrees_on_the_example_key()
    {
        var figure = Vectors.Figure("RFC7518-C");
        var header = Vectors.Json($$"""{"apu":"QWxpY2U","apv":"Qm9i","epk":{{figure.GetProperty("epk").GetRawText()}}}""");
        var key = Assert.Single(Vectors.DecryptionKeys(figure.GetProperty("key")));
        Assert.Equal(figure.GetProperty("derived").GetString(),
            Base64Url.Encode(key.ContentKey(header, [], ContentEncryption.Named("A128GCM")!)));
    }

    private static byte[]? Open(
        string enc, Action<byte[]>? key = null, Action<byte[]>? iv = null, Action<byte[]>? ciphertext = null,
        Action<byte[]>? tag = null, Action<byte[]>? header = null)
    {
        var figure = Vectors.Figure("RFC7518-B " + enc);
        return ContentEncryption.Named(enc)!.Decrypt(
            Changed(Hex(figure, "key"), key), Changed(Iv, iv), Changed(Hex(figure, "ciphertext"), ciphertext),
            Changed(Hex(figure, "tag"), tag), Changed(Header, header));
    }

    private static byte[] Changed(byte[] good, Action<byte[]>? change)
    {
        byte[] copy = [.. good];
        change?.Invoke(copy);
        return copy;
    }

    private static byte[] Hex(System.Text.Json.JsonElement figure, string name) =>
        Convert.FromHexString(figure.GetProperty(name).GetString()!);
}
