using System.Collections.Immutable;

namespace RunBroker.Protocol.OidcUpstream;

/// <summary>
/// The rules of a discovery document, in the order an admin should mend them. Add one here and a row to
/// UpstreamDiscoveryTests.
/// </summary>
internal static class DiscoveryChecks
{
    private static readonly ImmutableArray<string> Needed = ["authorization_endpoint", "token_endpoint", "jwks_uri"];
    private static readonly ImmutableArray<string> Addresses = [.. Needed, "userinfo_endpoint", "end_session_endpoint"];

    public static ImmutableArray<Func<DiscoveryDocument, IEnumerable<DiscoveryProblem>>> Problems { get; } =
    [
        Issuer, Entra, Members, Endpoints, CodeFlow, Algorithms, AuthMethods, RequestKinds,
    ];

    public static ImmutableArray<Func<DiscoveryDocument, IEnumerable<DiscoveryProblem>>> Warnings { get; } = [Pkce, Scopes, EndSession];

    // OIDCD-4.3, O-080: otherwise a document could speak for another provider, and its keys would vouch for that one's people.
    private static IEnumerable<DiscoveryProblem> Issuer(DiscoveryDocument d)
    {
        var got = d.Json.Filled("issuer");
        if (d.Issuer is null)
        {
            yield return Row("issuer_url", DiscoveryFault.IssuerMismatch, d.Typed.Candidates[0], got, got is null
                ? "The document names no issuer: check the address."
                : "Type the issuer that the provider names here, if that is your provider.");
        }
    }

    private static IEnumerable<DiscoveryProblem> Entra(DiscoveryDocument d)
    {
        if (d.Issuer is null || !EntraIssuer.IsTemplate(d.Issuer))
            yield break;
        if (d.Settings.EntraTenants.Count == 0)
        {
            yield return Row("issuer_url", DiscoveryFault.EntraTenantsMissing,
                "the issuer of one tenant, or a list of tenant ids", d.Issuer,
                "Use https://login.microsoftonline.com/<tenant id>/v2.0, or list the tenants that may sign in.");
        }

        // Anything but an id put into the template would make an issuer of another shape.
        foreach (var tenant in d.Settings.EntraTenants.Where(static t => !IsTenantId(t)))
        {
            yield return Row("entra_tenants", DiscoveryFault.EntraTenantNotId, "a tenant id in lower case", tenant,
                "Copy the Directory (tenant) ID from Entra.");
        }

        if (d.Settings.AuthMethod == UpstreamAuthMethod.PrivateKeyJwt)
        {
            yield return Row("token_endpoint_auth_method", DiscoveryFault.AuthMethodNeedsOneIssuer,
                "client_secret_basic or client_secret_post", "private_key_jwt",
                "Use a client secret, or the issuer of one tenant.");
        }
    }

    private static bool IsTenantId(string text) => Guid.TryParseExact(text, "D", out _) && !text.Any(char.IsAsciiLetterUpper);

    private static IEnumerable<DiscoveryProblem> Members(DiscoveryDocument d) =>
        from name in Needed
        where d.Json.Filled(name) is null
        select Row(name, DiscoveryFault.MemberMissing, "an https URL", null,
            $"The provider must publish {name} in its discovery document.");

    // OIDCD-3: https for each. A fragment or a user name has no place in an endpoint (RFC6749-3.1, 3.2).
    private static IEnumerable<DiscoveryProblem> Endpoints(DiscoveryDocument d)
    {
        foreach (var name in Addresses)
        {
            if (d.Json.Filled(name) is not { } address)
                continue;
            // Beyond ASCII it is no URL (RFC3986-2) and fits in no Location header.
            if (address.Any(static c => c is <= ' ' or > '~') || !Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http")
                || url.Host.Length == 0 || url.Fragment.Length > 0 || url.UserInfo.Length > 0)
            {
                yield return Row(name, DiscoveryFault.EndpointNotUrl, "an https URL without fragment and user name", address,
                    "The provider must mend its discovery document.");
            }
            else if (url.Scheme != "https" && !d.Settings.DangerAllowHttp)
            {
                yield return Row(name, DiscoveryFault.NotHttps, "https", address,
                    "The provider must publish https addresses; behind a proxy, tell it its outside address.");
            }
        }
    }

    private static IEnumerable<DiscoveryProblem> CodeFlow(DiscoveryDocument d)
    {
        if (d.Json.List("response_types_supported") is { } types && !types.Contains("code"))
        {
            yield return Row("response_types_supported", DiscoveryFault.CodeFlowUnsupported, "code", Join(types),
                "Turn on the authorization code flow at the provider.");
        }
    }

    private static IEnumerable<DiscoveryProblem> Algorithms(DiscoveryDocument d)
    {
        if (d.Algorithms.IsEmpty)
        {
            yield return Row("id_token_signing_alg_values_supported", DiscoveryFault.AlgorithmUnsupported,
                Join(d.Settings.IdTokenAlgorithms), Join(d.Json.List("id_token_signing_alg_values_supported") ?? []),
                "Have the provider sign this client's ID tokens with RS256.");
        }
    }

    private static IEnumerable<DiscoveryProblem> AuthMethods(DiscoveryDocument d)
    {
        if (d.AuthMethod is null)
        {
            yield return Row("token_endpoint_auth_method", DiscoveryFault.AuthMethodUnsupported,
                d.Settings.AuthMethod is { } chosen ? DiscoveryDocument.WireName(chosen) : "client_secret_basic or client_secret_post",
                Join(d.Json.List("token_endpoint_auth_methods_supported") ?? ["client_secret_basic"]),
                "Choose a method that the provider takes.");
        }
    }

    private static IEnumerable<DiscoveryProblem> RequestKinds(DiscoveryDocument d)
    {
        foreach (var name in new[] { "require_pushed_authorization_requests", "require_signed_request_object" })
        {
            if (d.Json.True(name))
            {
                yield return Row(name, DiscoveryFault.RequestKindUnsupported, "false", "true",
                    "Let the provider take plain authorization requests from this client.");
            }
        }
    }

    private static IEnumerable<DiscoveryProblem> Pkce(DiscoveryDocument d)
    {
        if (d.Json.List("code_challenge_methods_supported") is { } methods && !methods.Contains("S256"))
            yield return Row("code_challenge_methods_supported", DiscoveryFault.PkceNotListed, "S256", Join(methods),
                "Turn on PKCE with S256 at the provider.");
    }

    private static IEnumerable<DiscoveryProblem> Scopes(DiscoveryDocument d) =>
        d.Json.List("scopes_supported") is not { } listed ? [] :
        from scope in d.Settings.Scopes
        where !listed.Contains(scope)
        select Row("scopes", DiscoveryFault.ScopeNotListed, scope, Join(listed),
            "If a sign-in fails with invalid_scope, take this scope out or add it at the provider.");

    private static IEnumerable<DiscoveryProblem> EndSession(DiscoveryDocument d)
    {
        if (d.Json.Filled("end_session_endpoint") is null)
            yield return Row("end_session_endpoint", DiscoveryFault.NoEndSession, "an https URL", null,
                "People stay signed in at the provider after they sign out here.");
    }

    private static string Join(IEnumerable<string> words) => string.Join(' ', words);

    private static DiscoveryProblem Row(string field, DiscoveryFault code, string? wanted, string? got, string fix) =>
        new(field, code, wanted, OutsideText.Shown(got), fix);
}
