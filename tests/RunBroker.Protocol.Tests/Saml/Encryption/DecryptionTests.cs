using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Encryption;
using RunBroker.Protocol.Saml.Signatures;

namespace RunBroker.Protocol.Tests.Saml.Encryption;

public sealed class DecryptionTests
{
    private const string Plain = "<a:Assertion xmlns:a=\"urn:oasis:names:tc:SAML:2.0:assertion\">Zoë</a:Assertion>";

    private static readonly DateTimeOffset From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DecryptionPolicy Strict = new();
    private static readonly DecryptionPolicy WithCbc = new(DangerAllowCbc: true);
    private static readonly SamlRefusal Failed = new(SamlReason.DecryptionFailed, "S-085");

    [Theory, InlineData(128), InlineData(192), InlineData(256)]
    [Spec("S-083"), Spec("S-088"), Spec("IIP-ALG04")]
    public void Each_GCM_method_decrypts_wherever_the_key_stands(int bits)
    {
        foreach (var place in Enum.GetValues<KeyPlace>())
            Assert.Equal(Plain, Plaintext(Keys.ToOurs with { Data = $"{Encryptor.Enc11}aes{bits}-gcm", Place = place }, Strict));
    }

    [Theory, InlineData(128), InlineData(192), InlineData(256)]
    [Spec("S-082"), Spec("IIP-ALG05")]
    public void Each_CBC_method_decrypts_only_where_the_connection_takes_it(int bits)
    {
        var cbc = Keys.ToOurs with { Data = $"{Encryptor.Enc}aes{bits}-cbc" };
        for (var length = 0; length < 17; length++)
        {
            var plain = Plain + new string(' ', length);
            Assert.Equal(plain, Plaintext(cbc, WithCbc, plain));
        }

        AssertRefused(SamlReason.EncryptionNotAllowed, cbc.Xml(Plain), Strict);
    }

    [Theory, InlineData("xmldsig#sha1", "mgf1sha1"), InlineData("xmlenc#sha256", "mgf1sha256")]
    [InlineData("xmldsig-more#sha384", "mgf1sha384"), InlineData("xmlenc#sha512", "mgf1sha512")]
    [Spec("S-084"), Spec("IIP-ALG06")]
    public void OAEP_of_the_newer_name_decrypts_with_one_hash_for_both_parts(string digest, string mgf) =>
        Assert.Equal(Plain, Plaintext(Keys.ToOurs with { Transport = Keys.Oaep, TransportDetails = Details(digest, mgf), Padding = PaddingOf(mgf) }, Strict));

    [Fact, Spec("S-084")]
    public void OAEP_without_a_word_is_SHA_1_in_both_parts()
    {
        Assert.Equal(Plain, Plaintext(Keys.ToOurs, Strict));
        Assert.Equal(Plain, Plaintext(Keys.ToOurs with { TransportDetails = Details("xmldsig#sha1", null) }, Strict));
        Assert.Equal(Plain, Plaintext(Keys.ToOurs with { TransportDetails = "<e:OAEPparams></e:OAEPparams>" }, Strict));
        Assert.Equal(Plain, Plaintext(Keys.ToOurs with { Transport = Keys.Oaep }, Strict));
    }

    [Theory]
    [InlineData(Keys.Mgf1p, "xmlenc#sha256", null), InlineData(Keys.Mgf1p, "xmlenc#sha256", "mgf1sha256"), InlineData(Keys.Mgf1p, null, "mgf1sha256")]
    [InlineData(Keys.Oaep, "xmlenc#sha256", null), InlineData(Keys.Oaep, "xmlenc#sha256", "mgf1sha1"), InlineData(Keys.Oaep, null, "mgf1sha512")]
    [InlineData(Keys.Oaep, "xmldsig-more#md5", "mgf1sha1"), InlineData(Keys.Oaep, "", ""), InlineData(Keys.Oaep, "xmldsig-more#sha224", "mgf1sha224")]
    [Spec("S-084"), Spec("IIP-ALG06")]
    public void OAEP_with_two_different_hashes_is_refused_and_says_which(string transport, string? digest, string? mgf)
    {
        var why = AssertRefused(SamlReason.EncryptionNotAllowed,
            (Keys.ToOurs with { Transport = transport, TransportDetails = Details(digest, mgf) }).Xml(Plain), Strict);
        Assert.Contains("one hash for digest and MGF", why.Wanted, StringComparison.Ordinal);
        Assert.Contains(transport, why.Got, StringComparison.Ordinal);
        Assert.Contains(digest ?? "sha1", why.Got, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Encryptor.Enc + "rsa-1_5"), InlineData(Encryptor.Enc + "kw-aes128"), InlineData(Encryptor.Enc + "kw-aes256")]
    [InlineData(Encryptor.Enc + "kw-tripledes"), InlineData(Encryptor.Enc + "RSA-OAEP-mgf1p"), InlineData(Encryptor.Enc11 + "ECDH-ES"), InlineData("")]
    [InlineData("System.Security.Cryptography.RSA, System.Security.Cryptography")]
    [Spec("S-084")]
    public void Another_key_transport_is_refused(string transport) =>
        AssertRefused(SamlReason.EncryptionNotAllowed, (Keys.ToOurs with { Transport = transport }).Xml(Plain), WithCbc);

