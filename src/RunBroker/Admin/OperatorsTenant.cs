using RunBroker.Storage;

namespace RunBroker.Admin;

/// <summary>
/// The tenant that operators come from is the operators' alone (P-013): whoever may change its connections, domains or users could sign in as
/// one of them. So while there is an operator, nobody else writes there, whatever role or token they hold.
/// </summary>
internal static class OperatorsTenant
{
    /// <summary>What of the caller's scopes is left.</summary>
    public static async Task<ManagementCaller> Limit(Tx tx, ManagementCaller caller) =>
        caller.Tenant is { } own && caller.MayWrite && await AdminWebStore.TenantOfOperators(tx) == own
            ? caller with { Scopes = [ManagementCaller.ReadScope] } : caller;

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
        var operators = (await AdminWebStore.Grants(tx, tenant)).Where(g => g.Role == AdminRoles.Operator).ToList();
        return operators.Count > 0 && operators.TrueForAll(g => user is null || g.UserId == user)
            ? Problem.Conflict("last_operator", "It would leave no operator. Make somebody else one first, or do it with an operator's API token.")
            : null;
    }
}
