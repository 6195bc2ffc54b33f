using RunBroker.Protocol.Jose;

namespace RunBroker.Tokens;

internal abstract record IdTokenHint
{
    private IdTokenHint()
    {
    }

    public sealed record None : IdTokenHint;

    public sealed record Names(string UserId, string ClientId, string? Sid) : IdTokenHint;

    public sealed record Bad(string Says) : IdTokenHint;
}

/// <summary>An ID token of ours that an app sends back (OIDCC-3.1.2.1, RP-Initiated Logout 2): signature checked, expiry not.</summary>
internal sealed class IdTokenHints(SigningKeys keys, Settings settings)
{
    private static readonly JwsPolicy Policy = new(SigningKeys.Algorithms, ["JWT", ""]);

    /// <param name="clientId">The app that sends it; null: whichever it was given to.</param>
    public IdTokenHint Check(string? hint, string? clientId)
    {
        if (hint is null)
            return new IdTokenHint.None();
        if (Jws.Verify(hint, keys.Now.Public, Policy) is not JwsResult.Verified verified || JwtClaims.Parse(verified.Payload) is not { } claims)
            return new IdTokenHint.Bad("id_token_hint is not an ID token of ours");
        if (claims.Text("iss") != settings.Issuer || claims.Text("sub") is not { } user || claims.Text("aud") is not { } audience || claims.Has("events"))
            return new IdTokenHint.Bad("id_token_hint is not an ID token of ours");
        return clientId is null || audience == clientId
            ? new IdTokenHint.Names(user, audience, claims.Text("sid"))
            : new IdTokenHint.Bad("id_token_hint was given to another app");
    }
}
