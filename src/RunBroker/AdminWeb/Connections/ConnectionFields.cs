using System.Collections.Immutable;
using System.Globalization;
using RunBroker.Admin;
using RunBroker.Claims;
using RunBroker.Tenancy;

namespace RunBroker.AdminWeb.Connections;

internal enum FieldKind
{
    Text,
    Flag,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>A list, one in a line.</summary>
    Lines,

    /// <summary>A day that stands for its first instant in UTC.</summary>
    Day,

    /// <summary>A list of certificates, each in a field of its own: of a chain in one field nothing is taken.</summary>
    Certificates,
}

/// <param name="Path">Of the member in the management API, and the name of the field on the page.</param>
/// <param name="Default">In the form of a new connection.</param>
internal sealed record ConnectionField(string Path, FieldKind Kind = FieldKind.Text, string Default = "");

/// <summary>What may be written of a connection, as rows. What is special (secret, provider's metadata, tags, rules) is not here.</summary>
internal static class ConnectionFields
{
    public const string On = "on";

    public static ImmutableArray<ConnectionField> Of(string protocol) => protocol == ConnectionState.Saml ? Saml : Oidc;

    /// <summary>Of a SAML provider without metadata.</summary>
    public static ImmutableArray<ConnectionField> Provider { get; } =
    [
        new("idp_entity_id"), new("sso_url"), new("sso_binding"), new("idp_slo_url"), new("slo_response_url"), new("slo_binding"),
        new("certificates", FieldKind.Certificates),
    ];

    private static readonly ImmutableArray<ConnectionField> Oidc =
    [
        new("name"), new("issuer_url"), new("client_id"), new("scopes", Default: new OidcSettings().Scopes),
        new("token_endpoint_auth_method", Default: new OidcSettings().TokenEndpointAuthMethod), new("prompt"),
        new("id_token_signed_response_alg"), new("id_token_encrypted_response_alg"), new("allowed_tenant_ids", FieldKind.Lines),
        new("upstream_logout", FieldKind.Flag), .. Mappings(ClaimMappings.OidcDefault),
    ];

    private static readonly ImmutableArray<ConnectionField> Saml =
    [
        new("name"), new("metadata_certificates", FieldKind.Certificates),
        new("sign_authn_requests", FieldKind.Flag, On), new("sign_logout_requests", FieldKind.Flag, On),
        new("require_signed", Default: new SamlSettings().RequireSigned), new("want_assertions_encrypted", FieldKind.Flag),
        new("allow_aes_cbc", FieldKind.Flag), new("allow_sha1_until", FieldKind.Day), new("subject_attribute"),
        new("allow_idp_initiated", FieldKind.Flag), new("force_authn", FieldKind.Flag), new("name_id_format"),
        new("requested_authn_context", FieldKind.Lines),
        new("clock_skew_seconds", FieldKind.Number, new SamlSettings().ClockSkewSeconds.ToString(CultureInfo.InvariantCulture)),
        new("global_token_revocation_jwt_iss"), new("global_token_revocation_jwt_sub"), new("global_token_revocation_jwks_uri"),
        new("upstream_logout", FieldKind.Flag), .. Mappings(ClaimMappings.SamlDefault),
    ];

    private static IEnumerable<ConnectionField> Mappings(ClaimMappings defaults) =>
    [
        new("claim_mappings.email", Default: defaults.Email), new("claim_mappings.first_name", Default: defaults.FirstName),
        new("claim_mappings.last_name", Default: defaults.LastName!), new("claim_mappings.phone"), new("claim_mappings.company"),
        new("claim_mappings.language"), new("claim_mappings.timezone"),
    ];
}
