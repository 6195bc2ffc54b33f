using System.Collections.Immutable;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;

namespace RunBroker.Admin;

/// <summary>Whose an app is, and who decides that: the members of an app that reach beyond one tenant (P-012, P-015).</summary>
/// <param name="Tenant">Null: a shared app.</param>
/// <param name="Allowed">The tenants that may use a shared app.</param>
internal sealed record ClientPlace(Tenant? Tenant, ImmutableArray<Tenant> Allowed)
{
    private const int MostTenants = 1000;

    public static async Task<(ClientPlace? Place, Problem? Refused)> Read(Tx tx, Draft draft, ManagementCaller caller, Client? before)
    {
        var slug = draft.Reader.Text("tenant", 63);
        var slugs = draft.Reader.Texts("allowed_tenants", MostTenants, 63);
        if (before is not null && draft.Changes("tenant"))
            draft.Errors.Add("tenant", "cannot be changed");
        if (!caller.IsOperator)
            return await OfTenant(tx, draft, caller, slug, slugs);

        var tenant = slug is null ? null : await TenantStore.FindBySlug(tx, slug);
        if (slug is not null && tenant is null)
            draft.Errors.Add("tenant", "is not a tenant");
        if (slug is not null && !slugs.IsEmpty)
            draft.Errors.Add("allowed_tenants", "is only for apps without a tenant");
        var allowed = ImmutableArray.CreateBuilder<Tenant>();
        foreach (var each in slugs.Distinct(StringComparer.Ordinal))
        {
            if (await TenantStore.FindBySlug(tx, each) is { } row)
                allowed.Add(row);
            else
                draft.Errors.Add("allowed_tenants", "names what is not a tenant");
        }

        return (new(tenant, allowed.ToImmutable()), null);
    }

    /// <summary>Management scopes are an operator's gift, never beyond the app's tenant; so is every weakening.</summary>
    public static Problem? Refuses(ManagementCaller caller, ClientPlace place, AppMetadata app, AppMetadata? before)
    {
        var scopes = ManagementScopes(app);
        if (!caller.IsOperator && scopes.Except(before is null ? [] : ManagementScopes(before)).Any())
            return Problem.OperatorOnly("management scopes");
        if (!caller.IsOperator && app.DangerTokenEndpointAudience && before?.DangerTokenEndpointAudience != true)
            return Problem.OperatorOnly("danger_token_endpoint_audience");
        if (place.Tenant is not null && scopes.Contains(ManagementCaller.OperatorScope))
            return Problem.Invalid("scope", "operator is only for apps without a tenant");
        return place.Tenant is null && scopes.Any(s => s != ManagementCaller.OperatorScope)
            ? Problem.Invalid("scope", "tenant:write and tenant:read are only for apps of a tenant")
            : null;
    }

    private static async Task<(ClientPlace? Place, Problem? Refused)> OfTenant(
        Tx tx, Draft draft, ManagementCaller caller, string? slug, ImmutableArray<string> slugs)
    {
        var own = caller.Tenant is { } id ? await TenantStore.Find(tx, id) : null;
        if (own is null)
            return (null, Problem.Scope);
        // The same answer for null, for another tenant and for one that does not exist.
        if (draft.Sent.ContainsKey("tenant") && slug != own.Slug)
            return (null, Problem.OperatorOnly("tenant"));
        return slugs.IsEmpty ? (new(own, []), null) : (null, Problem.OperatorOnly("allowed_tenants"));
    }

    private static ImmutableArray<string> ManagementScopes(AppMetadata app) =>
        [.. app.Scope.Split(' ').Where(ManagementCaller.AllScopes.Contains)];
}
