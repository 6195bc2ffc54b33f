using RunBroker.AdminWeb.Frame;

namespace RunBroker.AdminWeb.Audit;

public sealed record AuditWords : IWords<AuditWords>
{
    public required string Audit { get; init; }
    public required string Events { get; init; }
    public required string Lead { get; init; }
    public required string Type { get; init; }
    public required string What { get; init; }
    public required string Who { get; init; }
    public required string On { get; init; }
    public required string When { get; init; }
    public required string Details { get; init; }
    public required string None { get; init; }
    public required string NoneLead { get; init; }

    public static AuditWords English { get; } = new()
    {
        Audit = "Audit",
        Events = "Events",
        Lead = "Who did what, to what, and from where. Nothing here is ever changed or removed. Newest first.",
        Type = "Kind of event",
        What = "What",
        Who = "Who",
        On = "On",
        When = "When",
        Details = "Details",
        None = "Nothing yet",
        NoneLead = "Every change, sign-in and sign-out is noted here as it happens.",
    };

    public static AuditWords Portuguese { get; } = new()
    {
        Audit = "Auditoria",
        Events = "Eventos",
        Lead = "Quem fez o quê, em quê e de onde. Nada aqui é alterado ou removido. Do mais novo ao mais antigo.",
        Type = "Tipo de evento",
        What = "O quê",
        Who = "Quem",
        On = "Em",
        When = "Quando",
        Details = "Detalhes",
        None = "Nada ainda",
        NoneLead = "Cada alteração, login e saída é anotada aqui quando acontece.",
    };
}
