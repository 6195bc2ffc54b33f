namespace RunBroker.Protocol.OidcUpstream;

/// <summary>Us → provider: end the person's session there (OIDC RP-initiated logout, 2).</summary>
public static class UpstreamEndSession
{
    /// <returns>Null when the provider has no end_session_endpoint.</returns>
    /// <param name="trust">The connection.</param>
    /// <param name="idTokenHint">The ID token of the session; without it the provider asks the person first.</param>
    /// <param name="postLogoutRedirectUri">Ours, registered at the provider.</param>
    /// <param name="state">Random: finds the sign-out again when the browser comes back.</param>
    /// <param name="logoutHint">The provider's sid, when it is known.</param>
    public static string? Url(
        OidcTrust trust, string? idTokenHint, string postLogoutRedirectUri, string state, string? logoutHint = null) =>
        trust.EndSessionEndpoint is not { } endpoint ? null : FormEncoding.AddTo(endpoint, Parameters.From(
        [
            new("client_id", trust.ClientId),
            new("id_token_hint", idTokenHint),
            new("logout_hint", logoutHint),
            new("post_logout_redirect_uri", postLogoutRedirectUri),
            new("state", state),
        ]).All);
}
