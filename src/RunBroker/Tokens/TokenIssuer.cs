using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RunBroker.Http;
using RunBroker.Protocol.Jose;
using RunBroker.Protocol.Oidc;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.Tenancy;

namespace RunBroker.Tokens;

/// <summary>Access token, its end, and a row to store when it is opaque.</summary>
internal sealed record MadeAccessToken(string Value, DateTimeOffset Expires, AccessToken? Row);

/// <summary>A code or refresh token that was taken, and the rows that were written for it.</summary>
/// <param name="Opaque">The access token, where the app takes opaque ones.</param>
internal sealed record SpentGrant(TokenSubject Subject, ImmutableArray<string> Scopes, MadeAccessToken? Opaque, string? RefreshToken);

/// <summary>Writes and signs tokens. Ends are capped by the session's: none outlives it.</summary>
internal sealed class TokenIssuer(SigningKeys keys, Settings settings)
{
    public GrantResult.Given Sign(App app, SpentGrant spent, string? nonce, DateTimeOffset now)
    {
        var access = spent.Opaque ?? JwtAccessToken(app, spent.Subject, spent.Scopes, now);
        var idToken = spent.Scopes.Contains("openid") ? IdToken(app, spent.Subject, access.Value, nonce, now) : null;
        return new GrantResult.Given(access, idToken, spent.RefreshToken, string.Join(' ', spent.Scopes), now);
    }

    /// <summary>OIDCC-2, with our own claims (contract section 4).</summary>
    public string IdToken(App app, TokenSubject subject, string accessToken, string? nonce, DateTimeOffset now)
    {
        var key = keys.Now.For(app.Metadata.IdTokenSignedResponseAlg, now);
        var expires = Earlier(now + Limits.IdToken, subject.Ends);
        return Jws.Sign(key, "JWT", Json(w =>
        {
            w.WriteString("iss", settings.Issuer);
            w.WriteString("sub", subject.User.Id);
            w.WriteString("aud", app.ClientId);
            w.WriteNumber("exp", expires.ToUnixTimeSeconds());
            w.WriteNumber("iat", now.ToUnixTimeSeconds());
            if (nonce is not null)
                w.WriteString("nonce", nonce);
            w.WriteString("at_hash", Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)).AsSpan(0, 16)));
            WriteContext(w, subject);
            PersonClaims.Write(w, subject, subject.Scopes, (ClaimsRequest.Parse(subject.Grant.Claims) ?? ClaimsRequest.None).IdToken, app.Trust.Scopes);
        }));
    }

    /// <summary>Null for an app that takes JWTs. The row is stored with the grant's other rows.</summary>
    public static MadeAccessToken? OpaqueAccessToken(App app, TokenSubject subject, ImmutableArray<string> scopes, DateTimeOffset now)
    {
        if (app.Metadata.AccessTokenType != "opaque")
            return null;
        var expires = EndOf(app, subject, now);
        var handle = Handle.New("at_", now);
        return new(handle.ToString(), expires, new AccessToken
        {
            Id = handle.Id,
            GrantId = subject.Grant.Id,
            SecretHash = handle.Hash(),
            Scope = string.Join(' ', scopes),
            CreatedAt = now,
            ExpiresAt = expires,
        });
    }

    /// <summary>RFC 9068; its audience is the issuer, until resource indicators are in.</summary>
    public MadeAccessToken JwtAccessToken(App app, TokenSubject subject, ImmutableArray<string> scopes, DateTimeOffset now)
    {
        var expires = EndOf(app, subject, now);
        // The grant's id in front makes the token's row findable without another index (revocation, userinfo).
        var jti = $"{subject.Grant.Id}.{RandomToken.Create("", 16)}";
        var ring = keys.Now;
        var token = Jws.Sign(ring.For(app.Metadata.IdTokenSignedResponseAlg, now), "at+jwt", Json(w =>
        {
            WriteHead(w, app.ClientId, subject.User.Id, scopes, jti, now, expires);
            w.WriteNumber("auth_time", subject.Grant.AuthTime.ToUnixTimeSeconds());
            w.WriteString("sid", subject.Grant.Sid);
            w.WriteString("tenant_id", subject.Tenant.Id.Value);
            w.WriteString("tenant", subject.Tenant.Slug);
        }));
        ring.Signed.Add(token);
        return new(token, expires, null);
    }

    /// <summary>client_credentials: the app for itself, at the management API (RFC6749-4.4).</summary>
    public MadeAccessToken ManagementToken(App app, ImmutableArray<string> scopes, DateTimeOffset now)
    {
        var expires = now + Limits.ManagementAccessToken;
        return new(Jws.Sign(keys.Now.For(app.Metadata.IdTokenSignedResponseAlg, now), "at+jwt", Json(w =>
        {
            WriteHead(w, app.ClientId, app.ClientId, scopes, RandomToken.Create("", 16), now, expires);
            if (app.Tenant is { } tenant)
                w.WriteString("tenant_id", tenant.Value);
        })), expires, null);
    }

    private static DateTimeOffset EndOf(App app, TokenSubject subject, DateTimeOffset now)
    {
        var lifetime = app.Metadata.AccessTokenLifetimeSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : Limits.AccessToken;
        return Earlier(now + lifetime, subject.Ends);
    }

    private void WriteHead(Utf8JsonWriter w, string clientId, string subject, ImmutableArray<string> scopes, string jti, DateTimeOffset now, DateTimeOffset expires)
    {
        w.WriteString("iss", settings.Issuer);
        w.WriteString("sub", subject);
        w.WriteString("aud", settings.Issuer);
        w.WriteString("client_id", clientId);
        w.WriteString("scope", string.Join(' ', scopes));
        w.WriteString("jti", jti);
        w.WriteNumber("iat", now.ToUnixTimeSeconds());
        w.WriteNumber("exp", expires.ToUnixTimeSeconds());
    }

    /// <summary>How, where and when the person signed in: the same in ID token and userinfo (contract section 4).</summary>
    internal static void WriteContext(Utf8JsonWriter w, TokenSubject subject)
    {
        w.WriteNumber("auth_time", subject.Grant.AuthTime.ToUnixTimeSeconds());
        w.WriteString("sid", subject.Grant.Sid);
        if (!subject.Session.Amr.IsEmpty)
        {
            w.WriteStartArray("amr");
            foreach (var method in subject.Session.Amr)
                w.WriteStringValue(method);
            w.WriteEndArray();
        }

        if (subject.Session.Acr is { } acr)
            w.WriteString("acr", acr);
        w.WriteString("idp", subject.Session.ConnectionId);
        w.WriteString("tenant_id", subject.Tenant.Id.Value);
        w.WriteString("tenant", subject.Tenant.Slug);
    }

    internal static byte[] Json(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
