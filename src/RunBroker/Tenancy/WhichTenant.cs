using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Tenancy;

/// <summary>Whose sign-in it is (contract section 4, "Which tenant").</summary>
internal abstract record WhichTenant
{
    private WhichTenant()
    {
    }

    /// <param name="Rule">How it was found, for the case file.</param>
    public sealed record Known(Tenant Tenant, string Rule) : WhichTenant;

    /// <summary>The person is asked for an e-mail address.</summary>
    public sealed record Ask : WhichTenant;

    /// <summary>The app named a tenant that is not there or not its own; both read alike from outside.</summary>
    public sealed record Refused(string Named) : WhichTenant;

    /// <param name="organization">What the app named with `organization` or `acr_values=tenant:`.</param>
    /// <param name="hint">login_hint or domain_hint.</param>
    public static async Task<WhichTenant> Find(Tx tx, Registry registry, App app, string? organization, string? connection, string? hint)
    {
        if (app.Tenant is { } own)
        {
            // Deleted in this moment: its apps go with it.
            if (await registry.Tenant(tx, own) is not { Tenant: var tenant })
                return new Refused(organization ?? own.Value);
            return organization is not null && organization != tenant.Slug ? new Refused(organization) : new Known(tenant, "the app's own tenant");
        }

        // No name has control characters, and PostgreSQL takes no NUL.
        if (organization is not null)
            return Served(app, organization.Any(char.IsControl) ? null : await TenantStore.FindBySlug(tx, organization), "named by the app", organization);
        if (connection is not null)
        {
            // An unknown one and one of a tenant that is none of this app's read alike (P-010).
            var named = connection.Any(char.IsControl) ? null : await ConnectionStore.FindByUrl(tx, connection);
            return Served(app, named is null ? null : await TenantStore.Find(tx, named.TenantId), "the named connection's tenant", connection);
        }

        if (hint is not null && DomainOf(hint) is { } domain && await TenantStore.FindByVerifiedDomain(tx, domain) is { } byDomain && app.MayServe(byDomain.Id))
            return new Known(byDomain, $"the verified domain {domain}");
        return new Ask();
    }

    /// <summary>The domain of an e-mail address, or the text itself when it has no @; lower case.</summary>
    public static string? DomainOf(string hint)
    {
        var domain = hint[(hint.LastIndexOf('@') + 1)..].Trim().ToLowerInvariant();
        return domain.Length is > 0 and <= 253 && domain.Contains('.', StringComparison.Ordinal) && !domain.Any(char.IsControl) ? domain : null;
    }

    private static WhichTenant Served(App app, Tenant? tenant, string rule, string named) =>
        tenant is not null && app.MayServe(tenant.Id) ? new Known(tenant, rule) : new Refused(named);
}
