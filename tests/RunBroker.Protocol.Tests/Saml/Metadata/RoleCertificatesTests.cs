using RunBroker.Protocol.Saml.Metadata;
using static RunBroker.Protocol.Tests.Saml.Metadata.IdpXml;

namespace RunBroker.Protocol.Tests.Saml.Metadata;

public sealed class RoleCertificatesTests
{
    private static IEnumerable<string> Certificates(string xml) =>
        Taken(xml).SigningCertificates.Select(c => Convert.ToBase64String(c.Span));

    [Fact]
    [Spec("S-124")]
    public void A_key_without_use_is_for_signing_and_one_for_encryption_is_not()
    {
        Assert.Equal([Base64(2)], Certificates(Broken(Key("signing", Base64(1)), "")));
        var onlyEncryption = Broken(Key("signing", Base64(1)), "").With(Key(null, Base64(2)), "");
        var problem = Problem(onlyEncryption);
        Assert.Equal((nameof(MetadataFault.NoUsableCertificate), "certificates"), (problem.Code, problem.Field));
    }

    [Fact]
    [Spec("S-036"), Spec("IIP-MD07")]
    public void Every_certificate_counts_also_several_in_one_KeyInfo_and_each_once()
    {
        var several = Broken($"<ds:X509Certificate>{Base64(2)}</ds:X509Certificate>",
            $"<ds:X509Certificate>{Base64(2)}</ds:X509Certificate><ds:X509Certificate>{Base64(4)}</ds:X509Certificate></ds:X509Data>"
            + $"<ds:X509Data><ds:X509Certificate>{Base64(1)}</ds:X509Certificate><ds:X509Certificate>{Base64(3)}</ds:X509Certificate>");
        Assert.Equal([Base64(1), Base64(2), Base64(4), Base64(3)], Certificates(several));
    }

    [Fact]
    public void Line_breaks_and_blanks_in_a_certificate_do_not_matter()
    {
        var wrapped = "\n   " + string.Join("\r\n\t ", Base64(1).Chunk(30).Select(c => new string(c))) + "\n";
        Assert.Equal([Base64(1), Base64(2)], Certificates(Broken(Base64(1), wrapped)));
    }

    [Theory]
    [Spec("S-050")]
    [InlineData("<!-- split -->")]
    [InlineData("<?pi?>")]
    [InlineData("<x/>")]
    public void A_certificate_with_anything_but_text_inside_is_left_out(string inside)
    {
        var metadata = Taken(Broken(Base64(1), Base64(1)[..20] + inside + Base64(1)[20..]));
        Assert.Equal(Base64(2), Convert.ToBase64String(Assert.Single(metadata.SigningCertificates).Span));
        Assert.Equal(nameof(MetadataFault.UnusableCertificate), Assert.Single(metadata.Warnings).Code);
    }

    public static TheoryData<string, string> Unusable() => new()
    {
        { "empty", "" },
        { "no base64", "-----BEGIN CERTIFICATE-----" },
        { "no certificate", Convert.ToBase64String("no certificate"u8) },
        { "octets after it", Convert.ToBase64String([.. Certificate(4), 0]) },
        { "cut", Convert.ToBase64String(Certificate(4).AsSpan()[..^5]) },
        { "RSA of 1024 bits", Convert.ToBase64String(WeakCertificate()) },
        { "no readable end", Convert.ToBase64String(WithoutEnd()) },
        { "huge", new string('A', MetadataLimits.CertificateText + 4) },
    };

    // UTCTime of the end, behind that of the beginning: its month becomes one that is none.
    private static byte[] WithoutEnd()
    {
        var der = Certificate("CN=x", new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var at = der.AsSpan().IndexOf("300101000000Z"u8);
        der[at + 2] = (byte)'9';
        return der;
    }

    [Theory, MemberData(nameof(Unusable))]
    [Spec("S-038"), Spec("S-039"), Spec("S-124")]
    public void An_unusable_certificate_is_left_out_with_a_warning_and_alone_it_is_a_problem(string why, string certificate)
    {
        var metadata = Taken(Broken(Base64(1), certificate));
        Assert.True(metadata.SigningCertificates.Length == 1, why);
        var warning = Assert.Single(metadata.Warnings);
        Assert.Equal(("certificates", nameof(MetadataFault.UnusableCertificate)), (warning.Field, warning.Code));

        var alone = Assert.IsType<MetadataResult.Refused>(Read(Broken(Base64(1), certificate).Without(Key(null, Base64(2)))));
        Assert.Equal([nameof(MetadataFault.NoUsableCertificate), nameof(MetadataFault.UnusableCertificate)], Codes(alone.Problems));
    }

    [Fact]
    [Spec("S-037")]
    public void An_expired_certificate_is_used_and_its_end_is_told()
    {
        var old = Convert.ToBase64String(Certificate("CN=old", new(2026, 4, 30, 0, 0, 0, TimeSpan.Zero)));
        var metadata = Taken(Broken(Base64(1), old));
        Assert.Equal(2, metadata.SigningCertificates.Length);
        Assert.Equal("CN=old, until 2026-04-30", Assert.Single(metadata.Warnings).Got);
    }

    [Fact]
    [Spec("S-010")]
    public void More_certificates_than_any_provider_has_are_not_looked_at()
    {
        var many = string.Concat(Enumerable.Range(0, 500).Select(_ => Key("signing", "AAAA")));
        var metadata = Taken(Broken(Key("encryption", Base64(3)), many));
        Assert.Equal(2, metadata.SigningCertificates.Length);
        Assert.Equal(MetadataLimits.Certificates - 1, metadata.Warnings.Length);
        Assert.Equal(nameof(MetadataFault.TooManyCertificates), metadata.Warnings[^1].Code);
    }

    [Fact]
    public void Certificates_of_other_roles_and_of_extensions_are_not_the_providers()
    {
        var elsewhere = Broken("</md:IDPSSODescriptor>", $"<md:Extensions>{Key("signing", Base64(4))}</md:Extensions></md:IDPSSODescriptor>"
            + $"<md:AttributeAuthorityDescriptor>{Key("signing", Base64(4))}</md:AttributeAuthorityDescriptor>");
        Assert.Equal([Base64(1), Base64(2)], Certificates(elsewhere));
    }
}
