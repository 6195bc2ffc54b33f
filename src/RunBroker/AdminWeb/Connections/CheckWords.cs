using System.Globalization;
using RunBroker.AdminWeb.Frame;

namespace RunBroker.AdminWeb.Connections;

/// <summary>Paste and check.</summary>
public sealed record CheckWords : IWords<CheckWords>
{
    public required string Title { get; init; }
    public required string Lead { get; init; }
    public required string Message { get; init; }
    public required string MessageHelp { get; init; }
    public required string File { get; init; }
    public required string FileHelp { get; init; }
    public required string Kind { get; init; }
    public required string AnyKind { get; init; }
    public required string Clock { get; init; }
    public required string ClockHelp { get; init; }
    public required string Request { get; init; }
    public required string RequestHelp { get; init; }
    public required string SignIn { get; init; }
    public required string SignInHelp { get; init; }
    public required string InResponseTo { get; init; }
    public required string Nonce { get; init; }
    public required string State { get; init; }
    public required string Check { get; init; }
    public required string NothingKept { get; init; }
    public required string WrongClock { get; init; }

    public required Func<string?, string> Kinds { get; init; }
    public required Func<string, string> Verdict { get; init; }
    public required Func<DateTimeOffset, string> JudgedAt { get; init; }
    public required string Checks { get; init; }
    public required string CheckName { get; init; }
    public required Func<string, string> Results { get; init; }
    public required string User { get; init; }
    public required string UserLead { get; init; }
    public required string NewUser { get; init; }
    public required string Known { get; init; }
    public required string Subject { get; init; }
    public required string Tags { get; init; }
    public required string Roles { get; init; }
    public required string NoLastName { get; init; }
    public required string Dropped { get; init; }
    public required string Decoded { get; init; }
    public required string DecodedHelp { get; init; }
    public required Func<int, string> WouldEnd { get; init; }
    public required Func<int, int, string> OfRecording { get; init; }
    public required string Notes { get; init; }

    /// <summary>Of those that no case file has.</summary>
    public required Func<string, string?> Names { get; init; }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    public static CheckWords English { get; } = new()
    {
        Title = "Check a message",
        Lead = "Paste what a provider sent, and see what becomes of it here: every check, and the user that would result. Nobody is signed in or out, and nothing is kept.",
        Message = "Message",
        MessageHelp = "A SAMLResponse, LogoutRequest or LogoutResponse (base64, URL-encoded, XML or the whole form), an ID token or logout token, or the whole address of a callback.",
        File = "Or a file",
        FileHelp = "A recording of the browser (HAR, 10 MB at most), of which the messages to this connection are checked in order; or a message.",
        Kind = "What it is",
        AnyKind = "Find out",
        Clock = "Clock (UTC)",
        ClockHelp = "Empty: now; of a recording, when each message was sent. An old answer holds only at its own time.",
        Request = "As if this request had been sent",
        RequestHelp = "What is left empty is not checked, and the result says so.",
        SignIn = "Case number of the sign-in",
        SignInHelp = "Its case file knows the request’s ID and what was asked for.",
        InResponseTo = "ID of the SAML request",
        Nonce = "Nonce",
        State = "State",
        Check = "Check",
        NothingKept = "Nothing of it is stored. The audit log notes that you checked a message, and the verdict.",
        WrongClock = "must be a time from 2000 to 2099",
        Kinds = kind => kind switch
        {
            "saml_response" => "SAML response",
            "logout_request" => "SAML logout request",
            "logout_response" => "SAML logout response",
            "id_token" => "ID token",
            "logout_token" => "Logout token",
            "callback" => "Callback",
            "har" => "Recording of the browser",
            _ => "Not recognised",
        },
        Verdict = verdict => verdict switch { "held" => "It holds", "refused" => "It would be refused", _ => "It cannot be read" },
        JudgedAt = at => $"Judged as at {Time(at)}.",
        Checks = "Checks",
        CheckName = "Check",
        Results = result => result switch { "held" => "Held", "failed" => "Failed", _ => "Not checked" },
        User = "The user that would result",
        UserLead = "As the connection’s mapping and role rules are now.",
        NewUser = "A new one",
        Known = "User",
        Subject = "ID at the provider",
        Tags = "Tags",
        Roles = "Roles",
        NoLastName = "None",
        Dropped = "Not used",
        Decoded = "The message, decoded",
        DecodedHelp = "Signatures and secrets are cut. Personal data is shown as you pasted it.",
        WouldEnd = n => n switch { 0 => "It would end no session: none is left that it means.", 1 => "It would end 1 session.", _ => $"It would end {n} sessions." },
        OfRecording = (n, all) => $"Message {n} of {all}",
        Notes = "To be known",
        Names = name => name switch
        {
            "check.user" => "The person can sign in",
            "check.ready" => "The connection is ready",
            "check.event" => "It is a sign-out",
            _ => null,
        },
    };

