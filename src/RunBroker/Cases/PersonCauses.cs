using System.Collections.Immutable;

namespace RunBroker.Cases;

/// <summary>The provider vouched for the person, and something about the person still stands in the way.</summary>
internal static class PersonCauses
{
    public static ImmutableArray<Cause> All { get; } =
    [
        Mapping("mapping.Missing.email",
            new("No e-mail address came from the provider",
                "The answer is genuine. It has no usable value for E-mail, which every user needs.",
                "Fill in the person’s e-mail at the provider and let it send it, or let E-mail read another claim that did come."),
            new("O provedor não enviou e-mail",
                "A resposta é genuína. Ela não tem um valor utilizável para E-mail, que todo usuário precisa ter.",
                "Preencha o e-mail da pessoa no provedor e faça-o enviá-lo, ou faça E-mail ler outra claim que veio.")),
        Mapping("mapping.Missing.first_name",
            new("No first name came from the provider",
                "The answer is genuine. It has no usable value for First Name, which every user needs.",
                "Fill in the person’s first name at the provider and let it send it, or let First Name read another claim that did come."),
            new("O provedor não enviou o primeiro nome",
                "A resposta é genuína. Ela não tem um valor utilizável para First Name, que todo usuário precisa ter.",
                "Preencha o nome da pessoa no provedor e faça-o enviá-lo, ou faça First Name ler outra claim que veio.")),
        new(["user.Deactivated"], CauseParty.TenantIt,
            new("The user is deactivated here", "The provider knows the person; an administrator has turned the user off in this broker.",
                "Activate the user again, if they are to sign in."),
            new("O usuário está desativado aqui", "O provedor conhece a pessoa; um administrador desligou o usuário neste broker.",
                "Ative o usuário de novo, se ele deve entrar.")) { Here = AdminPlace.Users },
        new(["access.Denied"], CauseParty.TenantIt,
            new("The access rules keep this person out of the app",
                "The rules of the tenant or of the app deny them, or are a guest list on which they are not.",
                "Change the access rules, or the tags by which they decide, if the person is to use the app."),
            new("As regras de acesso não deixam esta pessoa usar o app",
                "As regras do tenant ou do app a negam, ou são uma lista de convidados em que ela não está.",
                "Altere as regras de acesso, ou as tags pelas quais decidem, se a pessoa deve usar o app.")) { Here = AdminPlace.Apps },
        new(["upstream.SessionOver"], CauseParty.TenantIt,
            new("The provider’s session was over before ours began",
                "Its answer says that the session ends at a time that has passed (session_expiry).",
                "Let the provider give sessions of a useful length, and compare its clock."),
            new("A sessão do provedor acabou antes de a nossa começar",
                "A resposta diz que a sessão termina em um instante já passado (session_expiry).",
                "Faça o provedor dar sessões de duração útil, e compare o relógio dele."))
        {
            Stop = CauseStop.Provider, Console = ConsoleTopic.SessionPolicy,
        },
    ];

    private static Cause Mapping(string code, CauseText english, CauseText portuguese) =>
        new([code], CauseParty.TenantIt, english, portuguese)
        {
            Console = ConsoleTopic.Claims,
            Here = AdminPlace.Connection,
            Stop = CauseStop.Provider,
        };
}
