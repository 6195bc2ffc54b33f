using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Admin;

/// <summary>
/// The roles of people in the broker itself. They are granted here, to a user, by somebody who has them: no claim and no role rule of a
/// provider ever gives one.
/// </summary>
internal static class AdminRoles
{
    public const string Operator = "operator";
    public const string TenantAdmin = "tenant_admin";
    public const string TenantAuditor = "tenant_auditor";

    // Not "user:": what somebody does as an admin is told apart from what they do for themselves.
    private const string Actor = "admin:";

    /// <summary>Came through the broker, not with a token.</summary>
    public static bool IsPerson(ManagementCaller caller) => caller.Actor.StartsWith(Actor, StringComparison.Ordinal);

    public static bool IsUser(ManagementCaller caller, string user) => caller.Actor == Actor + user;

    /// <summary>What a user with this grant may do, as a caller of the same domain code that the management API uses.</summary>
    public static ManagementCaller? Caller(AdminGrant grant)
    {
        var actor = Actor + grant.UserId;
        return grant.Role switch
        {
            Operator => new(actor, [ManagementCaller.OperatorScope], null),
            TenantAdmin => new(actor, [ManagementCaller.WriteScope], grant.TenantId),
            TenantAuditor => new(actor, [ManagementCaller.ReadScope], grant.TenantId),
            _ => null,
        };
    }

    /// <summary>Only an operator makes operators, and only a tenant's admin makes others of the same tenant.</summary>
    public static bool MayGrant(ManagementCaller caller, TenantId tenant, string role) =>
        role == Operator ? caller.IsOperator : caller.MayWrite && caller.Reaches(tenant);
}