    public static CheckWords Portuguese { get; } = new()
    {
        Title = "Verificar uma mensagem",
        Lead = "Cole o que um provedor enviou e veja o que acontece aqui: cada verificação e o usuário que resultaria. Ninguém faz login nem sai, e nada é guardado.",
        Message = "Mensagem",
        MessageHelp = "Um SAMLResponse, LogoutRequest ou LogoutResponse (base64, codificado para URL, XML ou o formulário inteiro), um ID token ou logout token, ou o endereço inteiro de um callback.",
        File = "Ou um arquivo",
        FileHelp = "Uma gravação do navegador (HAR, no máximo 10 MB), da qual as mensagens a esta conexão são verificadas em ordem; ou uma mensagem.",
        Kind = "O que é",
        AnyKind = "Descobrir",
        Clock = "Relógio (UTC)",
        ClockHelp = "Vazio: agora; de uma gravação, quando cada mensagem foi enviada. Uma resposta antiga só vale no seu próprio tempo.",
        Request = "Como se esta requisição tivesse sido enviada",
        RequestHelp = "O que fica vazio não é verificado, e o resultado diz isso.",
        SignIn = "Número do caso do login",
        SignInHelp = "O arquivo do caso conhece o ID da requisição e o que foi pedido.",
        InResponseTo = "ID da requisição SAML",
        Nonce = "Nonce",
        State = "State",
        Check = "Verificar",
        NothingKept = "Nada disso é guardado. A auditoria registra que você verificou uma mensagem, e o veredito.",
        WrongClock = "deve ser uma data de 2000 a 2099",
        Kinds = kind => kind switch
        {
            "saml_response" => "Resposta SAML",
            "logout_request" => "Pedido de saída SAML",
            "logout_response" => "Resposta de saída SAML",
            "id_token" => "ID token",
            "logout_token" => "Logout token",
            "callback" => "Callback",
            "har" => "Gravação do navegador",
            _ => "Não reconhecido",
        },
        Verdict = verdict => verdict switch { "held" => "Vale", "refused" => "Não passaria", _ => "Não dá para ler" },
        JudgedAt = at => $"Julgamento como em {Time(at)}.",
        Checks = "Verificações",
        CheckName = "Verificação",
        Results = result => result switch { "held" => "Vale", "failed" => "Falhou", _ => "Não verificado" },
        User = "O usuário que resultaria",
        UserLead = "Como o mapeamento e as regras de papéis da conexão estão agora.",
        NewUser = "Um novo",
        Known = "Usuário",
        Subject = "ID no provedor",
        Tags = "Tags",
        Roles = "Papéis",
        NoLastName = "Nenhum",
        Dropped = "Não usado",
        Decoded = "A mensagem, decodificada",
        DecodedHelp = "Assinaturas e segredos são cortados. Dados pessoais aparecem como você os colou.",
        WouldEnd = n => n switch
        {
            0 => "Não encerraria nenhuma sessão: não resta nenhuma a que se refira.",
            1 => "Encerraria 1 sessão.",
            _ => $"Encerraria {n} sessões.",
        },
        OfRecording = (n, all) => $"Mensagem {n} de {all}",
        Notes = "É bom saber",
        Names = name => name switch
        {
            "check.user" => "A pessoa pode fazer login",
            "check.ready" => "A conexão está pronta",
            "check.event" => "É uma saída",
            _ => null,
        },
    };
}
