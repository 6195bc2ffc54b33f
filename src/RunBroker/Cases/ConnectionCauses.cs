using System.Collections.Immutable;

namespace RunBroker.Cases;

/// <summary>What is wrong with a connection of ours, or with the address that was called.</summary>
internal static class ConnectionCauses
{
    public static ImmutableArray<Cause> All { get; } =
    [
        Here(["connection.Disabled", "login_url.Disabled"],
            new("The connection is disabled", "It was off, or was switched off while the sign-in was under way.",
                "Enable the connection, or give people the login URL of the one that is in use."),
            new("A conexão está desativada", "Ela estava desligada, ou foi desligada enquanto o login estava em andamento.",
                "Ative a conexão, ou dê às pessoas a URL de login da que está em uso.")),
        Here(["connection.Changed"],
            new("The connection was pointed at another provider meanwhile",
                "The answer came from the provider that was asked; the connection names another one now.",
                "Start the sign-in again from the app."),
            new("A conexão passou a apontar para outro provedor nesse meio-tempo",
                "A resposta veio do provedor consultado; a conexão agora indica outro.",
                "Comece o login de novo pelo app.")) with { Who = CauseParty.Person },
        Here(["connection.NoCredentials"],
            new("The connection has no secret that can be used",
                "No client secret or key is saved, or the one that is saved cannot be opened with the present master key.",
                "Enter the client secret again. If it was there before, tell the operator: the master key may have been changed."),
            new("A conexão não tem um segredo utilizável",
                "Nenhum client secret ou chave foi salvo, ou o que foi salvo não abre com a chave mestra atual.",
                "Informe o client secret de novo. Se ele já estava lá, avise o operador: a chave mestra pode ter mudado.")) with
        {
            Console = ConsoleTopic.Credentials,
        },
        Here(["connection.IssuerUrl", "discovery.IssuerMissing", "discovery.IssuerNotUrl"],
            new("The connection’s issuer URL cannot be used", "It is empty or no https address, so the provider cannot be found.",
                "Copy the issuer URL from the provider’s console into the connection."),
            new("A URL do emissor da conexão não serve", "Ela está vazia ou não é um endereço https, e o provedor não pode ser encontrado.",
                "Copie a URL do emissor (issuer) do console do provedor para a conexão.")) with { Console = ConsoleTopic.Issuer },
        new(["connection.KeysLost"], CauseParty.Operator,
            new("Our keys for this connection cannot be opened", "They were sealed with a master key that is no longer in the key file.",
                "Put the earlier master key back into the file beside the present one, and restart."),
            new("As nossas chaves desta conexão não podem ser abertas",
                "Elas foram seladas com uma chave mestra que não está mais no arquivo de chaves.",
                "Devolva a chave mestra anterior ao arquivo, ao lado da atual, e reinicie.")),
        Here(["acs.NotPosted"],
            new("The answer did not come as a form", "The ACS URL takes SAML answers by HTTP-POST only, as a form of 1 MB at most.",
                "Set the provider to answer by HTTP-POST. Nobody should open this address by hand."),
            new("A resposta não veio como formulário",
                "A URL ACS aceita respostas SAML só por HTTP-POST, em um formulário de no máximo 1 MB.",
                "Configure o provedor para responder por HTTP-POST. Ninguém deve abrir este endereço à mão.")) with
        {
            Console = ConsoleTopic.RedirectAddress, Stop = CauseStop.Provider,
        },
        Here(["acs.Unknown", "slo.Unknown"],
            new("No SAML connection has this address", "The provider answers at a URL of a connection that was removed, or that never was.",
                "Copy the ACS and SLO URLs shown on the connection into the provider once more."),
            new("Nenhuma conexão SAML tem este endereço",
                "O provedor responde na URL de uma conexão que foi removida ou que nunca existiu.",
                "Copie de novo para o provedor as URLs ACS e SLO mostradas na conexão.")) with { Console = ConsoleTopic.RedirectAddress },
        Here(["acs.NoDefaultApp", "login_url.NoDefaultApp"],
            new("There is no app to open",
                "Sign-ins that begin at a login URL or at the provider open the tenant’s default app, and none is set that can begin a "
                    + "sign-in.",
                "Set a default app for the tenant, and that app’s initiate_login_uri."),
            new("Não há app para abrir",
                "Logins que começam por uma URL de login ou no provedor abrem o app padrão do tenant, e não há um que possa começar um "
                    + "login.",
                "Defina o app padrão do tenant, e o initiate_login_uri desse app.")) with { Here = AdminPlace.Settings },
        Here(["login_url.Unknown"],
            new("No connection has this login URL",
                "The link is mistyped, or its connection was disconnected: a new connection has a new login URL.",
                "Give people the login URL that the connection shows now."),
            new("Nenhuma conexão tem esta URL de login",
                "O link foi digitado errado, ou a conexão foi desconectada: uma conexão nova tem uma URL nova.",
                "Dê às pessoas a URL de login que a conexão mostra agora.")) with { Here = AdminPlace.Connections },
        Here(["slo.NotAsked"],
            new("The provider answered a sign-out that was not asked for",
                "Its LogoutResponse names no request of ours that waits for an answer: it came twice, too late, or from elsewhere.",
                "Nothing to mend: sessions here had ended before. If it comes each time, the provider leaves out InResponseTo."),
            new("O provedor respondeu a uma saída que não foi pedida",
                "O LogoutResponse dele não indica nenhum pedido nosso à espera: veio duas vezes, tarde demais ou de outro lugar.",
                "Nada a corrigir: as sessões daqui já tinham terminado. Se acontecer sempre, o provedor omite InResponseTo.")) with
        {
            Stop = CauseStop.Provider, Console = ConsoleTopic.SignOut,
        },
    ];

    private static Cause Here(ImmutableArray<string> codes, CauseText english, CauseText portuguese) =>
        new(codes, CauseParty.TenantIt, english, portuguese) { Here = AdminPlace.Connection };
}
