using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Http;
using RunBroker.Logout;
using RunBroker.Operations;
using RunBroker.Protocol;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;

namespace RunBroker.Tokens;

/// <summary>
/// A refresh token against new tokens (RFC6749-6). Every use gives a new refresh token; a second use of one revokes the whole family
/// (RFC9700-4.14.2). Refreshing is no activity: the family ends with the session.
/// </summary>
internal sealed class RefreshGrant(Db db, Registry registry, TokenIssuer issuer, Settings settings, TimeProvider time)
{
    private static readonly GrantResult.Refused Invalid = GrantResult.No("invalid_grant", "the refresh token is not valid", "RFC6749-5.2");

    /// <summary>Contract section 4: the app is registered for it, and asked for offline_access.</summary>
    public static bool IsWanted(App app, TokenSubject subject) =>
        app.Trust.GrantTypes.Contains("refresh_token") && subject.Scopes.Contains("offline_access");

    public static async Task<string> Issue(Tx tx, App app, TokenSubject subject, DateTimeOffset now)
    {
        var lifetime = app.Metadata.RefreshTokenLifetimeSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : Limits.RefreshToken;
        var handle = Handle.New("rt_", now);
        await GrantStore.InsertRefresh(tx, new RefreshToken
        {
            Id = handle.Id,
            GrantId = subject.Grant.Id,
            SecretHash = handle.Hash(),
            CreatedAt = now,
            ExpiresAt = now + lifetime,
        });
        return handle.ToString();
    }

    public Task<GrantResult> Redeem(App app, Parameters form, string? ip, CancellationToken stop)
    {
        if (form["refresh_token"] is not { } text)
            return Task.FromResult<GrantResult>(GrantResult.No("invalid_request", "refresh_token is missing", "RFC6749-6"));
        if (Handle.Parse(text) is not { } handle)
            return Task.FromResult<GrantResult>(Invalid);
        return Redeem(app, handle, form, ip, time.GetUtcNow(), stop);
    }

    private async Task<GrantResult> Redeem(App app, Handle handle, Parameters form, string? ip, DateTimeOffset now, CancellationToken stop)
    {
        var (spent, refused) = await db.Write(tx => Spend(tx, app, handle, form, ip, now), stop);
        // OIDCC-12.2: the same sub, aud and auth_time, no nonce.
        return spent is null ? refused! : issuer.Sign(app, spent, null, now);
    }

    private async Task<(SpentGrant? Spent, GrantResult.Refused? Refused)> Spend(Tx tx, App app, Handle handle, Parameters form, string? ip, DateTimeOffset now)
    {
        if (await GrantStore.FindHeldRefresh(tx, handle.Id) is not (var token, var held) || !handle.Matches(token.SecretHash))
            return (null, Invalid);
        // Another app's token stays as it is: whoever stole it must not be able to end the owner's family either.
        var grant = held.Grant;
        if (grant.ClientId != app.ClientId)
            return (null, Invalid);
        if (now >= token.ExpiresAt)
            return (null, Invalid);
        if (token.UsedAt is not null)
            return (null, await Replayed(tx, app, grant, ip, now));
        // A shared app from which the tenant was taken away gets nothing more of its people.
        if (!app.MayServe(grant.TenantId) || await TokenSubject.Of(tx, registry, held, settings, now) is not { } subject)
            return (null, Invalid);
        // As they are now, not as they were at the sign-in: who was shut out, and what was taken from the app, must not wait for the session's end.
        if (!Access.Allows(subject.Tenant, app, subject.User))
            return (null, Invalid);
        ImmutableArray<string> granted = [.. subject.Scopes.Where(app.Trust.Scopes.Contains)];
        var asked = form.Words("scope");
        if (asked.Any(scope => !granted.Contains(scope)))
            return (null, GrantResult.No("invalid_scope", "a scope was not granted before", "RFC6749-6"));
        // Of two uses at once one wins; the other is a replay.
        if (!await GrantStore.TakeRefresh(tx, token.Id, now))
            return (null, await Replayed(tx, app, grant, ip, now));

        var scopes = asked.IsEmpty ? granted : asked;
        var opaque = TokenIssuer.OpaqueAccessToken(app, subject, scopes, now);
        if (opaque?.Row is { } row)
            await GrantStore.InsertAccess(tx, row);
        return (new SpentGrant(subject, scopes, opaque, await Issue(tx, app, subject, now)), null);
    }

    private static async Task<GrantResult.Refused> Replayed(Tx tx, App app, Grant grant, string? ip, DateTimeOffset now)
    {
        if (await GrantStore.Revoke(tx, grant.Id, "token_reuse", now))
        {
            await Events.Record(tx, new("grant.revoked", grant.TenantId, $"client:{grant.ClientId}", "grant", grant.Id,
                new JsonObject { ["cause"] = "token_reuse", ["client_id"] = grant.ClientId, ["user_id"] = grant.UserId }, ip, now));
        }

        // Whoever stole a token from the app may have its session as well.
        if (app.Metadata.EndSessionOnTokenReuse && await SessionStore.Find(tx, grant.TenantId, grant.SessionId) is { } session)
            await EndSessions.Do(tx, [session], new(Causes.TokenReuse, $"client:{grant.ClientId}", ip, now));
        return Invalid;
    }
}
