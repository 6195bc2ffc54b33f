using System.Globalization;
using RunBroker.AdminWeb.Frame;

namespace RunBroker.AdminWeb.Health;

public sealed record HealthWords : IWords<HealthWords>
{
    public required string Health { get; init; }
    public required string Lead { get; init; }
    public required string Now { get; init; }
    public required string SignIns { get; init; }
    public required Func<long, long, string> OfFailed { get; init; }
    public required string Messages { get; init; }
    public required Func<long, string> WaitingOf { get; init; }
    public required string Oldest { get; init; }
    public required string Late { get; init; }
    public required string Database { get; init; }
    public required Func<double, string> Read { get; init; }
    public required string Installation { get; init; }
    public required string Issuer { get; init; }
    public required string Version { get; init; }
    public required string Started { get; init; }
    public required string Keys { get; init; }
    public required string KeysNote { get; init; }
    public required string Key { get; init; }
    public required string Algorithm { get; init; }
    public required string State { get; init; }
    /// <summary>By its name in the API.</summary>
    public required Func<string, string> StateOf { get; init; }
    public required string Made { get; init; }
    public required string Signs { get; init; }
    public required string Ends { get; init; }
    public required string Roll { get; init; }
    public required string RollSays { get; init; }
    public required string RollWhen { get; init; }
    public required Func<int, string> RollLater { get; init; }
    public required string RollNow { get; init; }
    public required string RollDo { get; init; }
    public required string KeysRolled { get; init; }
    public required string KeysAsTheyWere { get; init; }
    public required string Replace { get; init; }
    public required string ReplaceSays { get; init; }
    public required string ReplaceDo { get; init; }
    public required string ClockBehind { get; init; }
    public required string ClockBehindLead { get; init; }
    public required string Migrations { get; init; }
    public required string MigrationsLead { get; init; }

    public static HealthWords English { get; } = new()
    {
        Health = "Health",
        Lead = "As the node sees it that answered this page.",
        Now = "Now",
        SignIns = "Sign-ins, last hour",
        OfFailed = (all, failed) => failed == 0 ? Number(all) : $"{Number(all)}, {Number(failed)} of them failed",
        Messages = "Messages to deliver",
        WaitingOf = n => n == 0 ? "None" : Number(n),
        Oldest = "The oldest from",
        Late = "Late: an app or a webhook does not answer",
        Database = "Database",
        Read = ms => $"a read took {ms.ToString("0.##", CultureInfo.InvariantCulture)} ms",
        Installation = "Installation",
        Issuer = "Issuer",
        Version = "Version",
        Started = "Started",
        Keys = "Signing keys",
        KeysNote = "As published to apps. Each signs what its algorithm is asked for, and is followed by another every three months by itself.",
        Key = "Key",
        Algorithm = "Algorithm",
        State = "State",
        StateOf = state => state switch { "next" => "Next", "current" => "Signs", _ => "Verifies" },
        Made = "Made",
        Signs = "Signs from",
        Ends = "Gone from",
        Roll = "Roll the signing keys",
        RollSays = "A new key of each algorithm is made and published. The ones before it stay published until nothing that they have signed counts any more, so no app and no session notices.",
        RollWhen = "When the new keys sign",
        RollLater = days => $"In {days} days, as always",
        RollNow = "As soon as every node has them: an app that holds our keys has to fetch them again when it meets an unknown one",
        RollDo = "Make and publish new keys",
        KeysRolled = "The signing keys are rolled",
        KeysAsTheyWere = "Nothing has changed: the next keys are published already, and sign no later than that",
        Replace = "A key was stolen",
        ReplaceSays = "The old keys stop at once: access tokens signed with them stop working, and apps have to fetch the new keys. Sessions go on, and apps get new tokens for them. This cannot be undone.",
        ReplaceDo = "Replace the keys at once",
        ClockBehind = "The clock of this machine is behind",
        ClockBehindLead = "It shows a time before the newest entry of the audit log, so what has expired may count again. Set the clock right.",
        Migrations = "The database is older than this program",
        MigrationsLead = "Run the command migrate, or let serve do it.",
    };

    public static HealthWords Portuguese { get; } = new()
    {
        Health = "Saúde",
        Lead = "Como a vê o nó que respondeu esta página.",
        Now = "Agora",
        SignIns = "Logins, última hora",
        OfFailed = (all, failed) => failed == 0 ? Numero(all) : $"{Numero(all)}, dos quais {Numero(failed)} falharam",
        Messages = "Mensagens a entregar",
        WaitingOf = n => n == 0 ? "Nenhuma" : Numero(n),
        Oldest = "A mais antiga é de",
        Late = "Atrasada: um app ou um webhook não responde",
        Database = "Banco de dados",
        Read = ms => $"uma leitura levou {ms.ToString("0.##", CultureInfo.InvariantCulture).Replace('.', ',')} ms",
        Installation = "Instalação",
        Issuer = "Issuer",
        Version = "Versão",
        Started = "Início",
        Keys = "Chaves de assinatura",
        KeysNote = "Como publicadas para os apps. Cada uma assina o que se pede do seu algoritmo e, a cada três meses, é sucedida por outra automaticamente.",
        Key = "Chave",
        Algorithm = "Algoritmo",
        State = "Estado",
        StateOf = state => state switch { "next" => "Próxima", "current" => "Assina", _ => "Verifica" },
        Made = "Criada",
        Signs = "Assina a partir de",
        Ends = "Sai em",
        Roll = "Trocar as chaves de assinatura",
        RollSays = "Uma nova chave de cada algoritmo é criada e publicada. As anteriores continuam publicadas até que nada do que assinaram valha mais, então nenhum app e nenhuma sessão percebe.",
        RollWhen = "Quando as novas chaves assinam",
        RollLater = days => $"Em {days} dias, como sempre",
        RollNow = "Assim que todos os nós as tiverem: um app que guarda nossas chaves precisa buscá-las de novo quando encontrar uma desconhecida",
        RollDo = "Criar e publicar novas chaves",
        KeysRolled = "As chaves de assinatura foram trocadas",
        KeysAsTheyWere = "Nada mudou: as próximas chaves já estão publicadas e não assinam mais tarde do que isso",
        Replace = "Uma chave foi roubada",
        ReplaceSays = "As chaves antigas param na hora: access tokens assinados com elas deixam de funcionar, e os apps precisam buscar as novas chaves. As sessões continuam, e os apps recebem novos tokens para elas. Não pode ser desfeito.",
        ReplaceDo = "Substituir as chaves agora",
        ClockBehind = "O relógio desta máquina está atrasado",
        ClockBehindLead = "Ele mostra uma hora anterior ao último registro da auditoria, então o que já venceu pode valer de novo. Acerte o relógio.",
        Migrations = "O banco de dados é mais antigo que este programa",
        MigrationsLead = "Execute o comando migrate, ou deixe que o serve o faça.",
    };

    private static string Number(long n) => n.ToString("N0", CultureInfo.InvariantCulture);

    private static string Numero(long n) => Number(n).Replace(',', '.');
}
