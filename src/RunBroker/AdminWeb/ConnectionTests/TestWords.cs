using RunBroker.AdminWeb.Frame;

namespace RunBroker.AdminWeb.ConnectionTests;

/// <summary>Test sign-ins, for the admin.</summary>
public sealed record TestWords : IWords<TestWords>
{
    public required string Tenants { get; init; }
    public required string Connections { get; init; }
    public required string Title { get; init; }
    public required string Lead { get; init; }
    public required string Here { get; init; }
    public required string HereHelp { get; init; }
    public required string MakeLink { get; init; }
    public required string LinkHelp { get; init; }
    public required string LinkMade { get; init; }
    public required string Link { get; init; }
    public required string LinkLead { get; init; }
    public required string Results { get; init; }
    public required string AllResults { get; init; }
    public required string When { get; init; }
    public required string Result { get; init; }
    public required string NoneYet { get; init; }
    public required string NoneYetLead { get; init; }
    public required string OfDraft { get; init; }
    public required string EditedSince { get; init; }
    public required string Waiting { get; init; }
    public required string UnderWay { get; init; }
    public required string Succeeded { get; init; }
    public required string Failed { get; init; }
    public required string Expired { get; init; }
    public required string ResultTitle { get; init; }
    public required string OpenCase { get; init; }
    public required string Masked { get; init; }
    public required string ShowIt { get; init; }
    public required string RevealedTitle { get; init; }
    public required string RevealedLead { get; init; }
    public required string EnableTitle { get; init; }
    public required string EnableLead { get; init; }
    public required Func<string, long, string> EnableDisables { get; init; }
    public required string EnableDo { get; init; }
    public required string Untested { get; init; }
    public required string TestedGood { get; init; }
    public required string TestedBad { get; init; }
    public required string ReportWaits { get; init; }

    public string State(string state) => state switch
    {
        "waiting" => Waiting,
        "under_way" => UnderWay,
        "succeeded" => Succeeded,
        "failed" => Failed,
        _ => Expired,
    };

    public static string? Badge(string state) => state switch
    {
        "succeeded" => "ok",
        "failed" => "bad",
        _ => null,
    };

    public static TestWords English { get; } = new()
    {
        Tenants = "Tenants",
        Connections = "Connections",
        Title = "Test sign-in",
        Lead = "Runs the real sign-in at the provider and shows what came back and what it would become. Nobody is signed in, and nothing else is changed, whether the connection is enabled or not.",
        Here = "Test sign-in here",
        HereHelp = "The provider asks you to sign in, also as somebody else.",
        MakeLink = "Make a link for a colleague",
        LinkHelp = "For somebody who has an account at the provider. It opens a test and nothing else, and is good for one hour.",
        LinkMade = "Send this link to whoever shall test. It is shown only now.",
        Link = "Test link",
        LinkLead = "The result appears below as soon as they are done.",
        Results = "Results",
        AllResults = "All results",
        When = "When",
        Result = "Result",
        NoneYet = "Nothing tested yet",
        NoneYetLead = "Test the sign-in before anyone depends on it: each result appears here.",
        OfDraft = "Draft",
        EditedSince = "Edited since",
        Waiting = "Link not opened yet",
        UnderWay = "Under way",
        Succeeded = "Works",
        Failed = "Failed",
        Expired = "Not finished in time",
        ResultTitle = "Test result",
        OpenCase = "Every step of it is in its case",
        Masked = "The tester’s personal data is masked. Showing it is written to the audit log.",
        ShowIt = "Show personal data",
        RevealedTitle = "Personal data is shown",
        RevealedLead = "That you looked is written to the audit log.",
        EnableTitle = "It works: enable it?",
        EnableLead = "From then on the people of this tenant sign in by this connection.",
        EnableDisables = (name, people) => people switch
        {
            0 => $"{name} is disabled by it. Nobody is signed in by that one now.",
            1 => $"{name} is disabled by it, and signs out the one person who signed in by it.",
            _ => $"{name} is disabled by it, and signs out the {people} people who signed in by it.",
        },
        EnableDo = "Enable",
        Untested = "Nobody has tested the sign-in with these settings yet. It can be enabled all the same.",
        TestedGood = "The test sign-in with these settings worked:",
        TestedBad = "The last test sign-in with these settings failed:",
        ReportWaits = "The result appears here when the test is over. Reload this page then.",
    };

    public static TestWords Portuguese { get; } = new()
    {
        Tenants = "Tenants",
        Connections = "Conexões",
        Title = "Login de teste",
        Lead = "Faz o login de verdade no provedor e mostra o que veio e no que isso se tornaria. Ninguém fica com login feito e nada mais muda, com a conexão ativada ou não.",
        Here = "Testar o login aqui",
        HereHelp = "O provedor pede que você faça login, também como outra pessoa.",
        MakeLink = "Criar um link para um colega",
        LinkHelp = "Para quem tem uma conta no provedor. Ele abre um teste e nada mais, e vale por uma hora.",
        LinkMade = "Envie este link a quem vai testar. Ele só é mostrado agora.",
        Link = "Link de teste",
        LinkLead = "O resultado aparece abaixo assim que a pessoa terminar.",
        Results = "Resultados",
        AllResults = "Todos os resultados",
        When = "Quando",
        Result = "Resultado",
        NoneYet = "Nada testado ainda",
        NoneYetLead = "Teste o login antes que alguém dependa dele: cada resultado aparece aqui.",
        OfDraft = "Rascunho",
        EditedSince = "Editada depois",
        Waiting = "Link ainda não aberto",
        UnderWay = "Em andamento",
        Succeeded = "Funciona",
        Failed = "Falhou",
        Expired = "Não terminou a tempo",
        ResultTitle = "Resultado do teste",
        OpenCase = "Cada passo está no caso dele",
        Masked = "Os dados pessoais de quem testou estão mascarados. Mostrá-los fica registrado na auditoria.",
        ShowIt = "Mostrar dados pessoais",
        RevealedTitle = "Dados pessoais à mostra",
        RevealedLead = "Ficou registrado na auditoria que você olhou.",
        EnableTitle = "Funciona: ativar?",
        EnableLead = "A partir daí as pessoas deste tenant fazem login por esta conexão.",
        EnableDisables = (name, people) => people switch
        {
            0 => $"{name} é desativada por isso. Ninguém está com login por ela agora.",
            1 => $"{name} é desativada por isso, e a única pessoa com login por ela sai.",
            _ => $"{name} é desativada por isso, e as {people} pessoas com login por ela saem.",
        },
        EnableDo = "Ativar",
        Untested = "Ninguém testou ainda o login com estas configurações. Mesmo assim é possível ativar.",
        TestedGood = "O login de teste com estas configurações funcionou:",
        TestedBad = "O último login de teste com estas configurações falhou:",
        ReportWaits = "O resultado aparece aqui quando o teste terminar. Recarregue então esta página.",
    };
}
