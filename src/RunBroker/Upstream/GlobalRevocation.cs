using System.Text.Json.Nodes;
using RunBroker.Http.Json;
using RunBroker.Logout;
using RunBroker.Pages.Words;
using RunBroker.Protocol.OidcUpstream;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;
using RunBroker.Upstream.Oidc;
using RunBroker.Upstream.Saml;

namespace RunBroker.Upstream;

/// <summary>A person as the order names them: RFC9493-3.2.3, and the connection's own issuer for them.</summary>
internal sealed record RevokedSubject(string Issuer, string Subject)
{
    /// <summary>The draft's member, or the one that Okta's and Auth0's pages show; never both, and of no other format.</summary>
    public static RevokedSubject? Read(ReadOnlyMemory<byte> body)
    {
        if (StrictJson.ReadObject(body, Limits.FormBytes) is not JsonRead.Accepted { Value: var sent } || sent.ContainsKey("sub_id") == sent.ContainsKey("subject"))
            return null;
        return (sent["sub_id"] ?? sent["subject"]) is JsonObject named && Text(named, "format") == "iss_sub"
            && Text(named, "iss") is { Length: > 0 } issuer && Text(named, "sub") is { Length: > 0 } subject ? new(issuer, subject) : null;
    }

    private static string? Text(JsonObject named, string name) => named[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}

/// <summary>Who asks, once it is proved.</summary>
/// <param name="Names">What sub_id may call the issuer.</param>
/// <param name="Issuer">What the identities of the connection are kept under.</param>
internal sealed record Revoker(RevocationCaller Caller, string[] Names, string Issuer);

/// <summary>
/// Ends everything that a person has through a connection, on its provider's order (AU-34): all sessions, and with them every refresh token; a
/// sign-in that is under way becomes no session.
/// </summary>
internal sealed class GlobalRevocation(Db db, OidcOrders orders, SamlConnections saml, TimeProvider time)
{
    /// <param name="audiences">The endpoint's URLs.</param>
    public Task<(Revoker? By, UpstreamFault? Fault)> Authenticate(Connection row, string token, string[] audiences, CancellationToken stop) =>
        row.Protocol == "saml" ? OfSaml(row, token, audiences, stop) : OfOidc(row, token, audiences, stop);

    /// <returns>False when nobody of that name ever signed in through the connection; null for an order that came before.</returns>
    public Task<bool?> Do(Connection row, Revoker by, RevokedSubject who, string? ip) => db.Write<bool?>(async tx =>
    {
        if (!await UpstreamOrder.IsNew(tx, row.Id, by.Caller.TokenId, by.Caller.RememberUntil))
            return null;
        await ConnectionStore.FindAndLock(tx, row.TenantId, row.Id);
        var now = time.GetUtcNow();
        if (!by.Names.Contains(who.Issuer, StringComparer.Ordinal))
            return false;
        var name = UpstreamSubject.Hash(row.Id, by.Issuer, who.Subject);
        await UpstreamSignOutStore.Note(tx, row.TenantId, row.Id, name, null, now, now + Limits.SignIn + Limits.HandOver);
        var identity = await IdentityStore.Find(tx, row.TenantId, row.Id, by.Issuer, who.Subject);
        var named = await SessionStore.OfUpstream(tx, row.TenantId, row.Id, name, []);
        var known = identity is null ? [] : await SessionStore.LiveOfUser(tx, row.TenantId, identity.UserId);
        await EndSessions.Do(tx, [.. named, .. known.Where(s => s.ConnectionId == row.Id)], new(Causes.UpstreamRevoked, $"upstream:{row.Id}", ip, now));
        return identity is not null || !named.IsEmpty;
    }, CancellationToken.None);

    private async Task<(Revoker? By, UpstreamFault? Fault)> OfOidc(Connection row, string token, string[] audiences, CancellationToken stop)
    {
        var (caller, issuer, fault) = await orders.Revocation(UpstreamConnection.Of(row), token, audiences, stop);
        return caller is null ? (null, fault) : (new(caller, [issuer], issuer), null);
    }

    /// <summary>The provider of a SAML connection has a name of its own for tokens; its keys are those of the certificates unless it publishes others.</summary>
    private async Task<(Revoker? By, UpstreamFault? Fault)> OfSaml(Connection row, string token, string[] audiences, CancellationToken stop)
    {
        var settings = StoredJson.Saml(row.Settings);
        var (_, upstream, broken) = await saml.Load(row, stop);
        if (upstream?.Idp is not { } idp)
            return (null, broken);
        if (settings is not { GlobalTokenRevocationJwtIss: { } issuer, GlobalTokenRevocationJwtSub: { } subject })
            return (null, OidcClient.Refused(new(UpstreamReason.RevocationNotSetUp, "AU-34", "global_token_revocation_jwt_iss and _sub", null)));
        var expected = new RevocationTrust { Issuer = issuer, Caller = subject, Audiences = [.. audiences], Algorithms = UpstreamAlgorithms.Accepted };
        var (caller, fault) = settings.GlobalTokenRevocationJwksUri is { } uri
            ? await orders.ByKeysAt(new UpstreamConnection(row, new OidcSettings()), uri, token, expected, stop)
            : orders.ByKeys(CertificateKeys.For(token, idp.SigningCertificates), token, expected);
        return caller is null ? (null, fault) : (new(caller, [issuer, idp.EntityId], idp.EntityId), null);
    }

    public static UpstreamFault Disabled { get; } =
        new(ErrorReason.ConnectionDisabled, "connection.Disabled", "S-067", "an enabled connection", "a disabled one", "server_error");
}
