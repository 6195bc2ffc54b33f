using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using RunBroker.Protocol.Saml.Signatures;
using RunBroker.Protocol.Tests.Saml.Fuzz;

namespace RunBroker.Protocol.Tests.Saml.Signatures;

public sealed class TrustedKeyTests
{
    private static readonly byte[] Data = Encoding.ASCII.GetBytes("data");

    [Fact]
    [Spec("S-035"), Spec("S-037")]
    public void A_certificate_is_taken_for_its_key_whoever_issued_it_and_whenever()
    {
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest("CN=old", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyAgreement, critical: true));
        using var expired = request.CreateSelfSigned(Signed.Now.AddYears(-30), Signed.Now.AddYears(-20));
        var key = Signed.Trust(expired.RawData);
        Assert.True(key.Verify(SignatureMethods.RsaSha256, Data, rsa.SignData(Data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)));
        Assert.Equal(Convert.ToHexString(SHA256.HashData(expired.RawData)), key.Thumbprint);
        Assert.Equal("CN=old", key.Certificate.Subject);
    }

    [Fact]
    [Spec("S-039")]
    public void Only_a_certificate_alone_in_DER_is_one()
    {
        var der = Signed.Key.Certificate.ToArray();
        using var certificate = X509CertificateLoader.LoadCertificate(der);
        using var rsa = RSA.Create(2048);
        using var withKey = new CertificateRequest("CN=x", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(Signed.Now.AddDays(-1), Signed.Now.AddDays(1));
        byte[][] others =
        [
            [],
            [0],
            Encoding.ASCII.GetBytes("certificate"),
            Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()),
            withKey.Export(X509ContentType.Pfx),
            withKey.Export(X509ContentType.Pfx, "password"),
            new X509Certificate2Collection(certificate).Export(X509ContentType.Pkcs7)!,
            rsa.ExportSubjectPublicKeyInfo(),
            rsa.ExportPkcs8PrivateKey(),
            [.. der, 0],
            [.. der, .. der],
            der[..^1],
        ];
        foreach (var other in others)
            Assert.Equal("NotACertificate", Assert.IsType<TrustedKeyResult.Refused>(TrustedKey.FromCertificate(other)).Code);
    }

    [Theory]
    [InlineData("300101000000Z")]
    [InlineData("260430120000Z")]
    [Spec("S-011"), Spec("S-039")]
    public void A_certificate_that_cannot_say_from_when_until_when_is_none(string time)
    {
        // The platform decodes both only when somebody asks, and throws then: in every look at the connection's certificates.
        using var rsa = RSA.Create(2048);
        using var good = new CertificateRequest("CN=x", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(Signed.Now.AddDays(-1), new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        AssertCode(null, good.RawData);
        var der = good.RawData;
        var at = der.AsSpan().IndexOf(Encoding.ASCII.GetBytes(time));
        Assert.InRange(at, 1, der.Length);
        der[at + 2] = (byte)'9'; // its month
        AssertCode("NotACertificate", der);
    }

    [Fact]
    [Spec("S-011")]
    public void Of_a_certificate_that_was_changed_anywhere_all_can_be_read_or_it_is_refused()
    {
        var dice = new Dice(39);
        byte[][] good = [Party.Signing.Der.ToArray(), Party.Curve.Der.ToArray(), Signed.Key.Certificate.ToArray()];
        var read = 0;
        for (var n = 0; n < 3_000; n++)
        {
            var der = dice.Of(good).ToArray();
            for (var changes = dice.Below(3); changes >= 0; changes--)
                der[dice.Below(der.Length)] = (byte)dice.Below(256);
            if (TrustedKey.FromCertificate(der) is not TrustedKeyResult.Read { Key: var key })
                continue;
            read++;
            var certificate = key.Certificate;
            Assert.True(certificate.NotBefore.Year > 0 && certificate.NotAfter.Year > 0 && certificate.Subject.Length >= 0, Convert.ToBase64String(der));
            Assert.False(key.Verify(SignatureMethods.RsaSha256, Data, new byte[256]), Convert.ToBase64String(der));
        }

        Assert.InRange(read, 500, 2_900);
    }

    [Theory]
    [InlineData(1024, "KeyTooShort")]
    [InlineData(2047, "KeyTooShort")]
    [InlineData(2048, null)]
    [InlineData(8192, null)]
    [InlineData(8200, "KeyNotSupported")]
    [Spec("S-038")]
    public void The_length_of_an_RSA_key_is_bounded_at_both_ends(int bits, string? code)
    {
        // No private key is made, which would take minutes: any odd number of that length will do.
        var modulus = new byte[(bits + 7) / 8];
        Array.Fill(modulus, (byte)0xA5);
        modulus[0] = (byte)(1 << ((bits - 1) % 8));
        AssertCode(code, Rsa(modulus, [1, 0, 1]));
    }

    [Theory]
    [InlineData(new byte[] { 1 }, "WeakKey")]
    [InlineData(new byte[] { 2 }, "WeakKey")]
    [InlineData(new byte[] { 1, 0, 0 }, "WeakKey")]
    [InlineData(new byte[] { 1, 0, 0, 0, 1 }, "WeakKey")]
    [InlineData(new byte[] { 3 }, null)]
    [InlineData(new byte[] { 17 }, null)]
    [Spec("S-038")]
    public void The_exponent_is_odd_and_small_but_not_one(byte[] exponent, string? code) =>
        AssertCode(code, Rsa(Signed.Key.Rsa.ExportParameters(false).Modulus!, exponent));

    [Fact]
    [Spec("S-038")]
    public void An_even_modulus_is_weak()
    {
        var modulus = Signed.Key.Rsa.ExportParameters(false).Modulus!;
        modulus[^1] &= 0xFE;
        AssertCode("WeakKey", Rsa(modulus, [1, 0, 1]));
    }

    [Fact]
    [Spec("S-038")]
    public void A_modulus_of_the_shape_of_ROCA_is_weak()
    {
        // A power of 65537 modulo the product of all the small primes is a power modulo each of them, as the broken library's moduli are.
        int[] primes = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157];
        var product = primes.Aggregate(BigInteger.One, static (all, p) => all * p);
        var modulus = BigInteger.ModPow(65537, 12345, product) + (product * (BigInteger.One << 1950));
        while (modulus.GetBitLength() < 2048 || modulus.IsEven)
            modulus += product * (BigInteger.One << 2040) + (modulus.IsEven ? product : 0);
        Assert.InRange(modulus.GetBitLength(), 2048, 8192);
        var refused = Assert.IsType<TrustedKeyResult.Refused>(TrustedKey.FromCertificate(Rsa(modulus.ToByteArray(isUnsigned: true, isBigEndian: true), [1, 0, 1])));
        Assert.Equal(("WeakKey", "ROCA (CVE-2017-15361)"), (refused.Code, refused.Got));
    }

    [Theory]
    [InlineData("nistP256", null)]
    [InlineData("nistP384", null)]
    [InlineData("nistP521", null)]
    [InlineData("nistP224", "KeyTooShort")]
    [InlineData("secP256k1", "KeyNotSupported")]
    [InlineData("brainpoolP256r1", "KeyNotSupported")]
    [Spec("S-038")]
    public void EC_keys_are_on_one_of_three_curves(string curve, string? code)
    {
        using var key = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));
        AssertCode(code, Signed.Certify(new PublicKey(key)));
    }

    [Fact]
    [Spec("S-038")]
    public void A_point_off_its_curve_and_a_curve_without_name_are_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var spki = key.ExportSubjectPublicKeyInfo();
        spki[^1] ^= 1;
        AssertCode("KeyNotSupported", Signed.Certify(PublicKey(spki)));
        using var described = ECDsa.Create(key.ExportExplicitParameters(false));
        AssertCode("KeyNotSupported", Signed.Certify(new PublicKey(described)));
    }

    [Fact]
    [Spec("S-027"), Spec("S-038")]
    public void Other_kinds_of_keys_are_refused()
    {
        AssertCode("KeyNotSupported", Signed.Certify(PublicKey(Spki("1.3.101.112", new byte[32])))); // Ed25519
        AssertCode("KeyNotSupported", Signed.Certify(PublicKey(Spki("1.2.3.4", [1, 2, 3]))));
    }

    [Fact]
    [Spec("S-027"), Spec("S-029"), Spec("S-034")]
    public void A_key_verifies_nothing_else()
    {
        var good = Signed.Key.Sign(Data);
        Assert.True(Signed.Trusted.Verify(SignatureMethods.RsaSha256, Data, good));
        Assert.False(Signed.Trusted.Verify("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", Data, good));
        Assert.False(Signed.Trusted.Verify("urn:none", Data, good));
        Assert.False(Signed.Trusted.Verify(SignatureMethods.RsaSha256, [], Signed.Key.Sign([])));
        Assert.False(Signed.Trusted.Verify(SignatureMethods.RsaSha256, Data, []));
        Assert.False(Signed.Trusted.Verify(SignatureMethods.RsaSha256, Data, new byte[good.Length]));
    }

    [Fact]
    [Spec("S-030")]
    public void A_signature_of_zeros_by_an_EC_key_is_none()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = Signed.Trust(Signed.Certify(new PublicKey(ec)));
        Assert.False(key.Verify("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", Data, new byte[64]));
    }

    [Fact]
    public void Many_threads_may_use_one_key()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var ecKey = Signed.Trust(Signed.Certify(new PublicKey(ec)));
        var (rsaSignature, ecSignature) = (Signed.Key.Sign(Data), ec.SignData(Data, HashAlgorithmName.SHA256));
        var rsaKey = Signed.Trusted;
        Parallel.For(0, 2_000, new() { MaxDegreeOfParallelism = 8 }, n =>
        {
            Assert.True(rsaKey.Verify(SignatureMethods.RsaSha256, Data, rsaSignature));
            Assert.True(ecKey.Verify("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", Data, ecSignature));
            if (n % 20 == 0)
                Assert.True(rsaKey.Verify(SignatureMethods.RsaSha256, Data, Signed.Key.Sign(Data)));
        });
    }

    private static byte[] Rsa(byte[] modulus, byte[] exponent)
    {
        var numbers = new AsnWriter(AsnEncodingRules.DER);
        using (numbers.PushSequence())
        {
            numbers.WriteIntegerUnsigned(modulus.AsSpan().TrimStart((byte)0));
            numbers.WriteIntegerUnsigned(exponent);
        }

        return Signed.Certify(PublicKey(Spki("1.2.840.113549.1.1.1", numbers.Encode(), withNull: true)));
    }

    private static byte[] Spki(string algorithm, byte[] key, bool withNull = false)
    {
        var spki = new AsnWriter(AsnEncodingRules.DER);
        using (spki.PushSequence())
        {
            using (spki.PushSequence())
            {
                spki.WriteObjectIdentifier(algorithm);
                if (withNull)
                    spki.WriteNull();
            }

            spki.WriteBitString(key);
        }

        return spki.Encode();
    }

    private static PublicKey PublicKey(byte[] spki) => System.Security.Cryptography.X509Certificates.PublicKey.CreateFromSubjectPublicKeyInfo(spki, out _);

    private static void AssertCode(string? code, byte[] certificate)
    {
        var result = TrustedKey.FromCertificate(certificate);
        Assert.Equal(code, (result as TrustedKeyResult.Refused)?.Code);
        Assert.Equal(code is null, result is TrustedKeyResult.Read);
    }
}
