namespace RunBroker.AdminWeb.Frame;

/// <summary>What stands around every admin page.</summary>
public sealed record ShellWords : IWords<ShellWords>
{
    public required string Skip { get; init; }
    public required string Main { get; init; }
    public required string Breadcrumb { get; init; }
    public required Func<string, string> SignedInAs { get; init; }
    public required string Operator { get; init; }
    public required Func<string, string> TenantAdminOf { get; init; }
    public required Func<string, string> AuditorOf { get; init; }
    public required string SignOut { get; init; }
    public required string Watch { get; init; }
    public required string Tenants { get; init; }
    public required string Events { get; init; }
    public required string Health { get; init; }
    public required string Run { get; init; }
    public required string Apps { get; init; }
    public required string ApiTokens { get; init; }
    public required string Operators { get; init; }
    public required string SignIn { get; init; }
    public required string Connections { get; init; }
    public required string Domains { get; init; }
    public required string Users { get; init; }
    public required string Settings { get; init; }
    public required string LookInto { get; init; }
    public required string SignIns { get; init; }
    public required string Sessions { get; init; }
    public required string SignOuts { get; init; }
    public required string Audit { get; init; }
    public required string Connect { get; init; }
    public required string Webhooks { get; init; }
    public required string SetupLinks { get; init; }

    public string Role(AdminFrame frame) => frame.IsOperator || frame.TenantName is not { } tenant ? Operator
        : frame.MayWrite ? TenantAdminOf(tenant) : AuditorOf(tenant);

    public static ShellWords English { get; } = new()
    {
        Skip = "Skip to the content",
        Main = "Main",
        Breadcrumb = "Breadcrumb",
        SignedInAs = who => $"Signed in as {who}",
        Operator = "Operator",
        TenantAdminOf = tenant => $"Tenant admin of {tenant}",
        AuditorOf = tenant => $"Tenant auditor of {tenant}",
        SignOut = "Sign out",
        Watch = "Watch",
        Tenants = "Tenants",
        Events = "Events",
        Health = "Health",
        Run = "Run",
        Apps = "Apps",
        ApiTokens = "API tokens",
        Operators = "Operators",
        SignIn = "Sign-in",
        Connections = "Connections",
        Domains = "Domains",
        Users = "Users",
        Settings = "Settings",
        LookInto = "Look into",
        SignIns = "Sign-ins",
        Sessions = "Sessions",
        SignOuts = "Sign-outs",
        Audit = "Audit",
        Connect = "Connect",
        Webhooks = "Webhooks",
        SetupLinks = "Setup links",
    };

    public static ShellWords Portuguese { get; } = new()
    {
        Skip = "Ir para o conteúdo",
        Main = "Principal",
        Breadcrumb = "Caminho",
        SignedInAs = who => $"Login feito como {who}",
        Operator = "Operador",
        TenantAdminOf = tenant => $"Administrador de {tenant}",
        AuditorOf = tenant => $"Auditor de {tenant}",
        SignOut = "Sair",
        Watch = "Acompanhar",
        Tenants = "Tenants",
        Events = "Eventos",
        Health = "Saúde",
        Run = "Operar",
        Apps = "Apps",
        ApiTokens = "Tokens de API",
        Operators = "Operadores",
        SignIn = "Login",
        Connections = "Conexões",
        Domains = "Domínios",
        Users = "Usuários",
        Settings = "Configurações",
        LookInto = "Examinar",
        SignIns = "Logins",
        Sessions = "Sessões",
        SignOuts = "Saídas",
        Audit = "Auditoria",
        Connect = "Conectar",
        Webhooks = "Webhooks",
        SetupLinks = "Links de configuração",
    };
}
