using System.Collections.Immutable;

namespace RunBroker.Cases;

/// <summary>Sign-ins that came back too late, twice or elsewhere, and tenants that cannot sign anybody in.</summary>
internal static class BrokerCauses
{
    public static ImmutableArray<Cause> All { get; } =
    [
        Person(["sign_in.Expired"],
            new("The sign-in had expired",
                "It took longer than 30 minutes, was finished before, or the page was an old one. Each sign-in is good once.",
                "Start again from the app. If it comes each time, look for what holds people up at the provider."),
            new("O login já tinha expirado",
                "Levou mais de 30 minutos, já tinha terminado, ou a página era antiga. Cada login vale uma vez.",
                "Comece de novo pelo app. Se acontecer sempre, veja o que retém as pessoas no provedor.")),
        Person(["sign_in.Abandoned"],
            new("The person did not come back", "They were sent to a sign-in page, and within an hour no answer came from this browser.",
                "Nothing to mend by itself. If it comes often, try the connection yourself: the provider’s page may show an error of its "
                    + "own."),
            new("A pessoa não voltou", "Ela foi enviada a uma página de login e, em uma hora, nenhuma resposta veio desse navegador.",
                "Nada a corrigir por si só. Se for frequente, teste a conexão: a página do provedor pode mostrar um erro próprio.")) with
        {
            Console = ConsoleTopic.SignInLog,
        },
        Person(["sign_in.OtherBrowser"],
            new("The answer came in another browser",
                "The browser that came back is not the one that began the sign-in, or it keeps no cookies.",
                "Start and finish in one browser, with cookies allowed. Links in e-mails and password managers often open another one."),
            new("A resposta veio em outro navegador", "O navegador que voltou não é o que começou o login, ou não guarda cookies.",
                "Comece e termine em um só navegador, com cookies permitidos. Links em e-mails e gerenciadores de senhas costumam abrir "
                    + "outro.")),
        Person(["sign_in.WrongState"],
            new("The answer belongs to no sign-in of this connection",
                "Its state (RelayState) is none that was sent to this connection’s provider.",
                "Start again from the app. If it comes each time, the provider changes state or RelayState, or answers at another "
                    + "connection’s address."),
            new("A resposta não pertence a nenhum login desta conexão",
                "O state (RelayState) dela não é nenhum dos enviados ao provedor desta conexão.",
                "Comece de novo pelo app. Se acontecer sempre, o provedor altera state ou RelayState, ou responde no endereço de outra "
                    + "conexão.")) with
        {
            Console = ConsoleTopic.RedirectAddress,
        },
        Person(["sign_in.Replayed"],
            new("The same answer came twice", "The browser sent the provider’s answer again; the first one counted.",
                "Nothing to mend: a reload or a double click does this. Start again from the app if nobody was signed in."),
            new("A mesma resposta veio duas vezes", "O navegador enviou de novo a resposta do provedor; a primeira valeu.",
                "Nada a corrigir: recarregar a página ou clicar duas vezes causa isso. Comece de novo pelo app se ninguém entrou.")),
        Person(["sign_in.SignedOut"],
            new("Somebody signed out meanwhile", "A sign-out in the same browser ended the sign-ins that were under way in it.",
                "Start again from the app."),
            new("Alguém saiu nesse meio-tempo", "Uma saída no mesmo navegador encerrou os logins que estavam em andamento nele.",
                "Comece de novo pelo app.")),
        Person(["upstream.SignedOut"],
            new("The provider ended the session during the sign-in",
                "It told us to sign this person out while the sign-in was under way, so no session was begun.",
                "Start again from the app. If it comes each time, look at why the provider ends the session."),
            new("O provedor encerrou a sessão durante o login",
                "Ele mandou encerrar as sessões da pessoa enquanto o login estava em andamento, e nenhuma sessão começou.",
                "Comece de novo pelo app. Se acontecer sempre, veja por que o provedor encerra a sessão.")) with
        {
            Stop = CauseStop.Provider, Console = ConsoleTopic.SessionPolicy,
        },
        Person(["session.OtherPerson"],
            new("Another person signed in than was asked for",
                "The app asked for a certain user (id_token_hint or claims), and somebody else signed in at the provider.",
                "Sign out at the provider, then sign in as the person whom the app expects."),
            new("Entrou outra pessoa, não a esperada",
                "O app pediu um usuário certo (id_token_hint ou claims) e outra pessoa fez login no provedor.",
                "Saia no provedor e faça login como a pessoa que o app espera.")),
        Person(["form.Token"],
            new("A form did not come from our page",
                "The e-mail or account page was sent without the proof that this browser was given with it.",
                "Start again from the app, without the Back button. If somebody else’s page sent the form, it was an attack, and nothing "
                    + "came of it."),
            new("Um formulário não veio da nossa página",
                "A página de e-mail ou de conta foi enviada sem a prova que este navegador recebeu com ela.",
                "Comece de novo pelo app, sem o botão Voltar. Se a página de outra pessoa enviou o formulário, foi um ataque, e não teve "
                    + "efeito.")),
        App(["session.None", "session.login_required"],
            new("Nobody was signed in, and no page was allowed",
                "The app asked silently (prompt=none), and no session in this browser may answer.",
                "Nothing to mend: the app starts a sign-in with pages."),
            new("Ninguém estava logado, e nenhuma página era permitida",
                "O app perguntou em silêncio (prompt=none) e nenhuma sessão deste navegador pode responder.",
                "Nada a corrigir: o app começa um login com páginas.")),
        It(["tenant.PlanWithoutSso", "session.access_denied"], AdminPlace.Settings,
            new("Single sign-on is not in the tenant’s plan", "Sign-ins through a provider come with the plan scale.",
                "Ask the operator to change the plan."),
            new("O login único não está no plano do tenant", "O login por um provedor vem com o plano scale.",
                "Peça ao operador que mude o plano.")) with { Who = CauseParty.Operator },
        It(["tenant.NoEnabledConnection"], AdminPlace.Connections,
            new("The tenant has no enabled connection", "Nobody can be sent to a provider while all connections are off.",
                "Finish a connection, test it and enable it."),
            new("O tenant não tem conexão ativada", "Ninguém pode ser enviado a um provedor enquanto todas as conexões estão desativadas.",
                "Termine uma conexão, teste e ative.")),
        It(["tenant.Gone"], AdminPlace.None,
            new("The tenant was removed, or no longer uses this app", "It changed while the sign-in was under way.",
                "List the tenant among those that the app serves, if its people are to use it."),
            new("O tenant foi removido ou não usa mais este app", "Isso mudou enquanto o login estava em andamento.",
                "Inclua o tenant entre os que o app atende, se as pessoas dele devem usá-lo.")) with { Who = CauseParty.Operator },
    ];

    private static Cause Person(ImmutableArray<string> codes, CauseText english, CauseText portuguese) =>
        new(codes, CauseParty.Person, english, portuguese);

    private static Cause App(ImmutableArray<string> codes, CauseText english, CauseText portuguese) =>
        new(codes, CauseParty.AppDeveloper, english, portuguese);

    private static Cause It(ImmutableArray<string> codes, AdminPlace here, CauseText english, CauseText portuguese) =>
        new(codes, CauseParty.TenantIt, english, portuguese) { Here = here };
}
