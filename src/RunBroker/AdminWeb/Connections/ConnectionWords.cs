using RunBroker.AdminWeb.Frame;

namespace RunBroker.AdminWeb.Connections;

public sealed record ConnectionWords : IWords<ConnectionWords>
{
    public required string Tenants { get; init; }
    public required string Connections { get; init; }
    public required string Lead { get; init; }
    public required string PlanTitle { get; init; }
    public required string PlanLead { get; init; }
    public required string NoneYet { get; init; }
    public required string NoneYetLead { get; init; }
    public required string Archived { get; init; }
    public required string New { get; init; }
    public required string Disconnected { get; init; }
    public required string DisconnectedUnused { get; init; }
    public required string Name { get; init; }
    public required string State { get; init; }
    public required string Enabled { get; init; }
    public required string NotEnabled { get; init; }
    public required string Unfinished { get; init; }
    public required string LastSuccess { get; init; }
    public required string LastFailure { get; init; }
    public required Func<string, string> HandedOver { get; init; }
    public required string HandedOverTested { get; init; }
    public required string HandedOverUntested { get; init; }
    public required string LookAndEnable { get; init; }
    public required string RestorableUntil { get; init; }

    public static ConnectionWords English { get; } = new()
    {
        Tenants = "Tenants",
        Connections = "Connections",
        Lead = "The identity providers that your people sign in with. One at a time, unless an operator allows more.",
        PlanTitle = "Single sign-on is not in this plan",
        PlanLead = "A connection can be prepared, but not enabled. It comes with the plan scale; ask the operator.",
        NoneYet = "No connection yet",
        NoneYetLead = "Choose SSO OIDC or SSO SAML, whichever your provider’s people know better.",
        Archived = "Archived",
        New = "New connection",
        DisconnectedUnused = "Disconnected.",
        Disconnected = "Disconnected. Everybody who had signed in by it is signed out.",
        Name = "Name",
        State = "State",
        Enabled = "Enabled",
        NotEnabled = "Not enabled",
        Unfinished = "Unfinished",
        LastSuccess = "Last sign-in",
        LastFailure = "Last failure",
        HandedOver = name => $"{name} is set up and waits for you",
        HandedOverTested = "Whoever had the setup link has tested it and handed it over:",
        HandedOverUntested = "Whoever had the setup link has handed it over without a test sign-in that worked:",
        LookAndEnable = "Look at it and enable it",
        RestorableUntil = "Can be restored until",
    };

    public static ConnectionWords Portuguese { get; } = new()
    {
        Tenants = "Tenants",
        Connections = "Conexões",
        Lead = "Os provedores de identidade com que suas pessoas fazem login. Um por vez, a menos que um operador permita mais.",
        PlanTitle = "O login único não está neste plano",
        PlanLead = "Uma conexão pode ser preparada, mas não ativada. Isso vem com o plano scale; fale com o operador.",
        NoneYet = "Nenhuma conexão ainda",
        NoneYetLead = "Escolha SSO OIDC ou SSO SAML, o que o pessoal do seu provedor conhecer melhor.",
        Archived = "Arquivadas",
        New = "Nova conexão",
        DisconnectedUnused = "Desconectada.",
        Disconnected = "Desconectada. Todos que tinham feito login por ela estão fora.",
        Name = "Nome",
        State = "Estado",
        Enabled = "Ativada",
        NotEnabled = "Não ativada",
        Unfinished = "Incompleta",
        LastSuccess = "Último login",
        LastFailure = "Última falha",
        HandedOver = name => $"{name} está configurada e espera por você",
        HandedOverTested = "Quem tinha o link de configuração testou e entregou:",
        HandedOverUntested = "Quem tinha o link de configuração entregou sem um teste de login que funcionasse:",
        LookAndEnable = "Conferir e ativar",
        RestorableUntil = "Pode ser restaurada até",
    };
}
