using RunBroker.Admin;
using RunBroker.AdminWeb.Frame;

namespace RunBroker.AdminWeb.TenantSettings;

public sealed record SettingsWords : IWords<SettingsWords>
{
    public required string Settings { get; init; }
    public required string Lead { get; init; }
    public required string Name { get; init; }
    public required string NameHelp { get; init; }
    public required string DefaultApp { get; init; }
    public required string DefaultAppHelp { get; init; }
    public required string DefaultRole { get; init; }
    public required string DefaultRoleHelp { get; init; }
    public required string Sessions { get; init; }
    public required string SessionsHelp { get; init; }
    public required string IdleHours { get; init; }
    public required string AbsoluteHours { get; init; }
    public required string Plan { get; init; }
    public required string Policy { get; init; }
    public required string PolicyHelp { get; init; }
    public required string Exclusive { get; init; }
    public required string Multiple { get; init; }
    public required string Hosts { get; init; }
    public required string HostsHelp { get; init; }
    public required string Admins { get; init; }
    public required string NoAdmins { get; init; }
    public required string NoAdminsLead { get; init; }
    public required string Who { get; init; }
    public required string Role { get; init; }
    public required string Tenant { get; init; }
    public required string Operators { get; init; }
    public required string OperatorsLead { get; init; }
    public required string NoOperatorsLead { get; init; }
    public required string DeleteTenant { get; init; }
    public required Func<string, string> DeleteSays { get; init; }
    public required Func<string, string> SlugAgain { get; init; }
    public required string Operator { get; init; }
    public required string TenantAdmin { get; init; }
    public required string Auditor { get; init; }

    public string RoleOf(string role) => role switch
    {
        AdminRoles.Operator => Operator,
        AdminRoles.TenantAdmin => TenantAdmin,
        _ => Auditor,
    };

    public required string Brand { get; init; }
    public required string SaveBrand { get; init; }
    public required string BrandHelp { get; init; }
    public required string Colour { get; init; }
    public required string ColourHelp { get; init; }
    public required string Logo { get; init; }
    public required string LogoNow { get; init; }
    public required string RemoveLogo { get; init; }
    public required string LogoHelp { get; init; }
    public required string HelpUrl { get; init; }
    public required string HelpUrlHelp { get; init; }
    public required string PrivacyUrl { get; init; }
    public required string PrivacyUrlHelp { get; init; }

    public static SettingsWords English { get; } = new()
    {
        Brand = "How its pages look",
        SaveBrand = "Save look",
        BrandHelp = "On the pages that people of this tenant see when they sign in and out.",
        Colour = "Colour",
        ColourHelp = "Six digits, such as #0b6583. Its lightness is adjusted so that text stays readable.",
        Logo = "Logo",
        LogoNow = "The present logo",
        RemoveLogo = "Remove",
        LogoHelp = "PNG, JPEG or WebP, at most 32 KB; shown 34 pixels high. Without one the first letter of the name stands there.",
        HelpUrl = "Help page",
        HelpUrlHelp = "Where people find your help desk; a link below every page.",
        PrivacyUrl = "Privacy page",
        PrivacyUrlHelp = "A link below every page.",
        Settings = "Settings",
        Lead = "What holds for the whole tenant.",
        Name = "Name",
        NameHelp = "Your people read it on their pages.",
        DefaultApp = "Default app",
        DefaultAppHelp = "The client ID of the app that opens behind a connection’s login URL.",
        DefaultRole = "Default role",
        DefaultRoleHelp = "Given when no role rule fits.",
        Sessions = "How long people stay signed in",
        SessionsHelp = "In hours. Empty: as long as the installation allows. A shorter limit holds from the next activity on.",
        IdleHours = "Without opening an app",
        AbsoluteHours = "In any case",
        Plan = "Plan",
        Policy = "Connections",
        PolicyHelp = "With one at a time, enabling a connection disables the other and says so.",
        Exclusive = "One enabled at a time",
        Multiple = "Several enabled, chosen by domain, login URL or a page",
        Hosts = "Own hosts",
        HostsHelp = "Host names, one a line, at which the broker answers for this tenant besides its own. Their URLs are added to those that the provider must know.",
        Admins = "Who may open these pages",
        NoAdmins = "Nobody has a role yet",
        NoAdminsLead = "Open a user to give or take a role. It holds from the next click.",
        Who = "Who",
        Role = "Role",
        Tenant = "Tenant",
        Operators = "Operators",
        OperatorsLead = "Everybody with a role in these pages. Operators come from one tenant alone, so that no customer’s provider can sign one in.",
        NoOperatorsLead = "So far these pages open with a token only. Connect your own provider to a tenant, sign in to any app once, then give that user the role of an operator.",
        DeleteTenant = "Delete tenant",
        DeleteSays = name => $"Signs everybody of {name} out and deletes its users, connections, apps and case files. The audit log stays. This cannot be undone.",
        SlugAgain = slug => $"Type {slug} to confirm",
        Operator = "Operator",
        TenantAdmin = "Tenant admin",
        Auditor = "Tenant auditor",
    };

