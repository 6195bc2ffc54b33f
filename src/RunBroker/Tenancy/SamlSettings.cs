using System.Collections.Immutable;
using RunBroker.Protocol.Saml;

namespace RunBroker.Tenancy;

/// <summary>
/// What is stored of a connection of protocol `saml` (contract section 6). What the provider says of itself comes from one of three places:
/// its metadata by URL, its metadata by upload (both kept in their own row), or the fields here.
/// </summary>
internal sealed record SamlSettings
{
    public string? MetadataUrl { get; set; }
    /// <summary>A document was uploaded; it says all that the fields would.</summary>
    public bool MetadataUploaded { get; set; }
    /// <summary>Base64 DER: one of them must have signed the metadata (S-121); empty: TLS, or the admin's own hand, vouches for it.</summary>
    public ImmutableArray<string> MetadataCertificates { get; set; } = [];

    /// <summary>With metadata: which entity of it (S-126); null: its only identity provider.</summary>
    public string? IdpEntityId { get; set; }
    public string? SsoUrl { get; set; }
    /// <summary><see cref="Redirect"/> or <see cref="Post"/>; with metadata: which of its endpoints to prefer.</summary>
    public string? SsoBinding { get; set; }
    public string? SloUrl { get; set; }
    public string? SloResponseUrl { get; set; }
    public string? SloBinding { get; set; }
    /// <summary>Base64 DER.</summary>
    public ImmutableArray<string> Certificates { get; set; } = [];

    public bool SignAuthnRequests { get; set; } = true;
    public bool SignLogoutRequests { get; set; } = true;
    /// <summary>either, assertion or response (S-021).</summary>
    public string RequireSigned { get; set; } = "either";
    public bool WantAssertionsEncrypted { get; set; }
    /// <summary>S-082.</summary>
    public bool AllowAesCbc { get; set; }
    /// <summary>S-027.</summary>
    public DateTimeOffset? AllowSha1Until { get; set; }
    /// <summary>Null: the NameID is the subject (S-053).</summary>
    public string? SubjectAttribute { get; set; }
    /// <summary>S-066.</summary>
    public bool AllowIdpInitiated { get; set; }
    public bool ForceAuthn { get; set; }
    /// <summary>A URI; null: no NameIDPolicy is sent.</summary>
    public string? NameIdFormat { get; set; }
    /// <summary>Exact ones, sent when the app asked for none (S-074).</summary>
    public ImmutableArray<string> RequestedAuthnContext { get; set; } = [];
    public int ClockSkewSeconds { get; set; } = (int)SamlLimits.Skew.TotalSeconds;
    public bool UpstreamLogout { get; set; }
    /// <summary>iss and sub of the provider's tokens for a global token revocation (AU-34); null: none is taken.</summary>
    public string? GlobalTokenRevocationJwtIss { get; set; }
    public string? GlobalTokenRevocationJwtSub { get; set; }
    /// <summary>Where the keys of those tokens are; null: they are the certificates'.</summary>
    public string? GlobalTokenRevocationJwksUri { get; set; }

    public ClaimMappingSettings ClaimMappings { get; set; } = new()
    {
        Email = Claims.ClaimMappings.SamlDefault.Email,
        FirstName = Claims.ClaimMappings.SamlDefault.FirstName,
        LastName = Claims.ClaimMappings.SamlDefault.LastName,
    };

    public ImmutableArray<OtherClaimMappingSettings> OtherClaimMappings { get; set; } = [];
    public ImmutableArray<RoleRuleSettings> RoleRules { get; set; } = [];

    public const string Redirect = "redirect";
    public const string Post = "post";

    /// <summary>The wire name of a binding; null for null.</summary>
    public static string? BindingUri(string? word) => word switch
    {
        null => null,
        Post => SamlNames.PostBinding,
        _ => SamlNames.RedirectBinding,
    };

    public static string BindingWord(string uri) => uri == SamlNames.PostBinding ? Post : Redirect;
}
