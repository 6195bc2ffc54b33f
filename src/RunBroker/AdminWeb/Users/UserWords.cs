using RunBroker.AdminWeb.Frame;

namespace RunBroker.AdminWeb.Users;

public sealed record UserWords : IWords<UserWords>
{
    public required string Users { get; init; }
    public required string UsersLead { get; init; }
    public required string NoUsers { get; init; }
    public required string NoUsersLead { get; init; }
    public required string User { get; init; }
    public required string Email { get; init; }
    public required string TagFilter { get; init; }
    public required string Role { get; init; }
    public required string State { get; init; }
    public required string Active { get; init; }
    public required string Deactivated { get; init; }
    public required string LastSignIn { get; init; }
    public required string FirstSeen { get; init; }
    public required string Profile { get; init; }
    public required string Identity { get; init; }
    public required string Tag { get; init; }
    public required string FromProvider { get; init; }
    public required string SignedInAt { get; init; }
    public required string NoSessions { get; init; }
    public required string SignOutEverywhere { get; init; }
    public required Func<int, string> SignOutSays { get; init; }
    public required string SignedOutSaid { get; init; }
    public required string Change { get; init; }
    public required string TagKey { get; init; }
    public required string TagValue { get; init; }
    public required string TagHelp { get; init; }
    public required string SetTag { get; init; }
    public required string AdminRole { get; init; }
    public required string NoAdminRole { get; init; }
    public required string Auditor { get; init; }
    public required string TenantAdmin { get; init; }
    public required string Operator { get; init; }
    public required string AdminHelp { get; init; }
    public required string EndAccess { get; init; }
    public required string Deactivate { get; init; }
    public required Func<int, string> DeactivateSays { get; init; }
    public required string Activate { get; init; }
    public required string DeleteUser { get; init; }
    public required string DeleteSays { get; init; }
    public required string Deleted { get; init; }

    public static UserWords English { get; } = new()
    {
        Users = "Users",
        UsersLead = "Everyone who has signed in. Names, mapped tags and roles are refreshed from the provider at every sign-in.",
        NoUsers = "Nobody here",
        NoUsersLead = "A user appears with the first sign-in. With a filter set, nobody fits it.",
        User = "User",
        Email = "E-mail",
        TagFilter = "Tag, as key:value",
        Role = "Role",
        State = "State",
        Active = "Active",
        Deactivated = "Deactivated",
        LastSignIn = "Last sign-in",
        FirstSeen = "First sign-in",
        Profile = "What sign-in made",
        Identity = "Identity",
        Tag = "Tag",
        FromProvider = "Name, e-mail and roles come from the provider. To change them, change them there; the next sign-in brings them.",
        SignedInAt = "Signed in at",
        NoSessions = "Not signed in anywhere.",
        SignOutEverywhere = "Sign out everywhere",
        SignOutSays = n => n == 1 ? "Ends 1 session and tells every app of it. The person can sign in again." : $"Ends {n} sessions and tells every app of them. The person can sign in again.",
        SignedOutSaid = "Signed out everywhere. The sign-outs show which apps confirmed it.",
        Change = "Change",
        TagKey = "Tag key",
        TagValue = "Value",
        TagHelp = "Tags set here are never changed by sign-in. An empty value removes the tag.",
        SetTag = "Set tag",
        AdminRole = "Role in these pages",
        NoAdminRole = "None",
        Auditor = "Tenant auditor: reads",
        TenantAdmin = "Tenant admin: reads and changes",
        Operator = "Operator: all tenants",
        AdminHelp = "Given here and nowhere else: no group or claim of a provider ever gives it.",
        EndAccess = "End access",
        Deactivate = "Deactivate",
        DeactivateSays = n => $"Signs the person out of {n} sessions and refuses every sign-in until activated again.",
        Activate = "Activate",
        DeleteUser = "Delete user",
        DeleteSays = "Signs the person out everywhere and deletes name, tags and identities. This cannot be undone; a new sign-in makes a new user with another ID.",
        Deleted = "User deleted.",
    };

    public static UserWords Portuguese { get; } = new()
    {
        Users = "Usuários",
        UsersLead = "Todos que já fizeram login. Nomes, tags mapeadas e papéis são atualizados pelo provedor a cada login.",
        NoUsers = "Ninguém aqui",
        NoUsersLead = "Um usuário aparece com o primeiro login. Com um filtro, ninguém corresponde a ele.",
        User = "Usuário",
        Email = "E-mail",
        TagFilter = "Tag, como chave:valor",
        Role = "Papel",
        State = "Estado",
        Active = "Ativo",
        Deactivated = "Desativado",
        LastSignIn = "Último login",
        FirstSeen = "Primeiro login",
        Profile = "O que o login trouxe",
        Identity = "Identidade",
        Tag = "Tag",
        FromProvider = "Nome, e-mail e papéis vêm do provedor. Para mudá-los, mude-os lá; o próximo login os traz.",
        SignedInAt = "Com login feito em",
        NoSessions = "Sem login em lugar nenhum.",
        SignOutEverywhere = "Sair de tudo",
        SignOutSays = n => n == 1 ? "Encerra 1 sessão e avisa cada app. A pessoa pode fazer login de novo." : $"Encerra {n} sessões e avisa cada app. A pessoa pode fazer login de novo.",
        SignedOutSaid = "Saída feita em tudo. As saídas mostram quais apps confirmaram.",
        Change = "Alterar",
        TagKey = "Chave da tag",
        TagValue = "Valor",
        TagHelp = "Tags definidas aqui nunca são alteradas pelo login. Um valor vazio remove a tag.",
        SetTag = "Definir tag",
        AdminRole = "Papel nestas páginas",
        NoAdminRole = "Nenhum",
        Auditor = "Auditor do tenant: lê",
        TenantAdmin = "Administrador do tenant: lê e altera",
        Operator = "Operador: todos os tenants",
        AdminHelp = "Concedido aqui e em nenhum outro lugar: nenhum grupo ou claim de um provedor o concede.",
        EndAccess = "Encerrar o acesso",
        Deactivate = "Desativar",
        DeactivateSays = n => $"Encerra {n} sessões da pessoa e recusa todo login até ser ativada de novo.",
        Activate = "Ativar",
        DeleteUser = "Excluir usuário",
        DeleteSays = "Encerra todas as sessões e exclui nome, tags e identidades. Não pode ser desfeito; um novo login cria um novo usuário com outro ID.",
        Deleted = "Usuário excluído.",
    };
}
