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
    public required string Made { get; init; }
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
        KeysNote = "As published to apps. Each signs what its algorithm is asked for.",
        Key = "Key",
        Algorithm = "Algorithm",
        Made = "Made",
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
        KeysNote = "Como publicadas para os apps. Cada uma assina o que se pede do seu algoritmo.",
        Key = "Chave",
        Algorithm = "Algoritmo",
        Made = "Criada",
        ClockBehind = "O relógio desta máquina está atrasado",
        ClockBehindLead = "Ele mostra uma hora anterior ao último registro da auditoria, então o que já venceu pode valer de novo. Acerte o relógio.",
        Migrations = "O banco de dados é mais antigo que este programa",
        MigrationsLead = "Execute o comando migrate, ou deixe que o serve o faça.",
    };

    private static string Number(long n) => n.ToString("N0", CultureInfo.InvariantCulture);

    private static string Numero(long n) => Number(n).Replace(',', '.');
}
