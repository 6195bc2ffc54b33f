using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Admin;

/// <summary>
/// The tenant that operators come from is the operators' alone (P-013): whoever may change its connections, domains or users could sign in as
/// one of them. So while there is an operator, nobody else writes there, whatever role or token they hold.
/// </summary>
internal static class OperatorsTenant
{
    public static async Task<bool> Is(Tx tx, TenantId tenant) => await AdminWebStore.TenantOfOperators(tx) == tenant;

    /// <summary>What of the caller's scopes is left.</summary>
    public static async Task<ManagementCaller> Limit(Tx tx, ManagementCaller caller) =>
        caller.Tenant is { } own && caller.MayWrite && await Is(tx, own)
            ? caller with { Scopes = [ManagementCaller.ReadScope] } : caller;

    /// <summary>
    /// Why nobody of this tenant becomes the first operator yet: while others may change how its people sign in, what they leave behind could sign in
    /// as one (a certificate, an issuer). They go first, and whoever makes the operator then looks at the connections once.
    /// </summary>
    public static async Task<Problem?> StillOthers(Tx tx, TenantId tenant, DateTimeOffset now)
    {
        if (await Is(tx, tenant))
            return null;
        var tokens = await ApiTokenStore.Page(tx, tenant, "", 500);
        var others = (await AdminWebStore.Grants(tx, tenant)).Any(g => g.Role == AdminRoles.TenantAdmin) ? "tenant admins"
            : tokens.Any(t => t.Scopes.Contains(ManagementCaller.WriteScope) && !(now >= t.ExpiresAt)) ? "API tokens with tenant:write"
            : (await SetupLinkStore.Page(tx, tenant, null, 500)).Any(l => SetupLinkState.Lives(l, now)) ? "open setup links" : null;
        return others is null ? null : Problem.Conflict("operator_tenant",
            $"The tenant has {others}: whoever can change its connections could sign in as an operator. Take those away first, then look through its connections: "
            + "issuers, certificates, drafts.");
    }

    /// <summary>
    /// Why the role of this person may not be taken away: nobody would be left to come in through the broker (P-012). Whoever holds an operator's
    /// token may all the same: they can come in. Takes the lock on roles.
    /// </summary>
    /// <param name="user">Null: all of the tenant.</param>
    public static async Task<Problem?> KeepsLast(Tx tx, ManagementCaller caller, TenantId tenant, string? user)
    {
        if (!AdminRoles.IsPerson(caller))
            return null;
        await AdminWebStore.LockGrants(tx);
        var operators = new List<AdminGrant>();
        foreach (var grant in (await AdminWebStore.Grants(tx, tenant)).Where(g => g.Role == AdminRoles.Operator))
        {
            // One who is deactivated cannot come in and counts for nobody.
            if (grant.UserId == user || await UserStore.Find(tx, tenant, grant.UserId) is { Active: true })
                operators.Add(grant);
        }

        return operators.Count > 0 && operators.TrueForAll(g => user is null || g.UserId == user)
            ? Problem.Conflict("last_operator", "It would leave no operator. Make somebody else one first, or do it with an operator's API token.")
            : null;
    }
}
