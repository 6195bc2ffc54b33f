using System.Text.Json;
using RunBroker.Admin;
using RunBroker.Protocol.Jose;
using RunBroker.Storage;
using RunBroker.Tokens;

namespace RunBroker.Logout;

/// <summary>A receipt as a JWS, to keep or to show to an auditor: it says what was known when it was made (`iat`).</summary>
internal sealed class LogoutReceipts(SigningKeys keys, Settings settings)
{
    /// <summary>RFC8725-3.11: so that it is never taken for a token.</summary>
    public const string Type = "logout-receipt+jwt";

    public string Sign(LogoutResource logout, TenantId tenant, DateTimeOffset now) =>
        Jws.Sign(keys.Now.For("RS256", now), Type, TokenIssuer.Json(w =>
    {
        w.WriteString("iss", settings.Issuer);
        w.WriteString("tenant_id", tenant.Value);
        w.WriteNumber("iat", now.ToUnixTimeSeconds());
        w.WritePropertyName("logout");
        JsonSerializer.Serialize(w, logout, AdminJson.Options);
    }));
}
