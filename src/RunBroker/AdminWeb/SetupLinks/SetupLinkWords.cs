using RunBroker.AdminWeb.Frame;

namespace RunBroker.AdminWeb.SetupLinks;

public sealed record SetupLinkWords : IWords<SetupLinkWords>
{
    public required string SetupLinks { get; init; }
    public required string Lead { get; init; }
    public required string None { get; init; }
    public required string NoneLead { get; init; }
    public required string Link { get; init; }
    public required string For { get; init; }
    public required string State { get; init; }
    public required Func<string, string> StateOf { get; init; }
    public required string Result { get; init; }
    public required string Tested { get; init; }
    public required string Opens { get; init; }
    public required Func<long, long, string> OpensOf { get; init; }
    public required string Expires { get; init; }
    public required string HandedOverAt { get; init; }
    public required string By { get; init; }
    public required string Revoke { get; init; }
    public required string RevokeSays { get; init; }
    public required string Revoked { get; init; }
    public required string NewLink { get; init; }
    public required string Intents { get; init; }
    public required Func<string, string> Intent { get; init; }
    public required Func<string, string> IntentHelp { get; init; }
    public required string Connection { get; init; }
    public required string NewConnection { get; init; }
    public required string ConnectionHelp { get; init; }
    public required string Note { get; init; }
    public required string NoteHelp { get; init; }
    public required string Days { get; init; }
    public required Func<int, string> DaysOf { get; init; }
    public required string MaxOpens { get; init; }
    public required string Create { get; init; }
    public required string MadeTitle { get; init; }
    public required string MadeLead { get; init; }

    public static SetupLinkWords English { get; } = new()
    {
        SetupLinks = "Setup links",
        Lead = "Send one to whoever runs the identity provider. They set it up in steps, test it and hand it over, without an account and without seeing anything else.",
        None = "No setup link yet",
        NoneLead = "With one, somebody who knows the provider does the work, and you look at the result.",
        Link = "Link",
        For = "For",
        State = "State",
        StateOf = state => state switch
        {
            "in_progress" => "in progress",
            "handed_over" => "handed over",
            _ => state,
        },
        Result = "Set up",
        Tested = "(tested)",
        Opens = "Opened",
        OpensOf = (opens, most) => $"{opens} of {most}",
        Expires = "Expires",
        HandedOverAt = "Handed over",
        By = "Made by",
        Revoke = "Revoke",
        RevokeSays = "Whoever has it open is out at the next click. What they saved stays, disabled.",
        Revoked = "Revoked.",
        NewLink = "New setup link",
        Intents = "What it is for",
        Intent = intent => intent switch
        {
            "sso" => "Set up single sign-on",
            "domain" => "Prove e-mail domains",
            "certificate" => "Renew the provider’s certificate",
            "enable" => "Turn it on, too",
            _ => intent,
        },
        IntentHelp = intent => intent switch
        {
            "sso" => "Choose the provider, exchange the values, test sign-in.",
            "domain" => "Add domains and prove them by a DNS record.",
            "certificate" => "Of the SAML connection below. Nothing else of it can be changed.",
            "enable" => "Without it, you turn it on after the hand-over.",
            _ => "",
        },
        Connection = "Connection",
        NewConnection = "A new one",
        ConnectionHelp = "Whose certificate it is, or a connection to go on with that is not enabled.",
        Note = "A line for the recipient",
        NoteHelp = "Optional. Everybody who has the link reads it: whom to ask, for instance.",
        Days = "Valid for",
        DaysOf = days => days == 1 ? "1 day" : $"{days} days",
        MaxOpens = "In how many browsers",
        Create = "Create link",
        MadeTitle = "Copy the link now",
        MadeLead = "It is shown this once; we keep only its hash. Whoever has it can use it, so send it as you would send a key: whoever sets up the provider can vouch for anybody of this tenant, its admins included.",
    };

    public static SetupLinkWords Portuguese { get; } = new()
    {
        SetupLinks = "Links de configuração",
        Lead = "Envie um a quem cuida do provedor de identidade. A pessoa configura em passos, testa e entrega, sem conta e sem ver mais nada.",
        None = "Nenhum link de configuração ainda",
        NoneLead = "Com um link, quem conhece o provedor faz o trabalho, e você confere o resultado.",
        Link = "Link",
        For = "Para",
        State = "Estado",
        StateOf = state => state switch
        {
            "open" => "aberto",
            "in_progress" => "em andamento",
            "handed_over" => "entregue",
            "expired" => "expirado",
            "revoked" => "revogado",
            _ => state,
        },
        Result = "Configurado",
        Tested = "(testada)",
        Opens = "Aberto",
        OpensOf = (opens, most) => $"{opens} de {most}",
        Expires = "Expira",
        HandedOverAt = "Entregue:",
        By = "Criado por",
        Revoke = "Revogar",
        RevokeSays = "Quem o tem aberto fica de fora no próximo clique. O que foi salvo permanece, desativado.",
        Revoked = "Revogado.",
        NewLink = "Novo link de configuração",
        Intents = "Para que serve",
        Intent = intent => intent switch
        {
            "sso" => "Configurar o login único",
            "domain" => "Comprovar domínios de e-mail",
            "certificate" => "Renovar o certificado do provedor",
            "enable" => "Também ativar",
            _ => intent,
        },
        IntentHelp = intent => intent switch
        {
            "sso" => "Escolher o provedor, trocar os valores, testar o login.",
            "domain" => "Adicionar domínios e comprová-los com um registro DNS.",
            "certificate" => "Da conexão SAML abaixo. Nada mais dela pode ser alterado.",
            "enable" => "Sem isto, você ativa depois da entrega.",
            _ => "",
        },
        Connection = "Conexão",
        NewConnection = "Uma nova",
        ConnectionHelp = "De quem é o certificado, ou uma conexão não ativada com que continuar.",
        Note = "Uma linha para quem recebe",
        NoteHelp = "Opcional. Todos que têm o link a leem: a quem perguntar, por exemplo.",
        Days = "Válido por",
        DaysOf = days => days == 1 ? "1 dia" : $"{days} dias",
        MaxOpens = "Em quantos navegadores",
        Create = "Criar link",
        MadeTitle = "Copie o link agora",
        MadeLead = "Ele é mostrado só esta vez; guardamos apenas o hash. Quem o tem pode usá-lo: envie como enviaria uma chave: quem configura o provedor pode responder por qualquer pessoa deste tenant, inclusive os administradores.",
    };
}
