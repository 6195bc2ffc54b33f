using RunBroker.AdminWeb.Frame;
using RunBroker.Pages.Words;

namespace RunBroker.AdminWeb.Door;

/// <summary>What somebody reads who is not let in.</summary>
public sealed record DoorWords : IWords<DoorWords>
{
    public required string NotAllowedTitle { get; init; }
    public required string NotAllowedLead { get; init; }
    public required string StaleTitle { get; init; }
    public required string StaleLead { get; init; }
    public required string TooLargeTitle { get; init; }
    public required string TooLargeLead { get; init; }

    public static DoorWords In(Language language) => language.Words<DoorWords>();

    public static DoorWords English { get; } = new()
    {
        NotAllowedTitle = "Your role does not reach this",
        NotAllowedLead = "Nothing was changed. A tenant auditor reads, a tenant admin changes one tenant, an operator runs the installation. Ask somebody who has the role to do it, or to give it to you.",
        StaleTitle = "This page was too old to save",
        StaleLead = "Nothing was changed. You signed in again, or out, since it was opened. Go back, reload the page and send it once more.",
        TooLargeTitle = "This is too large",
        TooLargeLead = "Nothing was changed. Send less text, or a smaller file: metadata of one provider has a few kilobytes.",
    };

    public static DoorWords Portuguese { get; } = new()
    {
        NotAllowedTitle = "Seu papel não alcança isto",
        NotAllowedLead = "Nada foi alterado. Um auditor lê, um administrador altera um tenant, um operador cuida da instalação. Peça a alguém com esse papel que faça isso, ou que o conceda a você.",
        StaleTitle = "Esta página estava antiga demais para salvar",
        StaleLead = "Nada foi alterado. Você fez login de novo, ou saiu, desde que ela foi aberta. Volte, recarregue a página e envie outra vez.",
        TooLargeTitle = "Isto é grande demais",
        TooLargeLead = "Nada foi alterado. Envie menos texto ou um arquivo menor: os metadados de um provedor têm poucos kilobytes.",
    };
}
