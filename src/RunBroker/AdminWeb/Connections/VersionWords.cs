using RunBroker.AdminWeb.Frame;

namespace RunBroker.AdminWeb.Connections;

/// <summary>The draft of a connection, and what was live before.</summary>
public sealed record VersionWords : IWords<VersionWords>
{
    public required string DraftTitle { get; init; }
    public required string DraftTitleOff { get; init; }
    public required string DraftLead { get; init; }
    public required string DraftTested { get; init; }
    public required string DraftTestFailed { get; init; }
    public required string PromoteDo { get; init; }
    public required string PromoteHelp { get; init; }
    public required string DiscardDo { get; init; }
    public required string VersionsTitle { get; init; }
    public required string VersionsLead { get; init; }
    public required string GoBack { get; init; }
    public required string GoBackTo { get; init; }
    public required string GoBackHelp { get; init; }
    public required string GoBackDo { get; init; }
    public required string VersionSame { get; init; }
    public required string Changed { get; init; }
    public required string Live { get; init; }
    public required string Here { get; init; }
    public required string Nothing { get; init; }

    public static VersionWords English { get; } = new()
    {
        DraftTitle = "A draft waits: people still sign in by what is live",
        DraftTitleOff = "A draft waits to be promoted",
        DraftLead = "What you edit below is the draft. Test it, then promote it.",
        DraftTested = "The test sign-in with this draft worked:",
        DraftTestFailed = "The last test sign-in with this draft failed:",
        PromoteDo = "Promote the draft",
        PromoteHelp = "From then on people sign in by it. Nobody is signed out, and one click goes back.",
        DiscardDo = "Discard the draft",
        VersionsTitle = "Earlier versions",
        VersionsLead = "The last 20 that were live. Going back restores settings and secrets, not what a provider’s metadata brought since.",
        GoBack = "The version before, live since",
        GoBackTo = "Live since",
        GoBackHelp = "It is live at once, and what is live now stands here then.",
        GoBackDo = "Go back to this version",
        VersionSame = "The same as what is live.",
        Changed = "Changed",
        Live = "Live",
        Here = "Here",
        Nothing = "–",
    };

    public static VersionWords Portuguese { get; } = new()
    {
        DraftTitle = "Um rascunho espera: as pessoas ainda fazem login pelo que está em uso",
        DraftTitleOff = "Um rascunho espera para ser promovido",
        DraftLead = "O que você edita abaixo é o rascunho. Teste-o e depois promova-o.",
        DraftTested = "O login de teste com este rascunho funcionou:",
        DraftTestFailed = "O último login de teste com este rascunho falhou:",
        PromoteDo = "Promover o rascunho",
        PromoteHelp = "A partir daí as pessoas fazem login por ele. Ninguém sai, e um clique volta atrás.",
        DiscardDo = "Descartar o rascunho",
        VersionsTitle = "Versões anteriores",
        VersionsLead = "As últimas 20 que estiveram em uso. Voltar restaura configurações e segredos, não o que os metadados do provedor trouxeram desde então.",
        GoBack = "A versão anterior, em uso desde",
        GoBackTo = "Em uso desde",
        GoBackHelp = "Ela passa a valer na hora, e o que está em uso agora fica aqui.",
        GoBackDo = "Voltar a esta versão",
        VersionSame = "Igual ao que está em uso.",
        Changed = "Alterado",
        Live = "Em uso",
        Here = "Aqui",
        Nothing = "–",
    };
}
