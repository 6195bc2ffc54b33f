using RunBroker.AdminWeb.Frame;

namespace RunBroker.TestSignIns;

/// <summary>What came of a test, for whoever made it and for the admin.</summary>
public sealed record TestResultWords : IWords<TestResultWords>
{
    public required string OverTitle { get; init; }
    public required string OverLead { get; init; }
    public required string SucceededTitle { get; init; }
    public required Func<string, string> SucceededLead { get; init; }
    public required string FailedTitle { get; init; }
    public required string UnderWayTitle { get; init; }
    public required string UnderWayLead { get; init; }
    public required string OfDraft { get; init; }
    public required string NothingKept { get; init; }
    public required string GoOn { get; init; }
    public required string CloseThis { get; init; }
    public required string Who { get; init; }
    public required string User { get; init; }
    public required string NewUser { get; init; }
    public required string KnownUser { get; init; }
    public required string TakenOverUser { get; init; }
    public required string Email { get; init; }
    public required string Name { get; init; }
    public required string Roles { get; init; }
    public required string Tags { get; init; }
    public required string None { get; init; }
    public required string Identity { get; init; }
    public required Func<string, string> RefusedApps { get; init; }
    public required string CameBack { get; init; }
    public required string Claim { get; init; }
    public required string Value { get; init; }
    public required string Becomes { get; init; }
    public required string NotUsed { get; init; }
    public required string Checked { get; init; }
    public required string ClaimsCut { get; init; }
    public required string Empty { get; init; }
    public required string Dropped { get; init; }
    public required string NotSent { get; init; }
    public required string Checks { get; init; }
    public required string Held { get; init; }
    public required string DidNotHold { get; init; }
    public required string Wanted { get; init; }
    public required string Got { get; init; }
    public required string WhoFixes { get; init; }
    public required string Where { get; init; }
    public required string Act { get; init; }
    public required string Case { get; init; }

    public static TestResultWords English { get; } = new()
    {
        OverTitle = "This test link leads nowhere",
        OverLead = "It was used, has expired, or its connection is gone. Ask whoever sent it for a new one.",
        SucceededTitle = "The test sign-in works",
        SucceededLead = connection => $"{connection} signed you in. This is what came back, and what RunBroker would make of it.",
        FailedTitle = "The test sign-in failed",
        UnderWayTitle = "This test is not over yet",
        UnderWayLead = "Finish signing in at the provider, or open the test link again.",
        OfDraft = "The draft was tested, not what is live.",
        NothingKept = "It was a test: you are not signed in, and no user was created or changed.",
        GoOn = "Continue",
        CloseThis = "You can close this page. Whoever sent you the link sees the result as well.",
        Who = "Who would be signed in",
        User = "User",
        NewUser = "A new user would be created",
        KnownUser = "A user who is already known",
        TakenOverUser = "A user who is known from a disconnected connection",
        Email = "E-mail",
        Name = "Name",
        Roles = "Roles",
        Tags = "Tags",
        None = "None",
        Identity = "Known again by",
        RefusedApps = apps => $"The access rules keep this person out of: {apps}.",
        CameBack = "What came back",
        Claim = "Claim",
        Value = "Value",
        Becomes = "Becomes",
        NotUsed = "Not used",
        Checked = "Checked",
        ClaimsCut = "Some values are cut: the number after + says how many characters or values are left out.",
        Empty = "Empty",
        Dropped = "Came, and was dropped",
        NotSent = "Mapped, and not sent",
        Checks = "Checks",
        Held = "Held",
        DidNotHold = "Did not hold",
        Wanted = "Wanted",
        Got = "Got",
        WhoFixes = "Who",
        Where = "Where",
        Act = "What to do",
        Case = "Case",
    };

    public static TestResultWords Portuguese { get; } = new()
    {
        OverTitle = "Este link de teste não leva a lugar nenhum",
        OverLead = "Ele já foi usado, expirou, ou a conexão não existe mais. Peça um novo a quem o enviou.",
        SucceededTitle = "O login de teste funciona",
        SucceededLead = connection => $"{connection} fez o seu login. Isto é o que veio, e o que o RunBroker faria com isso.",
        FailedTitle = "O login de teste falhou",
        UnderWayTitle = "Este teste ainda não terminou",
        UnderWayLead = "Termine o login no provedor, ou abra o link de teste de novo.",
        OfDraft = "Foi testado o rascunho, e não o que está em uso.",
        NothingKept = "Foi um teste: você não está com login feito, e nenhum usuário foi criado ou alterado.",
        GoOn = "Continuar",
        CloseThis = "Você pode fechar esta página. Quem enviou o link também vê o resultado.",
        Who = "Quem faria login",
        User = "Usuário",
        NewUser = "Um novo usuário seria criado",
        KnownUser = "Um usuário já conhecido",
        TakenOverUser = "Um usuário conhecido de uma conexão desconectada",
        Email = "E-mail",
        Name = "Nome",
        Roles = "Papéis",
        Tags = "Tags",
        None = "Nenhuma",
        Identity = "Reconhecido por",
        RefusedApps = apps => $"As regras de acesso não deixam esta pessoa entrar em: {apps}.",
        CameBack = "O que veio",
        Claim = "Claim",
        Value = "Valor",
        Becomes = "Vira",
        NotUsed = "Não usada",
        Checked = "Conferida",
        ClaimsCut = "Alguns valores estão cortados: o número depois de + diz quantos caracteres ou valores faltam.",
        Empty = "Vazia",
        Dropped = "Veio e foi descartado",
        NotSent = "Mapeado e não enviado",
        Checks = "Verificações",
        Held = "Passou",
        DidNotHold = "Não passou",
        Wanted = "Esperado",
        Got = "Veio",
        WhoFixes = "Quem",
        Where = "Onde",
        Act = "O que fazer",
        Case = "Caso",
    };
}
