using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Admin.Api;
using RunBroker.AdminWeb.SignIn;
using RunBroker.Operations;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Admin;

internal sealed record AdminGrantResource
{
    public string UserId { get; init; } = "";
    [Answered]
    public string Email { get; init; } = "";
    /// <summary>operator, tenant_admin or tenant_auditor.</summary>
    public string Role { get; init; } = "";
    [Answered]
    public string GrantedBy { get; init; } = "";
    [Answered]
    public DateTime CreatedAt { get; init; }
}

/// <summary>
/// Who of a tenant's people may open the admin pages, and as what. A grant is the only way in (P-012, P-013): no claim, no role rule and no token
/// of an upstream makes one. Operators come from one tenant alone, so no customer's provider can ever sign one in.
/// </summary>
internal sealed class AdminGrantAdmin(Db db, AdminApp app, TimeProvider time)
{
    private static readonly ImmutableArray<string> Roles = [AdminRoles.Operator, AdminRoles.TenantAdmin, AdminRoles.TenantAuditor];

    public Task<ImmutableArray<AdminGrantResource>> List(TenantId tenant, CancellationToken stop) =>
        db.Read(
            async tx =>
            {
                var shown = ImmutableArray.CreateBuilder<AdminGrantResource>();
                foreach (var grant in await AdminWebStore.Grants(tx, tenant))
                    shown.Add(await Show(tx, grant));
                return shown.ToImmutable();
            }, stop);

    /// <summary>Of all tenants; for operators.</summary>
    public Task<ImmutableArray<(string Slug, string Tenant, AdminGrantResource Grant)>> All(CancellationToken stop) =>
        db.Read(
            async tx =>
            {
                var shown = ImmutableArray.CreateBuilder<(string, string, AdminGrantResource)>();
                foreach (var grant in await AdminWebStore.Grants(tx, null))
                {
                    if (await TenantStore.Find(tx, grant.TenantId) is { } tenant)
                        shown.Add((tenant.Slug, tenant.Name, await Show(tx, grant)));
                }

                return shown.ToImmutable();
            }, stop);

    public Task<AdminResult<Versioned<AdminGrantResource>>> Get(TenantId tenant, string user, CancellationToken stop) =>
        db.Read<AdminResult<Versioned<AdminGrantResource>>>(
            async tx => await AdminWebStore.Grant(tx, tenant, user) is { } grant ? new Versioned<AdminGrantResource>(await Show(tx, grant))
                : Problem.NotFound, stop);

    public Task<AdminResult<Versioned<AdminGrantResource>>> Create(
        ManagementCaller caller, TenantId tenant, JsonObject sent, CancellationToken stop) =>
        Set(caller, tenant, Draft.New(sent), null, stop);

    public Task<AdminResult<Versioned<AdminGrantResource>>> Change(
        ManagementCaller caller, TenantId tenant, string user, JsonObject patch, CancellationToken stop) =>
        Set(caller, tenant, Draft.Change(new AdminGrantResource { UserId = user }, patch), user, stop);

    public Task<AdminResult<bool>> Delete(ManagementCaller caller, TenantId tenant, string user, CancellationToken stop) =>
        db.Try<bool>(
            async tx =>
            {
                if (await AdminWebStore.Grant(tx, tenant, user) is not { } before)
                    return Problem.NotFound;
                if (!AdminRoles.MayGrant(caller, tenant, before.Role))
                    return Problem.OperatorOnly("an operator's role");
                if (await OperatorsTenant.KeepsLast(tx, caller, tenant, user) is { } last)
                    return last;
                await Remove(tx, caller, before);
                return true;
            }, stop);

    /// <summary>Also when the user goes.</summary>
    public async Task Remove(Tx tx, ManagementCaller caller, AdminGrant grant)
    {
        await AdminWebStore.DeleteGrant(tx, grant.TenantId, grant.UserId);
        await app.Register(tx);
        await Events.Record(tx, Told(caller, grant, "admin.removed"));
    }

    /// <param name="user">Whose role changes; null: a new one, named in the draft.</param>
    private Task<AdminResult<Versioned<AdminGrantResource>>> Set(
        ManagementCaller caller, TenantId tenant, Draft draft, string? user, CancellationToken stop) =>
        db.Try<Versioned<AdminGrantResource>>(
            async tx =>
            {
                draft.ReadOnly("email", "granted_by", "created_at");
                if (user is not null)
                    draft.ReadOnly("user_id");
                var whose = user ?? draft.Reader.RequiredText("user_id", 64);
                var role = draft.Reader.RequiredText("role", 20);
                if (role is not null && !Roles.Contains(role))
                    draft.Errors.Add("role", $"must be one of {string.Join(", ", Roles)}");
                if (draft.Fault() is { } fault)
                    return fault;
                if (await UserStore.Find(tx, tenant, whose!) is not { } person)
                    return user is null ? Problem.Invalid("user_id", "is not a user of this tenant; whoever is to be an admin signs in to any app first")
                        : Problem.NotFound;
                await AdminWebStore.LockGrants(tx);
                var before = await AdminWebStore.Grant(tx, tenant, whose!);
                if (before is null != user is null)
                    return before is null ? Problem.NotFound : Problem.Duplicate("The user has a role already; change that one.");
                if (!AdminRoles.MayGrant(caller, tenant, role!) || (before is not null && !AdminRoles.MayGrant(caller, tenant, before.Role)))
                    return Problem.OperatorOnly("an operator's role");
                if (role == AdminRoles.Operator && await AdminWebStore.TenantOfOperators(tx) is { } home && home != tenant)
                {
                    return Problem.Conflict("operator_tenant", $"Operators come from one tenant alone, and that is {(await TenantStore.Find(tx, home))?.Slug}: "
                        + "the provider of a customer must never sign one in.");
                }

                // Their own present role is what changes.
                if (role == AdminRoles.Operator && before is null && await OperatorsTenant.StillOthers(tx, tenant, time.GetUtcNow()) is { } others)
                    return others;
                if (role != AdminRoles.Operator && await OperatorsTenant.KeepsLast(tx, caller, tenant, whose!) is { } last)
                    return last;
                var grant = new AdminGrant
                {
                    UserId = person.Id,
                    TenantId = tenant,
                    Role = role!,
                    GrantedBy = caller.Actor,
                    CreatedAt = time.GetUtcNow(),
                };
                await AdminWebStore.SetGrant(tx, grant);
                await app.Register(tx);
                await Events.Record(tx, Told(caller, grant, before is null ? "admin.added" : "admin.changed"));
                return new Versioned<AdminGrantResource>(await Show(tx, grant));
            }, stop);

    private static async Task<AdminGrantResource> Show(Tx tx, AdminGrant grant) => new()
    {
        UserId = grant.UserId,
        Email = (await UserStore.Find(tx, grant.TenantId, grant.UserId))?.Email ?? "",
        Role = grant.Role,
        GrantedBy = grant.GrantedBy,
        CreatedAt = grant.CreatedAt.UtcDateTime,
    };

    private NewEvent Told(ManagementCaller caller, AdminGrant grant, string type) =>
        caller.Did(type, grant.TenantId, "user", grant.UserId, time.GetUtcNow(), new() { ["user_id"] = grant.UserId, ["role"] = grant.Role });
}