    public static SettingsWords Portuguese { get; } = new()
    {
        Brand = "Aparência das páginas",
        SaveBrand = "Salvar aparência",
        BrandHelp = "Nas páginas que as pessoas deste tenant veem ao fazer login e ao sair.",
        Colour = "Cor",
        ColourHelp = "Seis dígitos, como #0b6583. A luminosidade é ajustada para que o texto continue legível.",
        Logo = "Logotipo",
        LogoNow = "O logotipo atual",
        RemoveLogo = "Remover",
        LogoHelp = "PNG, JPEG ou WebP, no máximo 32 KB; exibido com 34 pixels de altura. Sem ele aparece a primeira letra do nome.",
        HelpUrl = "Página de ajuda",
        HelpUrlHelp = "Onde as pessoas encontram o suporte; um link abaixo de cada página.",
        PrivacyUrl = "Página de privacidade",
        PrivacyUrlHelp = "Um link abaixo de cada página.",
        Settings = "Configurações",
        Lead = "O que vale para todo o tenant.",
        Name = "Nome",
        NameHelp = "Suas pessoas o leem nas páginas delas.",
        DefaultApp = "App padrão",
        DefaultAppHelp = "O client ID do app que se abre pela URL de login de uma conexão.",
        DefaultRole = "Papel padrão",
        DefaultRoleHelp = "Dado quando nenhuma regra de papel corresponde.",
        Sessions = "Por quanto tempo o login vale",
        SessionsHelp = "Em horas. Vazio: quanto a instalação permitir. Um limite menor vale a partir da próxima atividade.",
        IdleHours = "Sem abrir um app",
        AbsoluteHours = "Em qualquer caso",
        Plan = "Plano",
        Policy = "Conexões",
        PolicyHelp = "Com uma por vez, ativar uma conexão desativa a outra e avisa.",
        Exclusive = "Uma ativada por vez",
        Multiple = "Várias ativadas, escolhidas por domínio, URL de login ou página",
        Hosts = "Hosts próprios",
        HostsHelp = "Nomes de host, um por linha, em que o broker responde por este tenant além do seu. As URLs deles se somam às que o provedor precisa conhecer.",
        Admins = "Quem pode abrir estas páginas",
        NoAdmins = "Ninguém tem um papel ainda",
        NoAdminsLead = "Abra um usuário para dar ou tirar um papel. Vale a partir do próximo clique.",
        Who = "Quem",
        Role = "Papel",
        Tenant = "Tenant",
        Operators = "Operadores",
        OperatorsLead = "Todos os que têm um papel nestas páginas. Operadores vêm de um único tenant, para que o provedor de nenhum cliente possa trazer um.",
        NoOperatorsLead = "Por enquanto estas páginas só se abrem com um token. Conecte o seu provedor a um tenant, faça login em um app uma vez e dê a esse usuário o papel de operador.",
        DeleteTenant = "Excluir tenant",
        DeleteSays = name => $"Encerra o login de todos de {name} e exclui usuários, conexões, apps e casos. A auditoria fica. Não pode ser desfeito.",
        SlugAgain = slug => $"Digite {slug} para confirmar",
        Operator = "Operador",
        TenantAdmin = "Administrador do tenant",
        Auditor = "Auditor do tenant",
    };
}