    [Theory]
    [InlineData(Encryptor.Enc + "tripledes-cbc"), InlineData(Encryptor.Enc + "aes128-gcm"), InlineData(Encryptor.Enc11 + "aes128-cbc")]
    [InlineData(Encryptor.Enc11 + "AES256-GCM"), InlineData(Encryptor.Enc + "kw-aes256"), InlineData("")]
    [Spec("S-083"), Spec("S-084")]
    public void Another_data_method_is_refused(string method) => AssertRefused(SamlReason.EncryptionNotAllowed,
        Keys.ToOurs.Xml(Plain).Replace(Encryptor.Enc11 + "aes256-gcm", method, StringComparison.Ordinal), WithCbc);

    [Fact, Spec("S-084")]
    public void OAEP_parameters_are_refused() => AssertRefused(SamlReason.EncryptionNotAllowed,
        (Keys.ToOurs with { TransportDetails = "<e:OAEPparams>ZHVtbXkxMjM=</e:OAEPparams>" }).Xml(Plain), Strict);

    [Fact, Spec("S-087"), Spec("IIP-SP08")]
    public void Each_key_is_tried()
    {
        foreach (var policy in new[] { Strict, WithCbc })
        {
            var to = Keys.ToOurs with { Data = policy == Strict ? Encryptor.Enc11 + "aes128-gcm" : Encryptor.Enc + "aes128-cbc" };
            Assert.Equal(Plain, Text(Keys.Decrypt(to.Element(Plain), [Keys.Other, Keys.Short, Keys.Ours], policy)));
            Assert.Equal(Plain, Text(Keys.Decrypt(to.Element(Plain), [Keys.Ours, Keys.Other], policy)));
            Assert.Equal(Failed, Why(Keys.Decrypt(to.Element(Plain), [Keys.Other, Keys.Short], policy)));
            Assert.Equal(Failed, Why(Keys.Decrypt(to.Element(Plain), Array.Empty<RSA>(), policy)));
        }
    }

    [Fact, Spec("S-087"), Spec("SDP-SP38")]
    public void Both_keys_of_a_connection_decrypt()
    {
        using SpKey current = SpKey.Create("current", From, From.AddYears(1)), next = SpKey.Create("next", From, From.AddYears(1));
        foreach (var key in new[] { current, next })
        {
            using var certificate = X509CertificateLoader.LoadCertificate(key.Certificate.Span);
            using var published = certificate.GetRSAPublicKey();
            Assert.Equal(Plain, Text(Decryption.Decrypt(new Encryptor { To = published! }.Element(Plain), [current, next], Strict)));
        }
    }

    [Fact, Spec("S-086")]
    public void Each_private_key_is_used_once_at_most()
    {
        using CountingRsa first = new(Keys.Other), second = new(Keys.Ours), third = new(Keys.Other);
        Keys.Decrypt(Keys.ToOurs.Element(Plain), [first, second, third], Strict);
        Assert.Equal((1, 1, 0), (first.Used, second.Used, third.Used));
        Keys.Decrypt((Keys.ToOurs with { SpoilKey = Flip(5) }).Element(Plain), [first, second, third], Strict);
        Assert.Equal((2, 2, 1), (first.Used, second.Used, third.Used));
    }

    [Fact, Spec("S-084"), Spec("S-086")]
    public void What_the_message_shows_is_refused_before_a_private_key_is_used()
    {
        using var key = new CountingRsa(Keys.Ours);
        Encryptor[] refused =
        [
            Keys.ToOurs with { Transport = Encryptor.Enc + "rsa-1_5" },
            Keys.ToOurs with { Data = Encryptor.Enc + "aes128-cbc" },
            Keys.ToOurs with { TransportDetails = Details("xmlenc#sha256", null) },
            Keys.ToOurs with { Spoil = static octets => octets[..27] },
            Keys.ToOurs with { Rewrite = static xml => xml.Replace("URI=\"#_key\"", "URI=\"http://evil.example/\"", StringComparison.Ordinal), Place = KeyPlace.Retrieved },
        ];
        Assert.All(refused, one => Assert.IsType<DecryptionResult.Refused>(Keys.Decrypt(one.Element(Plain), [key], Strict)));
        Assert.Equal(0, key.Used);
    }

