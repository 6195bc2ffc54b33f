using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Serialization;
using RunBroker.Admin.Api;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;
using RunBroker.Upstream.Saml;

namespace RunBroker.Admin;

/// <param name="Sha256">Of the certificate, upper case hexadecimal.</param>
/// <param name="Key">Such as <c>RSA 2048</c> or <c>EC 256</c>.</param>
internal sealed record IdpCertificateResource(string Sha256, string Subject, string Key, DateTime NotBefore, DateTime NotAfter);

/// <summary>A certificate of ours.</summary>
/// <param name="Use">signing or encryption.</param>
/// <param name="State">current, next (published, not used yet) or previous (not used any more; what is under way may still need it).</param>
/// <param name="Certificate">Base64 of DER, as in metadata.</param>
internal sealed record SpCertificateResource(
    string Use, string State, string Certificate, string Sha256, DateTime NotBefore, DateTime NotAfter, DateTime ActiveAt, DateTime? RetiredAt);

/// <summary>Metadata that waits for an admin (S-125).</summary>
/// <param name="Reasons">Of EntityIdChanged, AllKeysRemoved, KeysFromElsewhere, SsoHostChanged, SloHostChanged.</param>
/// <param name="Sha256">Of the document: to be sent with the confirmation, so that what is confirmed is what was seen.</param>
internal sealed record PendingMetadataResource(
    ImmutableArray<string> Reasons, string? EntityId, string? SsoUrl, ImmutableArray<string> Certificates, string Sha256, DateTime Since);

