using System.Collections.Immutable;
using RunBroker.Claims;
using RunBroker.Protocol.OidcUpstream;
using RunBroker.Tenancy;

namespace RunBroker.Admin;

/// <summary>What was asked of the stored client secret.</summary>
internal enum SecretChange
{
    Keep,
    Replace,
    Drop,
}

/// <summary>A connection of protocol `oidc`.</summary>
internal sealed record OidcDraft(string Name, OidcSettings Settings, SecretChange Change, string? Secret) : ConnectionDraft(Name)
{
    private const int LongestSecret = 1024;

    private static readonly ImmutableArray<string> ReadOnlyMembers =
    [
        "client_secret_set", "callback_urls", "logout_redirect_urls", "backchannel_logout_url", "frontchannel_logout_url", "jwks_uri",
        "global_token_revocation_url",
    ];

    private static readonly ImmutableArray<string> Methods = ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"];
    private static readonly ImmutableArray<string> EncryptionAlgs = ["RSA-OAEP", "RSA-OAEP-256", "ECDH-ES"];
    private static readonly ImmutableArray<string> Prompts = ["login", "consent", "select_account"];

    public override string SettingsJson => StoredJson.Write(Settings);

    /// <param name="before">Null when it is new.</param>
    public static AdminResult<ConnectionDraft> Read(Draft draft, OidcSettings? before)
    {
        var read = draft.Reader;
        draft.ReadOnly(ReadOnlyMembers.AsSpan());
        var common = CommonDraft.Read(draft, ConnectionState.Oidc, ClaimMappings.OidcDefault);
        var defaults = new OidcSettings();
        var settings = new OidcSettings
        {
            IssuerUrl = Issuer(draft),
            ClientId = read.Text("client_id", 512),
            Scopes = read.Text("scopes", 1000) ?? defaults.Scopes,
            TokenEndpointAuthMethod = OneOf(draft, "token_endpoint_auth_method", Methods) ?? defaults.TokenEndpointAuthMethod,
            Prompt = Prompt(draft),
            IdTokenSignedResponseAlg = OneOf(draft, "id_token_signed_response_alg", UpstreamAlgorithms.Accepted),
            IdTokenEncryptedResponseAlg = OneOf(draft, "id_token_encrypted_response_alg", EncryptionAlgs),
            AllowedTenantIds = TenantIds(draft),
            UpstreamLogout = common.UpstreamLogout,
            ClaimMappings = common.Mappings,
            OtherClaimMappings = common.Others,
            RoleRules = common.Roles,
        };
        // OIDCC-3.1.2.1: without openid there is no ID token.
        var scopes = settings.Scopes.Split(' ');
        if (!scopes.Contains("openid") || scopes.Any(s => s.Length == 0))
            read.Complain("scopes", "must hold openid, separated by single spaces");
        var secret = read.Text("client_secret", LongestSecret);
        return draft.Fault() is { } fault ? fault : new OidcDraft(common.Name!, settings, ChangeOf(draft, secret, before, settings), secret);
    }

    // O-094: a stored secret goes to the provider it was entered for. Else whoever may edit an address could have it sent to himself.
    private static SecretChange ChangeOf(Draft draft, string? secret, OidcSettings? before, OidcSettings after) =>
        secret is not null ? SecretChange.Replace
        : draft.Sent.ContainsKey("client_secret") ? SecretChange.Drop
        : before is not null && before.IssuerUrl != after.IssuerUrl ? SecretChange.Drop
        : SecretChange.Keep;

    private static string? Issuer(Draft draft)
    {
        var url = draft.Reader.Text("issuer_url", WebUrl.Longest);
        if (url is null)
            return null;
        if (TypedIssuer.Parse(url, dangerAllowHttp: true) is TypedIssuerResult.Refused refused)
            draft.Errors.Add("issuer_url", refused.Problem.Fix);
        else if (new Uri(url.Trim().Replace(EntraIssuer.Placeholder, "organizations", StringComparison.Ordinal)) is
        {
            Scheme: "http",
            IsLoopback: false
        })
            draft.Errors.Add("issuer_url", "must be https, or http on a loopback host");
        return url.Trim();
    }

    private static string? Prompt(Draft draft)
    {
        var prompt = draft.Reader.Text("prompt", 100);
        if (prompt is not null && !prompt.Split(' ').All(Prompts.Contains))
            draft.Errors.Add("prompt", "must be of: " + string.Join(", ", Prompts));
        return prompt;
    }

    private static ImmutableArray<string> TenantIds(Draft draft)
    {
        var ids = draft.Reader.Texts("allowed_tenant_ids", 100, 36);
        for (var i = 0; i < ids.Length; i++)
        {
            if (!Guid.TryParseExact(ids[i], "D", out _) || ids[i].Any(char.IsAsciiLetterUpper))
                draft.Errors.Add($"allowed_tenant_ids[{i}]",
                    "must be a tenant id such as 00000000-0000-0000-0000-000000000000, in lower case");
        }

        return ids;
    }

    private static string? OneOf(Draft draft, string name, ImmutableArray<string> words)
    {
        var word = draft.Reader.Text(name, 100);
        if (word is not null && !words.Contains(word))
            draft.Errors.Add(name, "must be one of: " + string.Join(", ", words));
        return word;
    }
}