    [Fact, Spec("S-085"), Spec("S-083")]
    public void Whatever_is_wrong_with_key_or_plaintext_the_refusal_is_the_same()
    {
        var gcm = Keys.ToOurs with { Data = Encryptor.Enc11 + "aes128-gcm" };
        var cbc = Keys.ToOurs with { Data = Encryptor.Enc + "aes128-cbc" };
        Encryptor[] broken =
        [
            gcm with { To = Keys.Other }, cbc with { To = Keys.Other }, gcm with { To = Keys.Short },
            gcm with { Padding = RSAEncryptionPadding.OaepSHA256 }, gcm with { Padding = RSAEncryptionPadding.Pkcs1 },
            gcm with { KeyBytes = 32 }, cbc with { KeyBytes = 32 },
            .. new[] { 0, 100, 255 }.SelectMany(at => new[] { gcm with { SpoilKey = Flip(at) }, cbc with { SpoilKey = Flip(at) } }),
            gcm with { SpoilKey = static _ => new byte[256] }, gcm with { SpoilKey = static _ => [1] }, gcm with { SpoilKey = static k => [.. k, 0] },
            .. new[] { 0, 11, 12, 40, -1, -16 }.Select(at => gcm with { Spoil = Flip(at) }),
            gcm with { Spoil = static octets => octets[..^1] }, gcm with { Spoil = static octets => [.. octets, 0] }, gcm with { Spoil = static _ => new byte[28] },
            .. new byte[] { 0, 17, 32, 255 }.Select(last => cbc with { LastPadding = last }),
        ];
        Assert.All(broken, one => Assert.Equal(Failed, Why(Keys.Decrypt(one.Element(Plain), [Keys.Ours, Keys.Other2], WithCbc))));
    }

    [Fact, Spec("S-082"), Spec("S-085")]
    public void A_key_that_is_not_ours_never_gives_a_plaintext_by_chance()
    {
        // With a random content key CBC padding looks right one time in sixteen.
        var cbc = Keys.ToOurs with { Data = Encryptor.Enc + "aes128-cbc", SpoilKey = Flip(7) };
        for (var i = 0; i < 100; i++)
            Assert.Equal(Failed, Why(Keys.Decrypt(cbc.Element(Plain), [Keys.Ours], WithCbc)));
    }

    [Fact, Spec("S-083")]
    public void Octets_of_no_possible_length_are_malformed()
    {
        foreach (var length in new[] { 1, 12, 27 })
            AssertRefused(SamlReason.MalformedEncryption, (Keys.ToOurs with { Spoil = _ => new byte[length] }).Xml(Plain), Strict);
        foreach (var length in new[] { 1, 16, 33, 47 })
            AssertRefused(SamlReason.MalformedEncryption,
                (Keys.ToOurs with { Data = Encryptor.Enc + "aes128-cbc", Spoil = _ => new byte[length] }).Xml(Plain), WithCbc);
    }

    private static Func<byte[], byte[]> Flip(int at) => octets =>
    {
        byte[] changed = [.. octets];
        changed[at < 0 ? changed.Length + at : at] ^= 1;
        return changed;
    };

    private static string Details(string? digest, string? mgf) =>
        (digest is null ? "" : $"<d:DigestMethod Algorithm=\"{DigestUri(digest)}\"/>")
        + (mgf is null ? "" : $"<e11:MGF Algorithm=\"{Encryptor.Enc11}{mgf}\"/>");

    private static string DigestUri(string digest) =>
        digest.StartsWith("xmldsig#", StringComparison.Ordinal) ? "http://www.w3.org/2000/09/" + digest : "http://www.w3.org/2001/04/" + digest;

    private static RSAEncryptionPadding PaddingOf(string mgf) => RSAEncryptionPadding.CreateOaep(new(mgf[4..].ToUpperInvariant()));

    private static string Plaintext(Encryptor encryptor, DecryptionPolicy policy, string plain = Plain) =>
        Text(Keys.Decrypt(encryptor.Element(plain), [Keys.Ours], policy));

    private static string Text(DecryptionResult result) => Encoding.UTF8.GetString(Assert.IsType<DecryptionResult.Decrypted>(result).Plaintext.Span);

    private static SamlRefusal Why(DecryptionResult result) => Assert.IsType<DecryptionResult.Refused>(result).Why;

    private static SamlRefusal AssertRefused(SamlReason reason, string xml, DecryptionPolicy policy)
    {
        using var key = new CountingRsa(Keys.Ours);
        var why = Why(Keys.Decrypt(Encryptor.Read(xml), [key], policy));
        Assert.Equal(reason, why.Reason);
        Assert.Equal(0, key.Used);
        return why;
    }
}