/// <summary>Members of protocol `saml`.</summary>
internal sealed partial record ConnectionResource
{
    /// <summary>url, upload or fields: where what is known of the provider comes from.</summary>
    [Answered, OfProtocol(ConnectionState.Saml)]
    public string? MetadataSource { get; init; }
    [OfProtocol(ConnectionState.Saml)]
    public string? MetadataUrl { get; init; }
    /// <summary>The document, or base64 of it. Never answered.</summary>
    [WriteOnly, OfProtocol(ConnectionState.Saml), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MetadataXml { get; init; }
    /// <summary>Base64 of DER, or PEM: one of them must have signed the metadata. Empty: TLS, or whoever uploads, vouches for it.</summary>
    [OfProtocol(ConnectionState.Saml)]
    public ImmutableArray<string> MetadataCertificates { get; init; } = [];
    [Answered, OfProtocol(ConnectionState.Saml)]
    public DateTime? MetadataValidUntil { get; init; }
    [Answered, OfProtocol(ConnectionState.Saml)]
    public PendingMetadataResource? PendingMetadata { get; init; }

    /// <summary>With metadata: which of its entities; answered as read when there is only one.</summary>
    [OfProtocol(ConnectionState.Saml)]
    public string? IdpEntityId { get; init; }
    /// <summary>Read-only with metadata, as the members up to certificates.</summary>
    [OfProtocol(ConnectionState.Saml)]
    public string? SsoUrl { get; init; }
    /// <summary>redirect or post; with metadata: which to prefer.</summary>
    [OfProtocol(ConnectionState.Saml)]
    public string? SsoBinding { get; init; }
    /// <summary>The provider's single logout URL. slo_url is taken for it, too.</summary>
    [OfProtocol(ConnectionState.Saml)]
    public string? IdpSloUrl { get; init; }
    [OfProtocol(ConnectionState.Saml)]
    public string? SloResponseUrl { get; init; }
    [OfProtocol(ConnectionState.Saml)]
    public string? SloBinding { get; init; }
    /// <summary>Base64 of DER; PEM is taken, too.</summary>
    [OfProtocol(ConnectionState.Saml)]
    public ImmutableArray<string> Certificates { get; init; } = [];
    [Answered, OfProtocol(ConnectionState.Saml)]
    public ImmutableArray<IdpCertificateResource> IdpCertificates { get; init; } = [];

    [OfProtocol(ConnectionState.Saml)]
    public bool SignAuthnRequests { get; init; }
    [OfProtocol(ConnectionState.Saml)]
    public bool SignLogoutRequests { get; init; }
    /// <summary>either, assertion or response.</summary>
    [OfProtocol(ConnectionState.Saml)]
    public string? RequireSigned { get; init; }
    [OfProtocol(ConnectionState.Saml)]
    public bool WantAssertionsEncrypted { get; init; }
    [OfProtocol(ConnectionState.Saml)]
    public bool AllowAesCbc { get; init; }
    [OfProtocol(ConnectionState.Saml)]
    public DateTime? AllowSha1Until { get; init; }
    /// <summary>The attribute that holds the immutable subject; null: the NameID.</summary>
    [OfProtocol(ConnectionState.Saml)]
    public string? SubjectAttribute { get; init; }
    [OfProtocol(ConnectionState.Saml)]
    public bool AllowIdpInitiated { get; init; }
    [OfProtocol(ConnectionState.Saml)]
    public bool ForceAuthn { get; init; }
    [OfProtocol(ConnectionState.Saml)]
    public string? NameIdFormat { get; init; }
    [OfProtocol(ConnectionState.Saml)]
    public ImmutableArray<string> RequestedAuthnContext { get; init; } = [];
    [OfProtocol(ConnectionState.Saml)]
    public int ClockSkewSeconds { get; init; }

    /// <summary>iss of the provider's tokens for a global token revocation. With the next one null: no such order is taken.</summary>
    [OfProtocol(ConnectionState.Saml)]
    public string? GlobalTokenRevocationJwtIss { get; init; }
    [OfProtocol(ConnectionState.Saml)]
    public string? GlobalTokenRevocationJwtSub { get; init; }
    /// <summary>Where the keys of those tokens are; null: those of the connection's certificates.</summary>
    [OfProtocol(ConnectionState.Saml)]
    public string? GlobalTokenRevocationJwksUri { get; init; }

    [Answered, OfProtocol(ConnectionState.Saml)]
    public string? SpEntityId { get; init; }
    [Answered, OfProtocol(ConnectionState.Saml)]
    public string? AcsUrl { get; init; }
    /// <summary>That one, and those at the tenant's callback hosts.</summary>
    [Answered, OfProtocol(ConnectionState.Saml)]
    public ImmutableArray<string> AcsUrls { get; init; } = [];
    /// <summary>Answered: our single logout URL. Taken: another one is the provider's, as idp_slo_url.</summary>
    [OfProtocol(ConnectionState.Saml)]
    public string? SloUrl { get; init; }
    [Answered, OfProtocol(ConnectionState.Saml)]
    public string? SpMetadataUrl { get; init; }
    [Answered, OfProtocol(ConnectionState.Saml)]
    public ImmutableArray<SpCertificateResource> SpCertificates { get; init; } = [];

    public static ConnectionResource ShowSaml(SamlView view, Settings broker, ImmutableArray<ConnectionProblem> warnings)
    {
        var (row, s, idp) = (view.State.Row, view.Settings, view.Idp);
        var common = Common(row, broker, s.UpstreamLogout, s.ClaimMappings, s.OtherClaimMappings, s.RoleRules, warnings);
        var (sso, slo) = (SamlUpstream.Preferred(idp?.SsoEndpoints, s.SsoBinding), SamlUpstream.Preferred(idp?.SloEndpoints, s.SloBinding));
        var byFields = view.Source == SamlSource.Fields;
        return common with
        {
            Status = common.Status with { CertificateExpiresAt = view.LastExpiry?.UtcDateTime },
            MetadataSource = Word(view.Source),
            MetadataUrl = s.MetadataUrl,
            MetadataCertificates = s.MetadataCertificates,
            MetadataValidUntil = byFields ? null : idp?.ValidUntil?.UtcDateTime,
            PendingMetadata = Waiting(view),
            IdpEntityId = s.IdpEntityId ?? idp?.EntityId,
            SsoUrl = byFields ? s.SsoUrl : sso?.Url,
            SsoBinding = s.SsoBinding ?? (sso is null ? null : SamlSettings.BindingWord(sso.Binding)),
            IdpSloUrl = byFields ? s.SloUrl : slo?.Url,
            SloResponseUrl = byFields ? s.SloResponseUrl : slo?.ResponseUrl,
            SloBinding = s.SloBinding ?? (slo is null ? null : SamlSettings.BindingWord(slo.Binding)),
            Certificates = byFields ? s.Certificates : [.. view.Trusted.Select(c => Convert.ToBase64String(c.RawData))],
            IdpCertificates = [.. view.Trusted.Select(Of)],
            SignAuthnRequests = s.SignAuthnRequests,
            SignLogoutRequests = s.SignLogoutRequests,
            RequireSigned = s.RequireSigned,
            WantAssertionsEncrypted = s.WantAssertionsEncrypted,
            AllowAesCbc = s.AllowAesCbc,
            AllowSha1Until = s.AllowSha1Until?.UtcDateTime,
            SubjectAttribute = s.SubjectAttribute,
            AllowIdpInitiated = s.AllowIdpInitiated,
            ForceAuthn = s.ForceAuthn,
            NameIdFormat = s.NameIdFormat,
            RequestedAuthnContext = s.RequestedAuthnContext,
            ClockSkewSeconds = s.ClockSkewSeconds,
            GlobalTokenRevocationJwtIss = s.GlobalTokenRevocationJwtIss,
            GlobalTokenRevocationJwtSub = s.GlobalTokenRevocationJwtSub,
            GlobalTokenRevocationJwksUri = s.GlobalTokenRevocationJwksUri,
            SpEntityId = broker.Url(Routes.SamlMetadata(row.Id)),
            AcsUrl = broker.Url(Routes.SamlAcs(row.Id)),
            AcsUrls = [.. Roots(broker, view.State.Hosts).Select(root => root + Routes.SamlAcs(row.Id))],
            SloUrl = broker.Url(Routes.SamlSlo(row.Id)),
            SpMetadataUrl = broker.Url(Routes.SamlMetadata(row.Id)),
            SpCertificates = [.. view.OwnKeys().Select(k => Of(k.Row, k.State))],
        };
    }

    private static string Word(SamlSource source) => source switch
    {
        SamlSource.Url => "url",
        SamlSource.Upload => "upload",
        _ => "fields",
    };

    private static PendingMetadataResource? Waiting(SamlView view)
    {
        if (view.State.Metadata is not { PendingDocument: { } document, PendingReasons: var reasons, PendingAt: { } since })
            return null;
        var thumbprints = view.Pending?.SigningCertificates.Select(c => SamlView.Thumbprint(c.Span)) ?? [];
        return new(reasons, view.Pending?.EntityId, SamlUpstream.Preferred(view.Pending?.SsoEndpoints, view.Settings.SsoBinding)?.Url,
            [.. thumbprints], SamlView.Thumbprint(document), since.UtcDateTime);
    }

    private static IdpCertificateResource Of(X509Certificate2 c)
    {
        using var rsa = c.GetRSAPublicKey();
        using var ec = c.GetECDsaPublicKey();
        return new(SamlView.Thumbprint(c.RawData), c.Subject, rsa is null ? $"EC {ec?.KeySize}" : $"RSA {rsa.KeySize}",
            SamlView.StartOf(c).UtcDateTime, SamlView.EndOf(c).UtcDateTime);
    }

    private static SpCertificateResource Of(SamlKeyRow row, string state)
    {
        using var c = X509CertificateLoader.LoadCertificate(row.Certificate);
        return new(row.KeyUse, state, Convert.ToBase64String(row.Certificate), SamlView.Thumbprint(row.Certificate),
            SamlView.StartOf(c).UtcDateTime, SamlView.EndOf(c).UtcDateTime, row.ActiveAt.UtcDateTime, row.RetiredAt?.UtcDateTime);
    }
}
