using RunBroker.Protocol.Jose;
using RunBroker.Protocol.OidcUpstream;
using RunBroker.Tokens;

namespace RunBroker.Logout;

/// <summary>Logout tokens for apps (OIDCBC-2.4): signed, short-lived, with sub and sid and without a nonce (O-103).</summary>
internal sealed class LogoutTokens(SigningKeys keys, Settings settings)
{
    public string For(string clientId, string alg, BackchannelMessage told, DateTimeOffset now) =>
        Jws.Sign(keys.Now.For(alg, now), "logout+jwt", TokenIssuer.Json(w =>
    {
        w.WriteString("iss", settings.Issuer);
        w.WriteString("sub", told.Subject);
        w.WriteString("aud", clientId);
        w.WriteNumber("iat", now.ToUnixTimeSeconds());
        w.WriteNumber("exp", (now + Limits.LogoutToken).ToUnixTimeSeconds());
        w.WriteString("jti", told.Leg);
        w.WriteString("sid", told.Sid);
        w.WriteStartObject("events");
        w.WriteStartObject(UpstreamLogoutToken.Event);
        w.WriteEndObject();
        w.WriteEndObject();
    }));
}
