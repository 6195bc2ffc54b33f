using System.Collections.Immutable;
using System.Text.Json;

namespace RunBroker.Protocol.OidcUpstream;

/// <summary>A discovery document that holds together with the connection's settings. Only <see cref="Read"/> makes one.</summary>
public sealed record UpstreamDiscovery
{
    private UpstreamDiscovery(DiscoveryDocument document)
    {
        var (json, issuer, settings) = (document.Json, document.Issuer!, document.Settings);
        Trust = new OidcTrust
        {
            Issuer = issuer,
            ClientId = settings.ClientId,
            AuthorizationEndpoint = json.Filled("authorization_endpoint")!,
            TokenEndpoint = json.Filled("token_endpoint")!,
            JwksUri = json.Filled("jwks_uri")!,
            UserInfoEndpoint = json.Filled("userinfo_endpoint"),
            EndSessionEndpoint = json.Filled("end_session_endpoint"),
            SendsIss = json.True("authorization_response_iss_parameter_supported"),
            IdTokenAlgorithms = document.Algorithms,
            AuthMethod = document.AuthMethod!.Value,
            EntraTenants = EntraIssuer.IsTemplate(issuer) ? [.. settings.EntraTenants] : [],
            ClockSkew = settings.ClockSkew,
        };
        SupportsFormPost = json.List("response_modes_supported")?.Contains("form_post") == true;
        SupportsClaimsParameter = json.True("claims_parameter_supported");
        SupportsBackchannelLogout = json.True("backchannel_logout_supported");
        SupportsFrontchannelLogout = json.True("frontchannel_logout_supported");
    }

    public OidcTrust Trust { get; }
    public bool SupportsFormPost { get; }
    public bool SupportsClaimsParameter { get; }
    public bool SupportsBackchannelLogout { get; }
    public bool SupportsFrontchannelLogout { get; }

    /// <param name="document">The octets found at <see cref="TypedIssuer.WellKnownUrl"/>.</param>
    /// <param name="typed">What the admin typed. The document's issuer must be one of its spellings exactly (OIDCD-4.3).</param>
    /// <param name="settings">The rest of the connection.</param>
    public static DiscoveryResult Read(ReadOnlyMemory<byte> document, TypedIssuer typed, DiscoverySettings settings)
    {
        if (document.Length > UpstreamLimits.Answer)
            return Refuse(DiscoveryFault.TooLarge, $"at most {UpstreamLimits.Answer} octets", $"{document.Length}",
                "This is no discovery document: check the address.");
        if (UpstreamJson.Object(document) is not { } json)
            return Refuse(DiscoveryFault.NotJson, "one JSON object", null,
                "This is no discovery document: check the address, and whether a proxy answers in its place.");

        var read = new DiscoveryDocument(json, typed, settings);
        var problems = DiscoveryChecks.Problems.SelectMany(check => check(read)).ToImmutableArray();
        return problems.IsEmpty
            ? new DiscoveryResult.Found(new(read), [.. DiscoveryChecks.Warnings.SelectMany(check => check(read))])
            : new DiscoveryResult.Refused(problems);
    }

    private static DiscoveryResult.Refused Refuse(DiscoveryFault code, string wanted, string? got, string fix) =>
        new([new("issuer_url", code, wanted, got, fix)]);
}

public abstract record DiscoveryResult
{
    private DiscoveryResult() { }

    /// <param name="Discovery">Fit for use.</param>
    /// <param name="Warnings">What will work less well.</param>
    public sealed record Found(UpstreamDiscovery Discovery, ImmutableArray<DiscoveryProblem> Warnings) : DiscoveryResult;

    /// <param name="Problems">All of them, so that one mail to the provider's admin suffices.</param>
    public sealed record Refused(ImmutableArray<DiscoveryProblem> Problems) : DiscoveryResult;

    public T Match<T>(Func<Found, T> found, Func<Refused, T> refused) => this switch
    {
        Found r => found(r),
        Refused r => refused(r),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>A document beside the settings it is read for: what follows from both.</summary>
internal sealed record DiscoveryDocument(JsonElement Json, TypedIssuer Typed, DiscoverySettings Settings)
{
    /// <summary>
    /// The document's own issuer when it is one of the spellings of what was typed, or the template of a shared Entra
    /// address.
    /// </summary>
    public string? Issuer { get; } =
        Json.Filled("issuer") is { } issuer && (Typed.Candidates.Contains(issuer) || issuer == Typed.EntraTemplate) ? issuer : null;

    public ImmutableArray<string> Algorithms { get; } =
    [
        .. Settings.IdTokenAlgorithms.Where(UpstreamAlgorithms.Accepted.Contains)
            .Intersect(Json.List("id_token_signing_alg_values_supported") ?? ["RS256"]),
    ];

    public UpstreamAuthMethod? AuthMethod { get; } = Settings.AuthMethod is { } chosen
        ? (Takes(Json, chosen) ? chosen : null)
        : Takes(Json, UpstreamAuthMethod.ClientSecretBasic) ? UpstreamAuthMethod.ClientSecretBasic
        : Takes(Json, UpstreamAuthMethod.ClientSecretPost) ? UpstreamAuthMethod.ClientSecretPost
        : null;

    // A provider that lists nothing takes client_secret_basic (OIDCD-3). Public clients are often not listed, so none is
    // never missed.
    private static bool Takes(JsonElement json, UpstreamAuthMethod method) =>
        method == UpstreamAuthMethod.None
        || (json.List("token_endpoint_auth_methods_supported") ?? ["client_secret_basic"]).Contains(WireName(method));

    public static string WireName(UpstreamAuthMethod method) => method switch
    {
        UpstreamAuthMethod.ClientSecretBasic => "client_secret_basic",
        UpstreamAuthMethod.ClientSecretPost => "client_secret_post",
        UpstreamAuthMethod.PrivateKeyJwt => "private_key_jwt",
        UpstreamAuthMethod.None => "none",
        _ => throw new ArgumentOutOfRangeException(nameof(method)),
    };
}
