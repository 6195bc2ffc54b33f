using RunBroker.AdminWeb.Frame;

namespace RunBroker.AdminWeb.SignIn;

public sealed record AdminSignInModel
{
    /// <summary>One of our own paths, or null.</summary>
    public string? To { get; init; }
    public bool TokenRefused { get; init; }
}

public sealed record AdminSignInWords : IWords<AdminSignInWords>
{
    public required string Title { get; init; }
    public required string Lead { get; init; }
    public required string Email { get; init; }
    public required string EmailHelp { get; init; }
    public required string Continue { get; init; }
    public required string ByToken { get; init; }
    public required string Token { get; init; }
    public required string TokenHelp { get; init; }
    public required string TokenRefused { get; init; }
    public required string OpenWithToken { get; init; }
    public required string NoRoleTitle { get; init; }
    public required string NoRoleLead { get; init; }
    public required string BrokenTitle { get; init; }
    public required string BrokenLead { get; init; }
    public required string Again { get; init; }

    public static AdminSignInWords English { get; } = new()
    {
        Title = "Open the admin pages",
        Lead = "Sign in as you do to any app. Who may open these pages was decided here, by an operator or your tenant admin.",
        Email = "E-mail address",
        EmailHelp = "It finds your organization’s sign-in.",
        Continue = "Continue",
        ByToken = "Use an API token instead",
        Token = "API token",
        TokenHelp = "For the first start, and for the day when sign-in itself is broken. The pages reach as far as the token does, and close when it ends.",
        TokenRefused = "This token is unknown, expired or revoked. Check that all of it was copied.",
        OpenWithToken = "Open with this token",
        NoRoleTitle = "You have no role here yet",
        NoRoleLead = "You are signed in, but nobody has made you a tenant admin, a tenant auditor or an operator. Ask your tenant admin for a role, then sign in again.",
        BrokenTitle = "This sign-in could not be finished",
        BrokenLead = "It was begun too long ago, in another browser, or it was opened twice. Begin again.",
        Again = "Sign in again",
    };

    public static AdminSignInWords Portuguese { get; } = new()
    {
        Title = "Abrir a administração",
        Lead = "Faça login como em qualquer app. Quem pode abrir estas páginas foi decidido aqui, por um operador ou pelo administrador do seu tenant.",
        Email = "Endereço de e-mail",
        EmailHelp = "Ele encontra o login da sua organização.",
        Continue = "Continuar",
        ByToken = "Usar um token de API",
        Token = "Token de API",
        TokenHelp = "Para a primeira vez e para o dia em que o próprio login falhar. As páginas alcançam o mesmo que o token e se fecham quando ele termina.",
        TokenRefused = "Este token é desconhecido, expirou ou foi revogado. Confira se ele foi copiado por inteiro.",
        OpenWithToken = "Abrir com este token",
        NoRoleTitle = "Você ainda não tem um papel aqui",
        NoRoleLead = "Seu login foi feito, mas ninguém tornou você administrador, auditor ou operador. Peça um papel ao administrador do seu tenant e faça login de novo.",
        BrokenTitle = "Este login não pôde ser concluído",
        BrokenLead = "Ele começou há tempo demais, em outro navegador, ou foi aberto duas vezes. Comece de novo.",
        Again = "Fazer login de novo",
    };
}
