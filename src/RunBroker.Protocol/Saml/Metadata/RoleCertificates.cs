using System.Collections.Immutable;
using RunBroker.Protocol.Saml.Signatures;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Saml.Metadata;

/// <summary>
/// The certificates a role signs with: those for signing and those without a use, which are for both (SAMLMeta-2.4.1.1, S-124). Some
/// import takes the latter for none, and then checks no signature at all.
/// </summary>
internal sealed record RoleCertificates(ImmutableArray<ReadOnlyMemory<byte>> Usable, ImmutableArray<MetadataProblem> Warnings)
{
    private const string Wanted = "an X.509 certificate in base64";

    public static RoleCertificates Of(Element role, DateTimeOffset now)
    {
        var usable = new List<ReadOnlyMemory<byte>>();
        var warnings = ImmutableArray.CreateBuilder<MetadataProblem>();
        var seen = 0;
        foreach (var text in Keys(role, warnings).SelectMany(key => Texts(key, warnings)))
        {
            if (++seen > MetadataLimits.Certificates)
            {
                warnings.Add(Row(MetadataFault.TooManyCertificates, $"at most {MetadataLimits.Certificates} certificates"));
                break;
            }

            if (Der(text) is not { } der)
            {
                warnings.Add(Row(MetadataFault.UnusableCertificate, Wanted, text.SimpleText ?? "no text"));
            }
            else if (!usable.Exists(known => known.Span.SequenceEqual(der)) && Fault(der, now) is var (fault, isUsable))
            {
                if (isUsable)
                    usable.Add(der);
                if (fault is not null)
                    warnings.Add(fault);
            }
        }

        return new([.. usable], warnings.ToImmutable());
    }

    private static (MetadataProblem? Fault, bool IsUsable) Fault(byte[] der, DateTimeOffset now)
    {
        switch (TrustedKey.FromCertificate(der))
        {
            case TrustedKeyResult.Read(var key):
                using (var certificate = key.Certificate)
                {
                    var end = new DateTimeOffset(certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero);
                    var expired = FormattableString.Invariant($"{certificate.Subject}, until {end:yyyy-MM-dd}");
                    return (end > now ? null : Row(MetadataFault.CertificateExpired, "a certificate that is still valid", expired), true);
                }

            case TrustedKeyResult.Refused(var code, var wanted, var got):
                return (Row(MetadataFault.UnusableCertificate, wanted, got is null ? code : $"{code}: {got}"), false);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static IEnumerable<Element> Keys(Element role, ImmutableArray<MetadataProblem>.Builder warnings)
    {
        foreach (var key in role.Named(SamlNames.Metadata, "KeyDescriptor"))
        {
            var use = key["use"]?.Trim();
            if (use is null or "signing")
                yield return key;
            else if (use != "encryption" && warnings.Count < MetadataLimits.Certificates)
                warnings.Add(Row(MetadataFault.UnknownKeyUse, "signing or encryption", use));
        }
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
            warnings.Add(Row(MetadataFault.KeyWithoutCertificate, "X509Certificate"));
    }

    private static byte[]? Der(Element certificate)
    {
        if (certificate.SimpleText is not { Length: > 0 and <= MetadataLimits.CertificateText } text)
            return null;
        var der = new byte[text.Length];
        return Convert.TryFromBase64String(text, der, out var length) && length > 0 ? der[..length] : null;
    }

    private static MetadataProblem Row(MetadataFault fault, string wanted, string? got = null) =>
        MetadataProblem.Of("certificates", fault, wanted, got);
}
