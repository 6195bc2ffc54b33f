using System.Collections.Immutable;
using RunBroker.Protocol.OidcUpstream;

namespace RunBroker.Cases;

/// <summary>The provider’s discovery document came, and nobody can sign in by it.</summary>
internal static class DiscoveryCauses
{
    public static ImmutableArray<Cause> All { get; } =
    [
        Of([DiscoveryFault.IssuerMismatch],
            new("The discovery document is another issuer’s",
                "The document at the issuer URL names another issuer than the connection does.",
                "Copy the issuer exactly as the document names it into the connection."),
            new("O documento de discovery é de outro emissor",
                "O documento na URL do emissor indica outro issuer, diferente do da conexão.",
                "Copie para a conexão o issuer exatamente como o documento o indica.")),
        Of([DiscoveryFault.TooLarge, DiscoveryFault.NotJson],
            new("The discovery document cannot be read", "It is not one JSON object, or has a member twice.",
                "Open the address in a browser: a proxy or an error page may have answered in the provider’s place."),
            new("O documento de discovery não pode ser lido", "Ele não é um objeto JSON, ou tem um membro repetido.",
                "Abra o endereço em um navegador: um proxy ou página de erro pode ter respondido no lugar do provedor.")),
        Of([DiscoveryFault.MemberMissing],
            new("The discovery document lacks an address", "An endpoint that every sign-in needs is not in it. The step says which.",
                "Check that this is an OpenID Connect issuer, not an OAuth server only; else the provider has to publish it."),
            new("Falta um endereço no documento de discovery", "Um endpoint que todo login precisa não está nele. O passo diz qual.",
                "Confira se é um emissor OpenID Connect, e não só um servidor OAuth; senão o provedor tem de publicá-lo.")),
        Of([DiscoveryFault.EndpointNotUrl, DiscoveryFault.NotHttps],
            new("The discovery document has an address that cannot be used",
                "One of its endpoints is no https address, or has a user name or a # in it.",
                "Let the provider publish https addresses; behind a proxy, tell it its outside address."),
            new("O documento de discovery tem um endereço que não serve",
                "Um dos endpoints não é um endereço https, ou tem nome de usuário ou # dentro.",
                "Faça o provedor publicar endereços https; atrás de um proxy, informe a ele o endereço externo.")),
        Of([DiscoveryFault.EntraTenantsMissing, DiscoveryFault.EntraTenantNotId],
            new("A shared Entra address needs a list of tenants",
                "common and organizations are for everybody’s tenants, and the connection does not say which may sign in, or not by "
                    + "their ids.",
                "Use the issuer URL of your own Entra tenant, or list the ids of the tenants that may sign in."),
            new("Um endereço Entra compartilhado precisa de uma lista de tenants",
                "common e organizations servem aos tenants de todos, e a conexão não diz quais podem entrar, ou não pelos ids.",
                "Use a URL do emissor do seu próprio tenant Entra, ou liste os ids dos tenants que podem entrar.")),
        Of([DiscoveryFault.CodeFlowUnsupported],
            new("The provider does not offer the code flow", "response_types_supported lacks code.",
                "Turn on the authorization code flow for this client at the provider."),
            new("O provedor não oferece o fluxo de código", "response_types_supported não tem code.",
                "Ligue o fluxo authorization code para este client no provedor.")) with { Console = ConsoleTopic.Grant },
        Of([DiscoveryFault.AlgorithmUnsupported],
            new("The provider signs in no way that the connection accepts",
                "None of its ID token algorithms is the one that the connection is set to.",
                "Set id_token_signed_response_alg of the connection to one that the provider lists, or let the provider use RS256."),
            new("O provedor não assina de um modo que a conexão aceite",
                "Nenhum dos algoritmos de ID token dele é o configurado na conexão.",
                "Ajuste id_token_signed_response_alg da conexão para um que o provedor liste, ou faça o provedor usar RS256.")) with
        {
            Console = ConsoleTopic.TokenSigning,
        },
        Of([DiscoveryFault.AuthMethodUnsupported, DiscoveryFault.AuthMethodNeedsOneIssuer],
            new("The provider does not take the connection’s way to authenticate",
                "token_endpoint_auth_method of the connection is none that the provider lists, or needs an issuer of its own.",
                "Choose a method that the provider lists, such as client_secret_post."),
            new("O provedor não aceita o modo de autenticação da conexão",
                "token_endpoint_auth_method da conexão não é nenhum dos listados pelo provedor, ou exige um emissor próprio.",
                "Escolha um método que o provedor liste, como client_secret_post.")) with { Console = ConsoleTopic.Credentials },
        Of([DiscoveryFault.RequestKindUnsupported],
            new("The provider demands pushed or signed requests",
                "It says that it takes no plain authorization request (PAR or request objects only).",
                "Turn that demand off for this client at the provider."),
            new("O provedor exige pedidos pushed ou assinados",
                "Ele diz que não aceita um pedido de autorização simples (só PAR ou request objects).",
                "Desligue essa exigência para este client no provedor.")) with { Console = ConsoleTopic.Grant },
    ];

    private static Cause Of(ImmutableArray<DiscoveryFault> faults, CauseText english, CauseText portuguese) =>
        new([.. faults.Select(f => $"discovery.{f}")], CauseParty.TenantIt, english, portuguese)
        {
            Console = ConsoleTopic.Issuer,
            Here = AdminPlace.Connection,
            Stop = CauseStop.Provider,
            Protocol = null,
        };
}
