using RunBroker.AdminWeb.Frame;

namespace RunBroker.AdminWeb.SignOuts;

public sealed record SignOutWords : IWords<SignOutWords>
{
    public required string Tenants { get; init; }
    public required string SignOuts { get; init; }
    public required string SignIns { get; init; }
    public required string Lead { get; init; }
    public required string ReceiptNumber { get; init; }
    public required string Show { get; init; }
    public required Func<string, string> NoSuchReceipt { get; init; }
    public required string NoSuchReceiptLead { get; init; }
    public required string NotAllTold { get; init; }
    public required string AllTold { get; init; }
    public required string NoneYet { get; init; }
    public required string NoneYetLead { get; init; }
    public required string Pages { get; init; }
    public required string Receipt { get; init; }
    public required string EndedBy { get; init; }
    public required string Connection { get; init; }
    public required string When { get; init; }
    public required string AppsTold { get; init; }
    public required Func<int, int, string> Of { get; init; }
    public required Func<int, int, string> Title { get; init; }
    public required string Retry { get; init; }
    public required string Retried { get; init; }
    public required string Download { get; init; }
    public required string DownloadNote { get; init; }
    public required string KeySet { get; init; }
    public required string SomeNotTold { get; init; }
    public required string SomeNotToldLead { get; init; }
    public required string WhoWasTold { get; init; }
    public required string ProblemsFirst { get; init; }
    public required string Target { get; init; }
    public required string How { get; init; }
    public required string State { get; init; }
    public required string Tries { get; init; }
    public required string LastAnswer { get; init; }
    public required string At { get; init; }
    public required string WhatHappened { get; init; }
    public required string SessionEnded { get; init; }
    public required string TokensDead { get; init; }
    public required string TheSession { get; init; }
    public required string Person { get; init; }
    public required string Actor { get; init; }
    public required string Session { get; init; }
    public required string SignInsOfPerson { get; init; }
    public required Func<string, string> Cause { get; init; }
    public required Func<string, string> Channel { get; init; }
    public required Func<string, string> LegState { get; init; }

    public static SignOutWords English { get; } = new()
    {
        Tenants = "Tenants",
        SignOuts = "Sign-outs",
        SignIns = "Sign-ins",
        Lead = "Every ended session has a receipt: who ended it, which apps were told, and which have not answered.",
        ReceiptNumber = "Receipt number",
        Show = "Show",
        NoSuchReceipt = number => $"There is no receipt {number} at this tenant",
        NoSuchReceiptLead = "Check the number on the person’s page. Receipts are kept for 90 days.",
        NotAllTold = "Not everybody was told",
        AllTold = "Sign-outs",
        NoneYet = "No sign-outs yet",
        NoneYetLead = "As soon as a session ends, its receipt is listed here.",
        Pages = "Pages",
        Receipt = "Receipt",
        EndedBy = "Ended by",
        Connection = "Connection",
        When = "When",
        AppsTold = "Apps told",
        Of = (told, apps) => apps == 0 ? "No app to tell" : $"{told} of {apps}",
        Title = (told, apps) => apps == 0 ? "The session ended; there was no app to tell"
            : told == apps ? apps == 1 ? "The app has confirmed the sign-out" : $"All {apps} apps have confirmed the sign-out"
            : $"{told} of {apps} apps confirmed the sign-out",
        Retry = "Try again now",
        Retried = "The apps that have not confirmed are being told again",
        Download = "Download the signed receipt",
        DownloadNote = "The signature can be checked as long as its key is at hand, and keys leave our key set after some months. Keep the key set beside the receipt:",
        KeySet = "key set of today",
        SomeNotTold = "Somebody may still show the person as signed in",
        SomeNotToldLead = "The session and its tokens are already worthless: refreshing fails, and introspection says inactive. Apps "
            + "that wait are told again, ever less often, for a day.",
        WhoWasTold = "Who was told",
        ProblemsFirst = "Problems first",
        Target = "Target",
        How = "How",
        State = "State",
        Tries = "Tries",
        LastAnswer = "Last answer",
        At = "At",
        WhatHappened = "What happened",
        SessionEnded = "The session ended",
        TokensDead = "Its refresh tokens ended with it.",
        TheSession = "The session",
        Person = "Person",
        Actor = "By",
        Session = "Session",
        SignInsOfPerson = "Sign-ins of this person",
        Cause = cause => cause switch
        {
            "app" => "Signed out in an app",
            "user" => "Signed out by the person",
            "upstream" => "Signed out by the provider",
            "admin" => "Ended by an administrator",
            "idle" => "Not used for too long",
            "absolute" => "Reached its longest life",
            "upstream_expiry" => "Reached the end that the provider had set",
            "upstream_revoked" => "The provider withdrew everything",
            "token_reuse" => "A refresh token was used twice",
            "connection_disabled" => "The connection was disabled",
            "disconnected" => "The connection was disconnected",
            "user_deactivated" => "The user was deactivated",
            "user_deleted" => "The user was deleted",
            _ => cause,
        },
        Channel = channel => channel switch
        {
            "backchannel" => "Back-channel",
            "frontchannel" => "Front-channel",
            "none" => "Cannot be told",
            _ => "Provider",
        },
        LegState = state => state switch
        {
            "pending" => "Pending",
            "delivered" => "Delivered",
            "failed" => "Failed",
            "gone" => "Gone",
            _ => "Not possible",
        },
    };

