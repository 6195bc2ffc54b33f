using System.Globalization;

namespace RunBroker.Pages.Words;

internal sealed partial record Texts
{
    private static readonly string[] PortugueseMonths =
        ["jan.", "fev.", "mar.", "abr.", "mai.", "jun.", "jul.", "ago.", "set.", "out.", "nov.", "dez."];

    public static Texts Portuguese { get; } = new()
    {
        Tag = "pt-BR",
        OwnName = "Português",
        Moment = at => string.Create(CultureInfo.InvariantCulture,
            $"{at.UtcDateTime.Day} {PortugueseMonths[at.UtcDateTime.Month - 1]} {at.UtcDateTime:yyyy, HH':'mm} (UTC)"),
        Errors = PortugueseErrors,

        FooterName = "Login feito pelo RunBroker",
        Help = "Ajuda",
        Privacy = "Privacidade",
        Copied = "Copiado",

        SignInTitle = app => $"Fazer login em {app}",
        SignInLead = "Seu e-mail de trabalho leva você à página de login da sua própria organização.",
        EmailLabel = "E-mail de trabalho",
        EmailPlaceholder = "voce@example.com",
        EmailHelp = "Você nunca digita sua senha aqui.",
        EmailRefused = "Este endereço não leva a nenhuma página de login. "
            + "Confira se digitou certo ou pergunte à equipe de TI qual endereço usar.",
        Continue = "Continuar",
        LastTime = "Da última vez neste navegador",
        LoginWithSso = "Login com SSO",

        ChooseTitle = "Escolha como fazer login",
        ChooseLead = tenant => $"A organização {tenant} tem várias páginas de login. "
            + "Escolha aquela em que está a sua conta; vamos lembrar dela neste navegador.",
        KindUsedLastTime = kind => $"{kind}, usada da última vez",
        ChooseUnsure = tenant => $"Em dúvida? Pergunte a quem convidou você na organização {tenant} ou à equipe de TI.",
        ChooseOtherEmail = tenant => $"Não é da organização {tenant}? Use outro e-mail",

        ContinueTitle = app => $"Continuar para {app}",
        ContinueLead = tenant => $"Você já fez login na organização {tenant} neste navegador.",
        ContinueAs = person => $"Continuar como {person}",
        OtherAccount = "Usar outra conta",
        SeeSessions = "Ver onde você está conectado",
        SharedComputer = "Em um computador compartilhado, saia ao terminar.",
        SignOutHere = "Sair neste navegador",

        OnwardTitle = "Levando você à página de login da sua organização",
        OnwardLead = "Isso leva um instante. Se nada acontecer, clique em Continuar.",
        FormPostTitle = "Levando você de volta ao app",
        FormPostLead = "Isso leva um instante. Se nada acontecer, clique em Continuar.",
        SignOutOnwardTitle = "Levando você de volta à sua organização",

        RouteLabel = "Onde o login parou",
        RouteAsked = "pediu o login",
        RoutePassedOn = "encaminhou",
        RouteAnswered = "conhece você",
        RouteNotReached = "não alcançado",
        RouteBroken = "Parou aqui:",
        UnknownApp = "O app",
        UnknownUpstream = "Sua organização",
        WhatToDo = "O que fazer",
        Readers = Rows<ErrorReader, ReaderText>(
            (ErrorReader.TenantIt, new("Mensagem para a sua equipe de TI", "Copiar mensagem para a TI")),
            (ErrorReader.AppSupport, new("Mensagem para o suporte do app", "Copiar mensagem para o suporte"))),
        CouldNotSignInTo = app => $"Não consegui fazer login em {app}.",
        CouldNotSignIn = "Não consegui fazer login.",
        CaseLine = (id, at) => $"Caso {id}, {at}",
        ProviderLine = name => $"Página de login: {name}",
        CauseLine = cause => $"Causa: {cause}",
        FixLine = fixer => $"Quem corrige: {fixer}",
        DetailsLine = url => $"Detalhes: {url}",
        CaseLabel = "Caso",
        StartAgain = "Começar de novo",
        BackTo = app => $"Voltar para {app}",
        BackToApp = "Voltar para o app",

        SignedOutTitle = "Você saiu",
        SignedOutLead = "Sua sessão foi encerrada.",
        SignedOutAll = "Sua sessão foi encerrada, e todos os apps que você usou já sabem disso.",
        SignedOutSome = (confirmed, all) => $"Sua sessão foi encerrada. Apps que já confirmaram: {confirmed} de {all}.",
        SignedOutMany = (sessions, confirmed, all) => $"{(sessions == 2 ? "Suas duas sessões foram encerradas" : $"Suas {sessions} sessões foram encerradas")}. "
            + $"Apps que já confirmaram: {confirmed} de {all}.",
        NextTry = minutes => minutes <= 1 ? "Nova tentativa em até um minuto." : $"Nova tentativa em {minutes} minutos.",
        AppStates = Rows<AppSignOut, string>(
            (AppSignOut.Confirmed, "Encerrado"), (AppSignOut.Asked, "Pediu a saída"), (AppSignOut.Retrying, "Tentando"), (AppSignOut.GaveUp, "Sem resposta"),
            (AppSignOut.CannotBeTold, "Não recebe aviso")),
        SignedOutWarning = "Em um computador compartilhado, feche as abas que mostram um app que ainda não confirmou. "
            + "Você não precisa esperar.",
        SignedOutWarningOf = app => $"Em um computador compartilhado, feche as abas que mostram {app}. Você não precisa esperar.",
        SignInAgain = "Fazer login de novo",
        SignInAgainTo = app => $"Fazer login de novo em {app}",
        UpstreamStates = Rows<UpstreamOutcome, Func<string, string>>(
            (UpstreamOutcome.NotAsked, provider => $"Você continua conectado em {provider}, onde a sua organização mantém a sua conta."),
            (UpstreamOutcome.Confirmed, provider => $"Você também saiu de {provider}, onde a sua organização mantém a sua conta."),
            (UpstreamOutcome.Unconfirmed, provider =>
                $"{provider}, onde a sua organização mantém a sua conta, não confirmou a saída. Talvez você continue conectado lá."),
            (UpstreamOutcome.StaysElsewhere, provider =>
                $"Seus outros navegadores talvez continuem conectados em {provider}. Se um deles não for seu, a sua equipe de TI pode encerrar isso também.")),
        UpstreamSignOut = "Sair de lá também",
        ReceiptLabel = "Comprovante",
        SigningOutTitle = "Encerrando a sua sessão",
        SigningOutLead = "Sua sessão foi encerrada. Estes apps estão sendo avisados; leva alguns segundos.",
        FrameTitle = "Encerra a sessão em um app",
        SignOutOverTitle = "Não há nenhuma saída para mostrar aqui",
        SignOutOverLead = "Esta página mostra o resultado de uma saída, no navegador em que ela aconteceu, por uma hora. "
            + "Este navegador está conectado. Para sair, abra um app e saia por ele.",
        SignOutRefusedTitle = "Não pudemos aceitar o pedido de saída da sua organização",
        SignOutRefusedLead = id => "Sua organização pediu para encerrar sua sessão, mas a mensagem não passou nas nossas verificações, então nada mudou aqui. "
            + $"Para sair, abra um app e saia por ele. Para a equipe de TI: caso {id}.",
        ConfirmOutTitle = "Você quer sair?",
        ConfirmOutLead = "Isso encerra a sua sessão neste navegador, em todos os apps que a usam. "
            + "Você pode fazer login de novo quando quiser.",
        ConfirmOutAsked = app => $"{app} pede para encerrar a sua sessão. Isso a encerra neste navegador, em todos os apps que a usam. "
            + "Você pode fazer login de novo quando quiser.",
        SignOut = "Sair de todos os apps",
        StaySignedIn = "Continuar conectado",

        Sessions = PortugueseSessions,

        SetupTitle = "Configurar o RunBroker",
        SetupLead = "Aqui é criado o primeiro token de operador: a chave de tudo. Quem tem esse token pode alterar qualquer organização.",
        SetupOnce = "O link funciona uma vez. O token aparece uma única vez, na próxima página; deixe aberto o seu cofre de senhas.",
        SetupButton = "Criar o token de operador",
        TokenTitle = "Seu token de operador",
        TokenLead = "Guarde agora. Ele não será mostrado de novo, e nós só mantemos uma impressão digital dele.",
        TokenLabel = "Token de operador",
        TokenCopy = "Copiar token",
        TokenLost = "Se ele se perder, reinicie o RunBroker com RunBroker:BootstrapToken definido e crie outro.",
        OpenAdmin = "Abrir a administração",
        SetupSpentTitle = "Este link de configuração não funciona mais",
        SetupSpentLead = "Ele já foi usado ou expirou. Se não foi você quem o usou, outra pessoa tem um token de operador: "
            + "reinicie o RunBroker com RunBroker:BootstrapToken definido e revogue os tokens que você não conhece.",

        BusyTitle = "Muitas pessoas estão fazendo login agora",
        BusyLead = "Você não precisa fazer nada: esta página tenta de novo sozinha em alguns segundos.",

        NotFoundTitle = "Não há nenhuma página neste endereço",
        NotFoundLead = "O link pode ser antigo ou estar cortado. Para fazer login, abra o app que você quer usar; ele leva você ao "
            + "lugar certo.",
    };
}
