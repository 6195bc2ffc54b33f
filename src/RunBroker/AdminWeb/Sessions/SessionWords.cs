using RunBroker.AdminWeb.Frame;

namespace RunBroker.AdminWeb.Sessions;

public sealed record SessionWords : IWords<SessionWords>
{
    public required string Sessions { get; init; }
    public required string SessionsLead { get; init; }
    public required string NoSessions { get; init; }
    public required string NoSessionsLead { get; init; }
    public required string Session { get; init; }
    public required Func<string, string> SessionOf { get; init; }
    public required string UnknownDevice { get; init; }
    public required string User { get; init; }
    public required string Tenant { get; init; }
    public required string Apps { get; init; }
    public required string LastActive { get; init; }
    public required string EndsBy { get; init; }
    public required string UnlessOpened { get; init; }
    public required string AtTheLatest { get; init; }
    public required string SignedIn { get; init; }
    public required string Address { get; init; }
    public required string WhyItLives { get; init; }
    public required string WhatHangsOnIt { get; init; }
    public required Func<string, string> Provider { get; init; }
    public required string UpstreamAsked { get; init; }
    public required string UpstreamNotAsked { get; init; }
    public required string UpstreamGone { get; init; }
    public required string Broker { get; init; }
    public required string BrokerSays { get; init; }
    public required Func<string, string> App { get; init; }
    public required string AppSays { get; init; }
    public required string Open { get; init; }
    public required string End { get; init; }
    public required Func<int, string> EndSays { get; init; }
    public required string Ended { get; init; }

    public static SessionWords English { get; } = new()
    {
        Sessions = "Sessions",
        SessionsLead = "Where people are signed in now, the newest first. Each ends by itself when no app is opened for a while.",
        NoSessions = "Nobody is signed in",
        NoSessionsLead = "A session appears when somebody signs in to an app.",
        Session = "Session",
        SessionOf = who => $"Session of {who}",
        UnknownDevice = "The browser did not say what it is.",
        User = "User",
        Tenant = "Tenant",
        Apps = "Apps",
        LastActive = "Last active",
        EndsBy = "Ends",
        UnlessOpened = "unless an app is opened before",
        AtTheLatest = "At the latest",
        SignedIn = "Signed in",
        Address = "Address",
        WhyItLives = "Why it lives, and when it ends",
        WhatHangsOnIt = "What hangs on it",
        Provider = name => $"At the provider: {name}",
        UpstreamAsked = "Ends as well when the person signs out in a browser: the provider is asked to.",
        UpstreamNotAsked = "Lives on when this session ends, unless the app asks for a federated sign-out. Switch on “sign out at the provider” in the connection to change that.",
        UpstreamGone = "The connection is gone; nothing can be asked of its provider.",
        Broker = "Here",
        BrokerSays = "One sign-on for all apps below. Its end ends their tokens at once and tells each of them.",
        App = id => $"In the app {id}",
        AppSays = "Has tokens of this session; used it",
        Open = "Open",
        End = "End this session",
        EndSays = n => n == 1 ? "Signs the person out here and tells 1 app. The provider is not asked, as that needs the person’s browser." : $"Signs the person out here and tells {n} apps. The provider is not asked, as that needs the person’s browser.",
        Ended = "The session has ended. Its receipt is among the sign-outs.",
    };

    public static SessionWords Portuguese { get; } = new()
    {
        Sessions = "Sessões",
        SessionsLead = "Onde há login agora, do mais novo ao mais antigo. Cada sessão termina sozinha quando nenhum app é aberto por um tempo.",
        NoSessions = "Ninguém está com login feito",
        NoSessionsLead = "Uma sessão aparece quando alguém faz login em um app.",
        Session = "Sessão",
        SessionOf = who => $"Sessão de {who}",
        UnknownDevice = "O navegador não disse qual é.",
        User = "Usuário",
        Tenant = "Tenant",
        Apps = "Apps",
        LastActive = "Última atividade",
        EndsBy = "Termina",
        UnlessOpened = "se nenhum app for aberto antes",
        AtTheLatest = "No mais tardar",
        SignedIn = "Login feito",
        Address = "Endereço",
        WhyItLives = "Por que ela vive e quando termina",
        WhatHangsOnIt = "O que depende dela",
        Provider = name => $"No provedor: {name}",
        UpstreamAsked = "Também termina quando a pessoa sai por um navegador: o pedido é feito ao provedor.",
        UpstreamNotAsked = "Continua quando esta sessão termina, a menos que o app peça uma saída federada. Ative “sair no provedor” na conexão para mudar isso.",
        UpstreamGone = "A conexão não existe mais; nada pode ser pedido ao provedor dela.",
        Broker = "Aqui",
        BrokerSays = "Um só login para todos os apps abaixo. O fim dele encerra os tokens na hora e avisa cada app.",
        App = id => $"No app {id}",
        AppSays = "Tem tokens desta sessão; usou-a",
        Open = "Abrir",
        End = "Encerrar esta sessão",
        EndSays = n => n == 1 ? "Encerra o login da pessoa aqui e avisa 1 app. O provedor não é avisado, pois isso precisa do navegador da pessoa." : $"Encerra o login da pessoa aqui e avisa {n} apps. O provedor não é avisado, pois isso precisa do navegador da pessoa.",
        Ended = "A sessão foi encerrada. O recibo está entre as saídas.",
    };
}
