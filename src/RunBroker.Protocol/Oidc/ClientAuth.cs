using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using RunBroker.Protocol.Jose;

namespace RunBroker.Protocol.Oidc;

/// <summary>What a caller showed of itself at a token, introspection or revocation endpoint.</summary>
public abstract record ClientCredentials
{
    private ClientCredentials(string clientId) => ClientId = clientId;

    public string ClientId { get; }

    public sealed record Public(string Id) : ClientCredentials(Id);

    public sealed record Secret(string Id, string Value, ClientAuthMethod Method) : ClientCredentials(Id)
    {
        /// <summary>Secrets are in no log, whoever prints this.</summary>
        public override string ToString() => $"Secret of {ClientId}";
    }

    public sealed record Assertion(string Id, string Jwt) : ClientCredentials(Id)
    {
        public override string ToString() => $"Assertion of {ClientId}";
    }
}

public abstract record ClientAuthRead
{
    private ClientAuthRead()
    {
    }

    public sealed record Shown(ClientCredentials Credentials) : ClientAuthRead;

    public sealed record Refused(OAuthError Error) : ClientAuthRead;
}

public abstract record ClientAuthResult
{
    private ClientAuthResult()
    {
    }

    /// <param name="Jti">With an assertion: remember it until <paramref name="JtiUntil"/>; if it was seen before, refuse (O-034).</param>
    public sealed record Accepted(string? Jti, DateTimeOffset JtiUntil) : ClientAuthResult;

    /// <summary>The caller hears invalid_client only; why is for the record.</summary>
    public sealed record Refused(string Why, string Spec) : ClientAuthResult;
}

