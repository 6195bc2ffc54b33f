using System.Collections.Immutable;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Metadata;
using RunBroker.Protocol.Saml.Signatures;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;

namespace RunBroker.Upstream.Saml;

/// <summary>What is known of the provider: from its stored metadata, or from the connection's fields.</summary>
/// <param name="Idp">Null when something that a sign-in needs is missing or wrong: then <paramref name="Problems"/> say what.</param>
internal sealed record SamlFacts(IdpMetadata? Idp, ImmutableArray<TrustedKey> Keys, ImmutableArray<MetadataProblem> Problems)
{
    /// <param name="stored">Null when there is none; not looked at when the fields count.</param>
    public static SamlFacts Read(SamlSettings settings, SamlMetadataRow? stored, Func<Uri, bool> mayUseHttp, DateTimeOffset now)
    {
        if (settings is { MetadataUrl: null, MetadataUploaded: false })
            return FromFields(settings);
        if (stored?.Document is not { } document)
        {
            return Nothing(settings.MetadataUrl is null
                ? new("metadata_xml", "Missing", "the provider's metadata", null, "Upload the metadata again.")
                : new("metadata_url", "NotFetchedYet", "the provider's metadata", stored?.LastError, "Refresh the connection once the address answers."));
        }

        return Read(document, settings, mayUseHttp, now);
    }

    public static SamlFacts Read(ReadOnlyMemory<byte> document, SamlSettings settings, Func<Uri, bool> mayUseHttp, DateTimeOffset now) =>
        IdpMetadataDocument.Read(document, AskOf(settings, mayUseHttp), now) switch
        {
            MetadataResult.Read read => Of(read.Metadata, Trusted(read.Metadata.SigningCertificates)),
            MetadataResult.Refused refused => new(null, [], refused.Problems),
            _ => throw new InvalidOperationException("The set of outcomes is closed."),
        };

    public static MetadataAsk AskOf(SamlSettings settings, Func<Uri, bool> mayUseHttp) => new()
    {
        EntityId = settings.IdpEntityId,
        Field = settings.MetadataUrl is null ? "metadata_xml" : "metadata_url",
        Signers = Trusted(settings.MetadataCertificates.Select(Der)),
        MayUseHttp = mayUseHttp,
    };

    private static SamlFacts FromFields(SamlSettings s)
    {
        var missing = ImmutableArray.CreateBuilder<MetadataProblem>();
        const string Fix = "Give metadata_url, metadata_xml, or this field as the provider's console shows it.";
        if (s.IdpEntityId is null)
            missing.Add(new("idp_entity_id", "Missing", "the provider's entity ID (issuer)", null, Fix));
        if (s.SsoUrl is null)
            missing.Add(new("sso_url", "Missing", "the provider's single sign-on URL", null, Fix));
        if (s.Certificates.IsEmpty)
            missing.Add(new("certificates", "Missing", "the provider's signing certificate", null, Fix));
        if (missing.Count > 0)
            return new(null, [], missing.ToImmutable());
        return Of(
            new IdpMetadata
            {
                EntityId = s.IdpEntityId!,
                SsoEndpoints = [new(SamlSettings.BindingUri(s.SsoBinding) ?? SamlNames.RedirectBinding, s.SsoUrl!)],
                SloEndpoints = s.SloUrl is null ? []
                    : [new(SamlSettings.BindingUri(s.SloBinding) ?? SamlNames.RedirectBinding, s.SloUrl, s.SloResponseUrl)],
                SigningCertificates = [.. s.Certificates.Select(Der)],
            }, Trusted(s.Certificates.Select(Der)));
    }

    private static SamlFacts Of(IdpMetadata idp, ImmutableArray<TrustedKey> keys) => keys.IsEmpty
        ? Nothing(new("certificates", "NoUsableKey", "a certificate with an RSA key of 2048 bits or an EC key of 256 bits, or more", null,
            "The provider must sign with such a key."))
        : new(idp, keys, []);

    private static SamlFacts Nothing(MetadataProblem why) => new(null, [], [why]);

    // Weak ones and what is no certificate are left out: refused when saved, and again here (S-038).
    private static ImmutableArray<TrustedKey> Trusted(IEnumerable<ReadOnlyMemory<byte>> certificates) =>
        [.. certificates.Select(TrustedKey.FromCertificate).OfType<TrustedKeyResult.Read>().Select(r => r.Key)];

    private static ReadOnlyMemory<byte> Der(string base64) => Convert.FromBase64String(base64);
}
