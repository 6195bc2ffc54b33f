using System.Collections.Immutable;
using System.Globalization;
using RunBroker.Claims;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Metadata;
using RunBroker.Tenancy;
using RunBroker.Upstream.Saml;

namespace RunBroker.Admin;

/// <summary>A connection of protocol `saml`.</summary>
/// <param name="Upload">A document that was sent with it and could be read.</param>
/// <param name="Read">What it says.</param>
internal sealed record SamlDraft(string Name, SamlSettings Settings, byte[]? Upload, IdpMetadata? Read) : ConnectionDraft(Name)
{
    private static readonly ImmutableArray<string> ReadOnlyMembers =
    [
        "metadata_source", "metadata_valid_until", "idp_certificates", "pending_metadata", "sp_entity_id", "acs_url", "acs_urls",
        "sp_metadata_url", "sp_certificates", "global_token_revocation_url",
    ];

    private static readonly ImmutableArray<string> Parts = ["either", "assertion", "response"];

    public override string SettingsJson => StoredJson.Write(Settings);

    /// <param name="before">Null when it is new.</param>
    public static AdminResult<ConnectionDraft> From(Draft draft, SamlSettings? before, Func<Uri, bool> mayUseHttp, DateTimeOffset now)
    {
        var read = draft.Reader;
        draft.ReadOnly(ReadOnlyMembers.AsSpan());
        var common = CommonDraft.Read(draft, ConnectionState.Saml, ClaimMappings.SamlDefault);
        var provider = SamlProviderDraft.Read(draft, before, mayUseHttp);
        var defaults = new SamlSettings();
        var settings = provider.Known with
        {
            SignAuthnRequests = read.Flag("sign_authn_requests") ?? defaults.SignAuthnRequests,
            SignLogoutRequests = read.Flag("sign_logout_requests") ?? defaults.SignLogoutRequests,
            RequireSigned = SamlProviderDraft.Word(draft, "require_signed", Parts) ?? defaults.RequireSigned,
            WantAssertionsEncrypted = read.Flag("want_assertions_encrypted") ?? false,
            AllowAesCbc = read.Flag("allow_aes_cbc") ?? false,
            AllowSha1Until = Sha1Until(draft, now),
            SubjectAttribute = read.Text("subject_attribute", ClaimLimits.ClaimName),
            AllowIdpInitiated = read.Flag("allow_idp_initiated") ?? false,
            ForceAuthn = read.Flag("force_authn") ?? false,
            NameIdFormat = Uris(draft, "name_id_format", read.Text("name_id_format", 255)),
            RequestedAuthnContext = Contexts(draft),
            ClockSkewSeconds = read.Number("clock_skew_seconds", 0, (int)SamlLimits.MaxSkew.TotalSeconds) ?? defaults.ClockSkewSeconds,
            UpstreamLogout = common.UpstreamLogout,
            GlobalTokenRevocationJwtIss = read.Text("global_token_revocation_jwt_iss", 512),
            GlobalTokenRevocationJwtSub = read.Text("global_token_revocation_jwt_sub", 512),
            GlobalTokenRevocationJwksUri = KeysAt(draft, mayUseHttp),
            ClaimMappings = common.Mappings,
            OtherClaimMappings = common.Others,
            RoleRules = common.Roles,
        };
        // One without the other would look set up, and take no order.
        if (settings.GlobalTokenRevocationJwtIss is null != settings.GlobalTokenRevocationJwtSub is null)
            draft.Errors.Add("global_token_revocation_jwt_sub", "goes with global_token_revocation_jwt_iss: give both or neither");
        if (draft.Fault() is { } fault)
            return fault;
        if (provider.Upload is not { } upload)
            return new SamlDraft(common.Name!, settings, null, null);
        var facts = SamlFacts.Read(upload, settings, mayUseHttp, now);
        return facts.Idp is { } idp ? new SamlDraft(common.Name!, settings, upload, idp) : Refused(facts.Problems);
    }

    // A malformed value is refused at once; which part of the document it is, and what would do, stands in `problems`.
    private static Problem Refused(ImmutableArray<MetadataProblem> problems) =>
        Problem.Invalid("metadata_xml", "cannot be used: " + string.Join(' ', problems.Select(p => p.Fix))) with
        {
            Problems = [.. problems.Select(p => new ConnectionProblem(p.Field, p.Code, p.Wanted, p.Got, p.Fix))],
        };

    // S-027: with an end, and not a far one: it is a way out of an old provider, not a way of life.
    private static DateTimeOffset? Sha1Until(Draft draft, DateTimeOffset now)
    {
        var text = draft.Reader.Text("allow_sha1_until", 40);
        if (text is null)
            return null;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var at) || !text.Contains('T', StringComparison.Ordinal))
            draft.Errors.Add("allow_sha1_until", "must be a time such as 2030-01-31T12:00:00Z");
        else if (draft.Changes("allow_sha1_until") && at > now + Limits.Sha1Longest)
            draft.Errors.Add("allow_sha1_until", $"must be at most {Limits.Sha1Longest.TotalDays:0} days ahead");
        return at;
    }

    private static string? KeysAt(Draft draft, Func<Uri, bool> mayUseHttp)
    {
        const string Name = "global_token_revocation_jwks_uri";
        var url = draft.Reader.Text(Name, WebUrl.Longest);
        if (url is not null && EndpointUrl.Check(Name, url, mayUseHttp) is { } fault)
            draft.Errors.Add(Name, "must be " + fault.Wanted);
        return url;
    }

    private static ImmutableArray<string> Contexts(Draft draft)
    {
        var all = draft.Reader.Texts("requested_authn_context", 10, 255);
        for (var i = 0; i < all.Length; i++)
            Uris(draft, $"requested_authn_context[{i}]", all[i]);
        return all;
    }

    private static string? Uris(Draft draft, string at, string? text)
    {
        if (text is not null && (text.Contains(' ', StringComparison.Ordinal) || !Uri.TryCreate(text, UriKind.Absolute, out _)))
            draft.Errors.Add(at, "must be a URI such as urn:oasis:names:tc:SAML:2.0:nameid-format:persistent");
        return text;
    }
}
