using RunBroker.AdminWeb.Frame;

namespace RunBroker.AdminWeb.Tokens;

public sealed record TokenWords : IWords<TokenWords>
{
    public required string Tokens { get; init; }
    public required string Lead { get; init; }
    public required string None { get; init; }
    public required string NoneLead { get; init; }
    public required string Token { get; init; }
    public required string Scope { get; init; }
    public required string ScopeHelp { get; init; }
    public required string LastUsed { get; init; }
    public required string Expires { get; init; }
    public required string Revoke { get; init; }
    public required string RevokeSays { get; init; }
    public required string Revoked { get; init; }
    public required string NewToken { get; init; }
    public required string Days { get; init; }
    public required string DaysHelp { get; init; }
    public required string Create { get; init; }
    public required string MadeTitle { get; init; }
    public required string MadeLead { get; init; }

    public static TokenWords English { get; } = new()
    {
        Tokens = "API tokens",
        Lead = "For programs that use the management API, and for opening these pages when sign-in is broken.",
        None = "No token yet",
        NoneLead = "An operator makes them.",
        Token = "Token",
        Scope = "Reach",
        ScopeHelp = "tenant:read reads this tenant, tenant:write changes it, operator reaches everything.",
        LastUsed = "Last used",
        Expires = "Expires",
        Revoke = "Revoke",
        RevokeSays = "Whatever uses this token stops at once, and pages opened with it close. This cannot be undone.",
        Revoked = "Revoked.",
        NewToken = "New token",
        Days = "Days until it expires",
        DaysHelp = "Empty: it never expires.",
        Create = "Create token",
        MadeTitle = "Copy the token now",
        MadeLead = "It is shown this once; we keep only its hash.",
    };

    public static TokenWords Portuguese { get; } = new()
    {
        Tokens = "Tokens de API",
        Lead = "Para programas que usam a API de administração e para abrir estas páginas quando o login falhar.",
        None = "Nenhum token ainda",
        NoneLead = "Um operador os cria.",
        Token = "Token",
        Scope = "Alcance",
        ScopeHelp = "tenant:read lê este tenant, tenant:write o altera, operator alcança tudo.",
        LastUsed = "Último uso",
        Expires = "Expira",
        Revoke = "Revogar",
        RevokeSays = "O que usa este token para na hora, e as páginas abertas com ele se fecham. Não pode ser desfeito.",
        Revoked = "Revogado.",
        NewToken = "Novo token",
        Days = "Dias até expirar",
        DaysHelp = "Vazio: nunca expira.",
        Create = "Criar token",
        MadeTitle = "Copie o token agora",
        MadeLead = "Ele é mostrado só esta vez; guardamos apenas o hash.",
    };
}
