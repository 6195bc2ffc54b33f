using RunBroker.AdminWeb.Frame;

namespace RunBroker.AdminWeb.Tenants;

public sealed record TenantWords : IWords<TenantWords>
{
    public required string Tenants { get; init; }
    public required string TenantsLead { get; init; }
    public required string AllTenants { get; init; }
    public required string Tenant { get; init; }
    public required string Plan { get; init; }
    public required string PlanHelp { get; init; }
    public required string Search { get; init; }
    public required string Any { get; init; }
    public required string Connection { get; init; }
    /// <summary>enabled, disabled, none.</summary>
    public required Func<string, string> States { get; init; }
    public required string NoneEnabled { get; init; }
    /// <summary>OIDC or SAML.</summary>
    public required Func<string, string> EnabledOf { get; init; }
    public required string LastSignIn { get; init; }
    public required string NoneFits { get; init; }
    public required string NoneYet { get; init; }
    public required string NoneYetLead { get; init; }
    public required string NewTenant { get; init; }
    public required string NewTenantLead { get; init; }
    public required string Name { get; init; }
    public required string NameHelp { get; init; }
    public required string Slug { get; init; }
    public required string SlugHelp { get; init; }
    public required string Create { get; init; }

    public static TenantWords English { get; } = new()
    {
        Tenants = "Tenants",
        TenantsLead = "Organizations whose people sign in through this broker.",
        AllTenants = "All tenants",
        Tenant = "Tenant",
        Plan = "Plan",
        PlanHelp = "Single sign-on comes with scale.",
        Search = "Name, domain or slug",
        Any = "Any",
        Connection = "Connection",
        States = state => state switch { "enabled" => "Enabled", "disabled" => "Not enabled", _ => "None" },
        NoneEnabled = "Not enabled",
        EnabledOf = protocol => $"{protocol} enabled",
        LastSignIn = "Last sign-in",
        NoneFits = "No tenant fits",
        NoneYet = "No tenant yet",
        NoneYetLead = "Make one for the first organization. Then connect its provider, or send its IT a link to do so.",
        NewTenant = "New tenant",
        NewTenantLead = "An organization that owns apps and signs its people in with its own provider.",
        Name = "Name",
        NameHelp = "As its people know it; they read it on their pages.",
        Slug = "Slug",
        SlugHelp = "Short name in URLs and in apps’ requests: small letters, digits and hyphens. It is never changed.",
        Create = "Create tenant",
    };

    public static TenantWords Portuguese { get; } = new()
    {
        Tenants = "Tenants",
        TenantsLead = "Organizações cujas pessoas fazem login por este broker.",
        AllTenants = "Todos os tenants",
        Tenant = "Tenant",
        Plan = "Plano",
        PlanHelp = "O login único vem com o plano scale.",
        Search = "Nome, domínio ou slug",
        Any = "Qualquer",
        Connection = "Conexão",
        States = state => state switch { "enabled" => "Ativada", "disabled" => "Não ativada", _ => "Nenhuma" },
        NoneEnabled = "Não ativada",
        EnabledOf = protocol => $"{protocol} ativado",
        LastSignIn = "Último login",
        NoneFits = "Nenhum tenant corresponde",
        NoneYet = "Nenhum tenant ainda",
        NoneYetLead = "Crie um para a primeira organização. Depois conecte o provedor dela, ou envie ao TI dela um link para isso.",
        NewTenant = "Novo tenant",
        NewTenantLead = "Uma organização dona de apps, cujas pessoas fazem login com o provedor dela.",
        Name = "Nome",
        NameHelp = "Como as pessoas o conhecem; elas o leem nas páginas.",
        Slug = "Slug",
        SlugHelp = "Nome curto em URLs e nos pedidos dos apps: letras minúsculas, dígitos e hifens. Ele nunca muda.",
        Create = "Criar tenant",
    };
}
