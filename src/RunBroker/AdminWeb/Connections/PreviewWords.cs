using RunBroker.AdminWeb.Frame;

namespace RunBroker.AdminWeb.Connections;

/// <summary>What a changed mapping would do, before it is saved.</summary>
public sealed record PreviewWords : IWords<PreviewWords>
{
    public required string Preview { get; init; }
    public required string Title { get; init; }
    public required Func<int, string> Tried { get; init; }
    public required string NothingKnown { get; init; }
    public required string Nothing { get; init; }
    public required Func<int, int, int, string> Counts { get; init; }
    public required Func<int, string> LockedOut { get; init; }
    public required Func<int, string> AdminsLockedOut { get; init; }
    public required string You { get; init; }
    public required string YouAmongThem { get; init; }
    public required string Admin { get; init; }
    public required string Inactive { get; init; }
    public required string User { get; init; }
    public required string Gains { get; init; }
    public required string Loses { get; init; }
    public required string Changes { get; init; }
    public required Func<string, string, string> Missing { get; init; }
    public required Func<string, string?, string> Item { get; init; }
    public required Func<string, int, string> Unknown { get; init; }
    public required Func<int, string> More { get; init; }
    public required string NotSaved { get; init; }

    public static PreviewWords English { get; } = new()
    {
        Preview = "Preview",
        Title = "What this would change",
        Tried = n => $"Tried on the last sign-in of {Count(n, "user", "users")}; each change takes effect at the person’s next one.",
        NothingKnown = "No sign-in of the last weeks is kept that this could be tried on.",
        Nothing = "Nothing changes for any of them.",
        Counts = (gain, lose, same) => $"{Count(gain, "gains", "gain")} something, {Count(lose, "loses", "lose")} something, {same} stay as they are.",
        LockedOut = n => n == 1 ? "1 person could no longer sign in" : $"{n} people could no longer sign in",
        AdminsLockedOut = n => n == 1 ? "An admin of this tenant is among them: they would lose these pages." : $"{n} admins of this tenant are among them: they would lose these pages.",
        You = "you",
        YouAmongThem = "You are among them. Keep another way in before you save.",
        Admin = "admin",
        Inactive = "deactivated",
        User = "User",
        Gains = "Gains",
        Loses = "Loses",
        Changes = "Has another value",
        Missing = (field, claim) => $"no {field} in {claim}",
        Item = (what, name) => what switch
        {
            "role" => $"role {name}",
            "tag" => $"tag {name}",
            "field" => name switch { "email" => "E-mail", "first_name" => "First Name", "last_name" => "Last Name", _ => name ?? "" },
            "access" => "access, by the tenant’s access rules",
            _ => "signing in at all",
        },
        Unknown = (reason, n) => reason switch
        {
            "no_sign_in_kept" => $"{Count(n, "user", "users")}: no sign-in is kept, so nobody can tell.",
            "claims_cut" => $"{Count(n, "user", "users")}: the provider sends more claims than are kept.",
            "sealed_with_another_key" => $"{Count(n, "user", "users")}: the case files cannot be opened any more.",
            _ => $"{Count(n, "user", "users")}: their kept sign-ins used a session, and brought no claims.",
        },
        More = n => $"{n} more are not listed.",
        NotSaved = "Nothing is saved yet.",
    };

    public static PreviewWords Portuguese { get; } = new()
    {
        Preview = "Prever",
        Title = "O que isto mudaria",
        Tried = n => $"Testado com o último login de {Count(n, "usuário", "usuários")}; cada mudança vale a partir do próximo login da pessoa.",
        NothingKnown = "Nenhum login das últimas semanas está guardado para testar isto.",
        Nothing = "Nada muda para nenhum deles.",
        Counts = (gain, lose, same) => $"{Count(gain, "ganha", "ganham")} algo, {Count(lose, "perde", "perdem")} algo, {same} ficam como estão.",
        LockedOut = n => n == 1 ? "1 pessoa não poderia mais fazer login" : $"{n} pessoas não poderiam mais fazer login",
        AdminsLockedOut = n => n == 1 ? "Um administrador deste tenant está entre elas: perderia estas páginas." : $"{n} administradores deste tenant estão entre elas: perderiam estas páginas.",
        You = "você",
        YouAmongThem = "Você está entre elas. Garanta outra entrada antes de salvar.",
        Admin = "administrador",
        Inactive = "desativado",
        User = "Usuário",
        Gains = "Ganha",
        Loses = "Perde",
        Changes = "Muda de valor",
        Missing = (field, claim) => $"sem {field} em {claim}",
        Item = (what, name) => what switch
        {
            "role" => $"papel {name}",
            "tag" => $"tag {name}",
            "field" => name switch { "email" => "E-mail", "first_name" => "First Name", "last_name" => "Last Name", _ => name ?? "" },
            "access" => "acesso, pelas regras de acesso do tenant",
            _ => "o próprio login",
        },
        Unknown = (reason, n) => reason switch
        {
            "no_sign_in_kept" => $"{Count(n, "usuário", "usuários")}: nenhum login guardado, então não há como saber.",
            "claims_cut" => $"{Count(n, "usuário", "usuários")}: o provedor envia mais claims do que são guardadas.",
            "sealed_with_another_key" => $"{Count(n, "usuário", "usuários")}: os arquivos dos casos não podem mais ser abertos.",
            _ => $"{Count(n, "usuário", "usuários")}: os logins guardados usaram uma sessão, e não trouxeram claims.",
        },
        More = n => $"Mais {n} não estão na lista.",
        NotSaved = "Nada foi salvo ainda.",
    };

    private static string Count(int n, string one, string many) => n == 1 ? $"1 {one}" : $"{n} {many}";
}
