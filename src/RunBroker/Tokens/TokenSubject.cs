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
    public static async Task<TokenSubject?> Of(Tx tx, Registry registry, HeldGrant held, Settings settings, DateTimeOffset now)
    {
        if (held is not { Grant: { RevokedAt: null } grant, Session: { } session, User: { Active: true } user })
            return null;
        if (await registry.Tenant(tx, grant.TenantId) is not { Tenant: var tenant } view)
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
