using System.Collections.Immutable;

namespace RunBroker.Cases;

/// <summary>What an app asked for wrongly, or what came to us in a form that we cannot read.</summary>
internal static class RequestCauses
{
    public static ImmutableArray<Cause> All { get; } =
    [
        App("request.UnknownApp",
            new("The app is not registered", "The request's client_id belongs to no app of this broker.",
                "Register the app, or correct the client ID in its settings."),
            new("O app não está registrado", "O client_id do pedido não pertence a nenhum app deste broker.",
                "Registre o app ou corrija o client ID nas configurações dele.")),
        App("request.UnknownRedirect",
            new("The app’s return address is not registered",
                "The request’s redirect_uri is none of those registered for this app. Addresses are compared letter for letter.",
                "Register exactly the address that the app sends, or correct it in the app."),
            new("O endereço de retorno do app não está registrado",
                "O redirect_uri do pedido não é nenhum dos registrados para este app. Os endereços são comparados letra por letra.",
                "Registre exatamente o endereço que o app envia, ou corrija-o no app.")),
        App("request.NotForm",
            new("The request could not be read", "The parameters did not come as a query or a form, or were too long.",
                "Send them as application/x-www-form-urlencoded, 16 KB at most."),
            new("O pedido não pôde ser lido", "Os parâmetros não vieram como query nem como formulário, ou eram longos demais.",
                "Envie-os como application/x-www-form-urlencoded, com no máximo 16 KB.")),
        App("request.invalid_request",
            new("The app’s request breaks a rule", "One of the request’s parameters is missing, came twice or has a value that is not allowed. The step below says which.",
                "Correct that parameter in the app. A standard OpenID Connect library sends it right."),
            new("O pedido do app quebra uma regra", "Um dos parâmetros do pedido falta, veio duas vezes ou tem um valor não permitido. O passo abaixo diz qual.",
                "Corrija esse parâmetro no app. Uma biblioteca padrão de OpenID Connect o envia certo.")),
        App("request.unsupported_response_type",
            new("The app asked for another flow", "Only the authorization code flow is offered: response_type must be code.",
                "Set the app’s library to the authorization code flow with PKCE."),
            new("O app pediu outro fluxo", "Só o fluxo de authorization code é oferecido: response_type tem de ser code.",
                "Configure a biblioteca do app para authorization code com PKCE.")),
        App("request.unauthorized_client",
            new("The app may not use this flow", "The app is registered without the grant type authorization_code.",
                "Add authorization_code to the app’s grant types."),
            new("O app não pode usar este fluxo", "O app está registrado sem o grant type authorization_code.",
                "Inclua authorization_code nos grant types do app.")),
        App("request.invalid_scope",
            new("The app did not ask for openid", "A sign-in needs the scope openid, and the app must be allowed to ask for it.",
                "Let the app send scope=openid …, and allow openid in its registration."),
            new("O app não pediu openid", "Um login precisa do scope openid, e o app precisa poder pedi-lo.",
                "Faça o app enviar scope=openid … e permita openid no registro dele.")),
        App(["request.request_not_supported", "request.request_uri_not_supported", "request.registration_not_supported"],
            new("The app sent its request in a form that is not offered", "Request objects (request, request_uri) and registration are not supported here.",
                "Turn that off in the app’s library; discovery says what is offered."),
            new("O app enviou o pedido em uma forma não oferecida", "Objetos de pedido (request, request_uri) e registration não são aceitos aqui.",
                "Desligue isso na biblioteca do app; o discovery diz o que é oferecido.")),
        App("request.IdTokenHint",
            new("The app’s id_token_hint is not one of ours", "The hint is not an ID token that this broker gave to this app.",
                "Send an ID token of this app as the hint, or none."),
            new("O id_token_hint do app não é nosso", "O hint não é um ID token que este broker deu a este app.",
                "Envie como hint um ID token deste app, ou nenhum.")),
        App("request.UnknownTenant",
            new("The app named an organization that it does not serve", "organization, acr_values or connection names a tenant that does not exist, or that this app is not listed for.",
                "Correct the name in the app, or list the tenant among those that the app serves.") ,
            new("O app indicou uma organização que ele não atende", "organization, acr_values ou connection indica um tenant que não existe ou para o qual o app não está listado.",
                "Corrija o nome no app, ou inclua o tenant entre os que o app atende.")),
        App("session.invalid_request",
            new("The app named a connection that cannot be used", "The request’s connection is none of the tenant’s enabled connections.",
                "Correct or leave out connection in the app’s request, or enable that connection."),
            new("O app indicou uma conexão que não pode ser usada", "O connection do pedido não é nenhuma das conexões ativadas do tenant.",
                "Corrija ou retire connection do pedido do app, ou ative essa conexão.")) with { Here = AdminPlace.Connections },
        App("request.AppChanged",
            new("The app was changed or removed while the person signed in", "The request was good when the sign-in began, and is not any more.",
                "Start the sign-in again. If it fails again, look at the app’s registration."),
            new("O app foi alterado ou removido durante o login", "O pedido era válido quando o login começou e não é mais.",
                "Comece o login de novo. Se falhar outra vez, veja o registro do app.")),
    ];

    private static Cause App(string code, CauseText english, CauseText portuguese) => App([code], english, portuguese);

    private static Cause App(ImmutableArray<string> codes, CauseText english, CauseText portuguese) =>
        new(codes, CauseParty.AppDeveloper, english, portuguese) { Here = AdminPlace.Apps, Stop = CauseStop.App };
}