/// <summary>Client authentication (RFC6749-2.3, RFC7523-3, OIDCC-9).</summary>
public static class ClientAuth
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private static readonly ImmutableArray<string> AssertionAlgorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    private static readonly JwsPolicy AssertionPolicy = new(AssertionAlgorithms, ["", "JWT", "client-authentication+jwt"]);

    /// <param name="authorization">The Authorization header, or null.</param>
    public static ClientAuthRead Read(string? authorization, Parameters form)
    {
        var shown = ImmutableArray.CreateBuilder<ClientCredentials>(2);
        if (authorization is not null)
        {
            if (ReadBasic(authorization) is not { } basic)
                return Refuse("invalid_client", "the Authorization header is not Basic with a client_id and a secret", "RFC6749-2.3.1");
            shown.Add(basic);
        }

        if (form["client_secret"] is { } secret)
        {
            if (form["client_id"] is not { } id)
                return Refuse("invalid_request", "client_secret came without client_id", "RFC6749-2.3.1");
            shown.Add(new ClientCredentials.Secret(id, secret, ClientAuthMethod.ClientSecretPost));
        }

        if (form["client_assertion"] is { } jwt)
        {
            if (form["client_assertion_type"] != AssertionType || SubjectOf(jwt) is not { } subject)
                return Refuse("invalid_client", "client_assertion is not a JWT with a subject, or its type is not jwt-bearer", "RFC7523-2.2");
            shown.Add(new ClientCredentials.Assertion(subject, jwt));
        }

        // RFC6749-2.3: one method per request; two would let the weaker one hide behind the stronger.
        if (shown.Count > 1)
            return Refuse("invalid_request", "more than one way of client authentication was used", "RFC6749-2.3");
        if (shown.Count == 1)
        {
            return form["client_id"] is { } other && other != shown[0].ClientId
                ? Refuse("invalid_request", "client_id differs from the authenticated one", "RFC6749-3.2.1")
                : new ClientAuthRead.Shown(shown[0]);
        }

        return form["client_id"] is { } publicId
            ? new ClientAuthRead.Shown(new ClientCredentials.Public(publicId))
            : Refuse("invalid_client", "no client authentication", "RFC6749-5.2");
    }

    /// <param name="issuer">Ours: the audience an assertion must have.</param>
    public static ClientAuthResult Check(ClientCredentials shown, AppTrust app, string issuer, string tokenEndpoint, DateTimeOffset now) => shown switch
    {
        ClientCredentials.Public when app.AuthMethod == ClientAuthMethod.None => new ClientAuthResult.Accepted(null, now),
        ClientCredentials.Secret secret when app.AuthMethod == secret.Method => CheckSecret(secret, app, now),
        ClientCredentials.Assertion assertion when app.AuthMethod == ClientAuthMethod.PrivateKeyJwt =>
            CheckAssertion(assertion, app, issuer, tokenEndpoint, now),
        _ => new ClientAuthResult.Refused($"the app is registered for {app.AuthMethod} and used another way", "RFC6749-2.3"),
    };

    private static ClientAuthResult CheckSecret(ClientCredentials.Secret shown, AppTrust app, DateTimeOffset now)
    {
        // Our secrets are 256 random bits, so a plain hash is enough; all are compared, in constant time (O-031).
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(shown.Value));
        var matches = false;
        foreach (var known in app.SecretHashes)
            matches |= CryptographicOperations.FixedTimeEquals(hash, known);
        return matches ? new ClientAuthResult.Accepted(null, now) : new ClientAuthResult.Refused("wrong client secret", "RFC6749-2.3.1");
    }

    private static ClientAuthResult CheckAssertion(
        ClientCredentials.Assertion shown, AppTrust app, string issuer, string tokenEndpoint, DateTimeOffset now)
    {
        if (app.Keys is not { } keys)
            return new ClientAuthResult.Refused("the app's keys are not known", "RFC7523-3");
        if (Jws.Verify(shown.Jwt, keys, AssertionPolicy) is not JwsResult.Verified verified)
            return new ClientAuthResult.Refused("the assertion's signature does not verify", "RFC7523-3");
        if (JwtClaims.Parse(verified.Payload) is not { } claims)
            return new ClientAuthResult.Refused("the assertion's claims are not a JSON object", "RFC7523-3");
        foreach (var (holds, why, spec) in AssertionRules(claims, app, issuer, tokenEndpoint, now))
        {
            if (!holds)
                return new ClientAuthResult.Refused(why, spec);
        }

        return new ClientAuthResult.Accepted(claims.Text("jti"), claims.Time("exp")!.Value + ProtocolLimits.ClientSkew);
    }

    private static IEnumerable<(bool Holds, string Why, string Spec)> AssertionRules(
        JwtClaims claims, AppTrust app, string issuer, string tokenEndpoint, DateTimeOffset now)
    {
        var skew = ProtocolLimits.ClientSkew;
        yield return (claims.Text("iss") == app.ClientId, "iss is not the client_id", "RFC7523-3");
        yield return (claims.Text("sub") == app.ClientId, "sub is not the client_id", "RFC7523-3");
        // A sole string: an assertion for several audiences could be replayed by one of them at another (RFC10070, O-035).
        yield return (claims.Text("aud") == issuer || (app.DangerTokenEndpointAudience && NamesTokenEndpoint(claims, issuer, tokenEndpoint)),
            "aud is not our issuer alone", "RFC10070");
        yield return (claims.Time("exp") is { } exp && exp > now - skew && exp <= now + ProtocolLimits.ClientAssertionLifetime + skew,
            "exp is missing, past, or more than five minutes ahead", "O-033");
        yield return (!claims.Has("nbf") || claims.Time("nbf") <= now + skew, "nbf is in the future", "RFC7519-4.1.5");
        yield return (!claims.Has("iat") || claims.Time("iat") <= now + skew, "iat is in the future", "RFC7519-4.1.6");
        yield return (claims.Text("jti") is { Length: > 0 and <= 256 } jti && !jti.Any(char.IsControl), "jti is missing, longer than 256 characters, or has control characters", "O-033");
    }

    /// <summary>OpenID Connect's own client libraries say the token endpoint, or a list with it (security.md D7).</summary>
    private static bool NamesTokenEndpoint(JwtClaims claims, string issuer, string tokenEndpoint)
    {
        var audiences = claims.Texts("aud");
        return audiences.Length > 0 && audiences.All(audience => audience == tokenEndpoint || audience == issuer);
    }

    private static ClientCredentials.Secret? ReadBasic(string authorization)
    {
        if (!authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
            return null;
        var buffer = new byte[authorization.Length];
        if (!Convert.TryFromBase64String(authorization["Basic ".Length..].Trim(), buffer, out var length))
            return null;
        var text = Encoding.UTF8.GetString(buffer, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || colon == text.Length - 1)
            return null;
        // Both parts are form-urlencoded first (RFC6749-2.3.1).
        return new(FormEncoding.Decode(text[..colon]), FormEncoding.Decode(text[(colon + 1)..]), ClientAuthMethod.ClientSecretBasic);
    }

    /// <summary>Before any check: only to find whose keys to check with.</summary>
    private static string? SubjectOf(string jwt)
    {
        var parts = jwt.Split('.');
        return parts.Length == 3 && jwt.Length <= 16 * 1024 && Base64Url.TryDecode(parts[1], out var payload)
            ? JwtClaims.Parse(payload)?.Text("sub")
            : null;
    }

    private static ClientAuthRead.Refused Refuse(string error, string says, string spec) => new(new OAuthError(error, says, spec));
}
