using System.Globalization;
using RunBroker.AdminWeb.Frame;

namespace RunBroker.AdminWeb.Health;

public sealed record AttentionWords : IWords<AttentionWords>
{
    public required string Caption { get; init; }
    public required string Note { get; init; }
    public required string What { get; init; }
    public required string Who { get; init; }
    public required string Since { get; init; }
    public required string Next { get; init; }
    /// <summary>By kind.</summary>
    public required Func<AttentionRow, string> Says { get; init; }
    public required Func<AttentionRow, string> Detail { get; init; }
    /// <summary>By who.</summary>
    public required Func<string, string> Acts { get; init; }
    public required Func<string, string> Link { get; init; }

    public static AttentionWords English { get; } = new()
    {
        Caption = "Needs attention",
        Note = "Worst first. A row leaves by itself when it works again.",
        What = "What is wrong",
        Who = "Who acts",
        Since = "Since",
        Next = "Next",
        Says = row => row.Kind switch
        {
            "sign_ins_fail" => "Sign-ins fail",
            "certificate_ends" => row.Days < 0 ? "Certificate has ended" : $"Certificate ends in {Counted(row.Days, "day", "days")}",
            "metadata_fails" => "Metadata cannot be fetched",
            "metadata_waits" => "New metadata waits for your word",
            _ => "Sign-out not delivered",
        },
        Detail = row => row.Kind switch
        {
            "sign_ins_fail" => $"{Counted(row.Count, "time", "times")}, most often: {row.Title}",
            "certificate_ends" => $"{row.Connection}: {row.Ends?.ToString("d MMM yyyy", CultureInfo.InvariantCulture)}; the provider has published no newer one",
            "sign_outs_undelivered" => $"{row.Target}: {Counted(row.Count, "time", "times")} in the last 24 hours",
            _ => row.Connection ?? "",
        },
        Acts = who => who switch { "tenant_it" => "Their IT", "operator" => "Operator", "app_developer" => "App developer", "provider" => "Provider’s maker", _ => who },
        Link = kind => kind switch { "sign_ins_fail" => "Open case", "sign_outs_undelivered" => "Open receipt", _ => "Open connection" },
    };

    public static AttentionWords Portuguese { get; } = new()
    {
        Caption = "Precisa de atenção",
        Note = "O pior primeiro. Uma linha some sozinha quando tudo volta a funcionar.",
        What = "O que há",
        Who = "Quem age",
        Since = "Desde",
        Next = "Próximo passo",
        Says = row => row.Kind switch
        {
            "sign_ins_fail" => "Logins falham",
            "certificate_ends" => row.Days < 0 ? "O certificado venceu" : $"O certificado vence em {Counted(row.Days, "dia", "dias")}",
            "metadata_fails" => "Não é possível buscar os metadados",
            "metadata_waits" => "Novos metadados esperam a sua confirmação",
            _ => "Saída não entregue",
        },
        Detail = row => row.Kind switch
        {
            "sign_ins_fail" => $"{Counted(row.Count, "vez", "vezes")}, o mais frequente: {row.Title}",
            "certificate_ends" => $"{row.Connection}: {row.Ends?.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture)}; o provedor não publicou outro mais novo",
            "sign_outs_undelivered" => $"{row.Target}: {Counted(row.Count, "vez", "vezes")} nas últimas 24 horas",
            _ => row.Connection ?? "",
        },
        Acts = who => who switch
        {
            "tenant_it" => "O TI deles",
            "operator" => "Operador",
            "app_developer" => "Desenvolvedor do app",
            "provider" => "Fabricante do provedor",
            _ => who,
        },
        Link = kind => kind switch { "sign_ins_fail" => "Abrir caso", "sign_outs_undelivered" => "Abrir recibo", _ => "Abrir conexão" },
    };

    private static string Counted(long? count, string one, string many) => $"{count ?? 0} {(count == 1 ? one : many)}";
}