    public static SignOutWords Portuguese { get; } = new()
    {
        Tenants = "Tenants",
        SignOuts = "Saídas",
        SignIns = "Logins",
        Lead = "Cada sessão encerrada tem um recibo: quem a encerrou, quais apps foram avisados e quais não responderam.",
        ReceiptNumber = "Número do recibo",
        Show = "Mostrar",
        NoSuchReceipt = number => $"Não há recibo {number} neste tenant",
        NoSuchReceiptLead = "Confira o número na página da pessoa. Recibos são guardados por 90 dias.",
        NotAllTold = "Nem todos foram avisados",
        AllTold = "Saídas",
        NoneYet = "Nenhuma saída ainda",
        NoneYetLead = "Assim que uma sessão terminar, o recibo aparece aqui.",
        Pages = "Páginas",
        Receipt = "Recibo",
        EndedBy = "Encerrada por",
        Connection = "Conexão",
        When = "Quando",
        AppsTold = "Apps avisados",
        Of = (told, apps) => apps == 0 ? "Nenhum app a avisar" : $"{told} de {apps}",
        Title = (told, apps) => apps == 0 ? "A sessão terminou; não havia app a avisar"
            : told == apps ? apps == 1 ? "O app confirmou a saída" : $"Todos os {apps} apps confirmaram a saída"
            : $"{told} de {apps} apps confirmaram a saída",
        Retry = "Tentar de novo agora",
        Retried = "Os apps que não confirmaram estão sendo avisados de novo",
        Download = "Baixar o recibo assinado",
        DownloadNote = "A assinatura pode ser conferida enquanto se tem a chave, e as chaves saem do nosso conjunto depois de alguns meses. Guarde o conjunto de chaves junto ao recibo:",
        KeySet = "conjunto de chaves de hoje",
        SomeNotTold = "Alguém talvez ainda mostre a pessoa como logada",
        SomeNotToldLead = "A sessão e os tokens dela já não valem nada: renovar falha, e a introspecção diz inativo. Apps que esperam "
            + "são avisados de novo, cada vez mais espaçado, por um dia.",
        WhoWasTold = "Quem foi avisado",
        ProblemsFirst = "Problemas primeiro",
        Target = "Destino",
        How = "Como",
        State = "Estado",
        Tries = "Tentativas",
        LastAnswer = "Última resposta",
        At = "Hora",
        WhatHappened = "O que aconteceu",
        SessionEnded = "A sessão terminou",
        TokensDead = "Os refresh tokens terminaram com ela.",
        TheSession = "A sessão",
        Person = "Pessoa",
        Actor = "Por",
        Session = "Sessão",
        SignInsOfPerson = "Logins desta pessoa",
        Cause = cause => cause switch
        {
            "app" => "Saída em um app",
            "user" => "Saída pela própria pessoa",
            "upstream" => "Saída pelo provedor",
            "admin" => "Encerrada por um administrador",
            "idle" => "Sem uso por tempo demais",
            "absolute" => "Chegou à duração máxima",
            "upstream_expiry" => "Chegou ao fim definido pelo provedor",
            "upstream_revoked" => "O provedor revogou tudo",
            "token_reuse" => "Um refresh token foi usado duas vezes",
            "connection_disabled" => "A conexão foi desativada",
            "disconnected" => "A conexão foi desconectada",
            "user_deactivated" => "O usuário foi desativado",
            "user_deleted" => "O usuário foi excluído",
            _ => cause,
        },
        Channel = channel => channel switch
        {
            "backchannel" => "Back-channel",
            "frontchannel" => "Front-channel",
            "none" => "Não pode ser avisado",
            _ => "Provedor",
        },
        LegState = state => state switch
        {
            "pending" => "Pendente",
            "delivered" => "Entregue",
            "failed" => "Falhou",
            "gone" => "Removido",
            _ => "Impossível",
        },
    };
}
