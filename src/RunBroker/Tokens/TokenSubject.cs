using System.Collections.Immutable;
using RunBroker.Sessions;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;

namespace RunBroker.Tokens;

/// <summary>Whom tokens of a grant are about, as of now; read in one go for exchange, refresh, userinfo and introspection.</summary>
/// <param name="Ends">No token may outlive this.</param>
internal sealed record TokenSubject(Grant Grant, Tenant Tenant, User User, Session Session, bool EmailVerified, DateTimeOffset Ends)
{
    /// <summary>Null when the grant, the session, the user or the connection is no longer good: whatever was given is dead (O-038, O-039).</summary>
    public static async Task<TokenSubject?> Find(Tx tx, Registry registry, Grant grant, Settings settings, DateTimeOffset now)
    {
        if (grant.RevokedAt is not null)
            return null;
        var session = await SessionStore.Find(tx, grant.TenantId, grant.SessionId);
        var user = await UserStore.Find(tx, grant.TenantId, grant.UserId);
        var view = await registry.Tenant(tx, grant.TenantId);
        if (session is null || view is not { Tenant: var tenant } || user is not { Active: true })
            return null;
        var limits = SessionLimits.Of(tenant, settings);
        if (session.At(limits, now) != SessionState.Live)
            return null;
        if (!view.IsEnabled(session.ConnectionId))
            return null;
        var verified = user.EmailSaidVerified && Claims.EmailVerified.DomainOf(user.Email) is { } domain && view.HasVerified(domain);
        return new TokenSubject(grant, tenant, user, session, verified, session.EndOfTokens(limits));
    }

    public ImmutableArray<string> Scopes => [.. Grant.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}
