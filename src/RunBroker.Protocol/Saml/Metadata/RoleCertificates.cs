using System.Collections.Immutable;
using System.Globalization;
using RunBroker.Protocol.Saml.Signatures;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Saml.Metadata;

/// <summary>
/// The certificates a role signs with: those for signing and those without a use, which are for both (SAMLMeta-2.4.1.1, S-124). Some
/// import takes the latter for none, and then checks no signature at all.
/// </summary>
internal sealed record RoleCertificates(ImmutableArray<ReadOnlyMemory<byte>> Usable, ImmutableArray<MetadataProblem> Warnings)
{
    private const string Field = "certificates";

    public static RoleCertificates Of(Element role, DateTimeOffset now)
    {
        var usable = new List<ReadOnlyMemory<byte>>();
        var warnings = ImmutableArray.CreateBuilder<MetadataProblem>();
        var seen = 0;
        foreach (var text in role.Named(SamlNames.Metadata, "KeyDescriptor").Where(key => Signs(key, warnings)).SelectMany(key => Texts(key, warnings)))
        {
            if (++seen > MetadataLimits.Certificates)
            {
                warnings.Add(Row(MetadataFault.TooManyCertificates, $"at most {MetadataLimits.Certificates} certificates", null, "Those further down are left out."));
                break;
            }

            if (Der(text) is not { } der)
            {
                warnings.Add(Row(MetadataFault.UnusableCertificate, "an X.509 certificate in base64", text.SimpleText ?? "something else than text",
                    "This certificate is left out. The provider must publish it whole."));
            }
            else if (!usable.Exists(known => known.Span.SequenceEqual(der)))
            {
                Take(der, usable, warnings, now);
            }
        }

        return new([.. usable], warnings.ToImmutable());
    }

    private static void Take(byte[] der, List<ReadOnlyMemory<byte>> usable, ImmutableArray<MetadataProblem>.Builder warnings, DateTimeOffset now)
    {
        switch (TrustedKey.FromCertificate(der))
        {
            case TrustedKeyResult.Read(var key):
                usable.Add(der);
                using (key.Certificate)
                {
                    var end = new DateTimeOffset(key.Certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero);
                    if (end <= now)
                    {
                        warnings.Add(Row(MetadataFault.CertificateExpired, "a certificate that is still valid",
                            $"{key.Certificate.Subject}, until {end.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}",
                            "It is used all the same; the provider should renew it."));
                    }
                }

                break;
            case TrustedKeyResult.Refused refused:
                warnings.Add(Row(MetadataFault.UnusableCertificate, refused.Wanted, refused.Got is { } got ? $"{refused.Code}: {got}" : refused.Code,
                    "This certificate is left out. The provider must sign with another one."));
                break;
        }
    }

    private static bool Signs(Element key, ImmutableArray<MetadataProblem>.Builder warnings)
    {
        var use = key["use"]?.Trim();
        if (use is not (null or "signing" or "encryption") && warnings.Count < MetadataLimits.Certificates)
            warnings.Add(Row(MetadataFault.UnknownKeyUse, "signing or encryption", use, "This key is left out. The provider must mend its metadata."));
        return use is null or "signing";
    }

    private static IEnumerable<Element> Texts(Element key, ImmutableArray<MetadataProblem>.Builder warnings)
    {
        var any = false;
        foreach (var text in key.Named(SamlNames.XmlDsig, "KeyInfo").SelectMany(static k => k.Named(SamlNames.XmlDsig, "X509Data"))
            .SelectMany(static d => d.Named(SamlNames.XmlDsig, "X509Certificate")))
        {
            any = true;
            yield return text;
        }

        if (!any && warnings.Count < MetadataLimits.Certificates)
            warnings.Add(Row(MetadataFault.KeyWithoutCertificate, "X509Certificate", null, "This key is left out. The provider must publish it as a certificate."));
    }

    private static byte[]? Der(Element certificate)
    {
        if (certificate.SimpleText is not { Length: > 0 and <= MetadataLimits.CertificateText } text)
            return null;
        var der = new byte[text.Length];
        return Convert.TryFromBase64String(text, der, out var length) && length > 0 ? der[..length] : null;
    }

    private static MetadataProblem Row(MetadataFault fault, string wanted, string? got, string fix) => MetadataProblem.Of(Field, fault, wanted, got, fix);
}
