using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RunBroker.Protocol.Saml.Signatures;

namespace RunBroker.Protocol.Tests.Saml.Signatures;

public sealed class SpKeyTests
{
    [Fact]
    [Spec("S-038")]
    public void A_new_key_comes_with_a_certificate_that_others_can_use()
    {
        using var key = SpKey.Create("Acme, Inc. \"SSO\" = 1", Signed.Now, Signed.Now.AddYears(3));
        using var certificate = X509CertificateLoader.LoadCertificate(key.Certificate.Span);
        Assert.Equal("Acme, Inc. \"SSO\" = 1", certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false));
        Assert.Equal(certificate.Subject, certificate.Issuer);
        Assert.Equal((Signed.Now.UtcDateTime, Signed.Now.AddYears(3).UtcDateTime), (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime()));
        Assert.Equal(3072, certificate.GetRSAPublicKey()!.KeySize);
        Assert.Equal("1.2.840.113549.1.1.11", certificate.SignatureAlgorithm.Value);
        Assert.True(certificate.SerialNumberBytes.Length >= 8);
        Assert.False(certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        Assert.Equal(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, certificate.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages);
        Assert.IsType<TrustedKeyResult.Read>(TrustedKey.FromCertificate(key.Certificate));
        Assert.NotEqual(key.Certificate.ToArray(), Signed.Key.Certificate.ToArray());
    }

    [Fact]
    public void A_key_comes_back_as_it_was_kept()
    {
        using var back = SpKey.From(Signed.Key.ExportPkcs8(), Signed.Key.Certificate.Span);
        Assert.Equal(Signed.Key.ExportPkcs8(), back.ExportPkcs8());
        Assert.Equal(Signed.Key.Certificate.ToArray(), back.Certificate.ToArray());
        Assert.True(Signed.Trusted.Verify(SignatureMethods.RsaSha256, [1], back.Sign([1])));
        var secret = back.Rsa.Encrypt([1, 2], RSAEncryptionPadding.OaepSHA256);
        Assert.Equal([1, 2], Signed.Key.Use(static (rsa, s) => rsa.Decrypt(s, RSAEncryptionPadding.OaepSHA256), secret));
    }

    [Fact]
    public void A_key_and_the_certificate_of_another_do_not_go_together()
    {
        Assert.ThrowsAny<CryptographicException>(() => SpKey.From(Signed.Key.ExportPkcs8(), Signed.Stranger.Certificate.Span));
        Assert.ThrowsAny<CryptographicException>(() => SpKey.From(Signed.Key.ExportPkcs8(), [1, 2, 3]));
        Assert.ThrowsAny<CryptographicException>(() => SpKey.From([1, 2, 3], Signed.Key.Certificate.Span));
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.ThrowsAny<CryptographicException>(() => SpKey.From(ec.ExportPkcs8PrivateKey(), Signed.Certify(new PublicKey(ec))));
    }

    [Fact]
    public void A_key_that_was_disposed_signs_no_more()
    {
        var key = SpKey.From(Signed.Key.ExportPkcs8(), Signed.Key.Certificate.Span);
        Assert.NotEmpty(key.Sign([1]));
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Sign([1]));
    }
}
