using System.Collections.Immutable;

namespace RunBroker.Cases;

/// <summary>The provider’s server could not be asked, or did not answer in a way that can be used.</summary>
internal static class NetworkCauses
{
    /// <summary>What was asked for when it failed, as it stands in the code.</summary>
    public static ImmutableArray<string> Legs { get; } = ["discovery", "token", "userinfo"];

    public static ImmutableArray<Cause> All { get; } =
    [
        Of(CauseParty.TenantIt, ["DnsFailed"],
            new("The provider’s host name does not exist",
                "The name server knows no address for it: it is mistyped, expired, or only known inside your network.",
                "Check the issuer URL for typing errors, and whether the name can be looked up on the internet."),
            new("O nome do host do provedor não existe",
                "O servidor de nomes não conhece endereço para ele: foi digitado errado, expirou, ou só existe na sua rede.",
                "Confira a URL do emissor e se o nome pode ser consultado na internet.")),
        Of(CauseParty.TenantIt, ["ConnectFailed"],
            new("The provider’s server does not take connections",
                "The host is there, but refused the connection or did not answer it: it is down, or a firewall is in between.",
                "Look whether the provider is up, and whether its firewall lets this broker in."),
            new("O servidor do provedor não aceita conexões",
                "O host existe, mas recusou a conexão ou não respondeu: está fora do ar, ou há um firewall no caminho.",
                "Veja se o provedor está no ar e se o firewall dele deixa este broker entrar.")),
        Of(CauseParty.TenantIt, ["TlsFailed"],
            new("The provider’s TLS certificate is not valid",
                "The secure connection failed: the certificate has expired, is of another name, or its chain is incomplete or not "
                    + "publicly trusted.",
                "Renew the server’s certificate, with all intermediate certificates, from a public authority."),
            new("O certificado TLS do provedor não é válido",
                "A conexão segura falhou: o certificado expirou, é de outro nome, ou a cadeia está incompleta ou não é reconhecida.",
                "Renove o certificado do servidor, com todos os intermediários, em uma autoridade pública.")),
        Of(CauseParty.TenantIt, ["TimedOut", "Aborted"],
            new("The provider took too long to answer", "Within ten seconds no whole answer came.",
                "Try again in a few minutes. If it lasts, look at the provider’s load and at its status page."),
            new("O provedor demorou demais para responder", "Em dez segundos não veio uma resposta inteira.",
                "Tente de novo em alguns minutos. Se continuar, veja a carga do provedor e a página de status dele.")) with { Console = ConsoleTopic.SignInLog },
        Of(CauseParty.TenantIt, ["TooLarge"],
            new("The provider’s answer is too large", "More than a megabyte came where a few kilobytes belong.",
                "Check that the address is the provider’s own, and let it send fewer claims: most often too many groups."),
            new("A resposta do provedor é grande demais", "Veio mais de um megabyte onde cabem poucos kilobytes.",
                "Confira se o endereço é o do provedor, e faça-o enviar menos claims: quase sempre são grupos demais.")) with { Console = ConsoleTopic.Claims },
        Of(CauseParty.TenantIt, ["RedirectNotAllowed", "TooManyRedirects"],
            new("The provider’s address leads on to another",
                "It answered with a redirect, which is not followed: secrets would go where nobody had said.",
                "Enter the address that it leads to, as the provider’s console shows it."),
            new("O endereço do provedor leva a outro",
                "Ele respondeu com um redirecionamento, que não é seguido: segredos iriam para onde ninguém indicou.",
                "Informe o endereço final, como o console do provedor o mostra.")) with { Console = ConsoleTopic.Issuer },
        Of(CauseParty.TenantIt, ["WrongContentType", "ContentEncoded"],
            new("Something else than the provider answered",
                "A web page or another kind of file came in place of JSON: most often a proxy, a firewall or an error page.",
                "Open the address in a browser. Look for a proxy or firewall that answers in the provider’s place."),
            new("Algo que não é o provedor respondeu",
                "Veio uma página web ou outro tipo de arquivo no lugar de JSON: quase sempre um proxy, firewall ou página de erro.",
                "Abra o endereço em um navegador. Procure um proxy ou firewall que responda no lugar do provedor.")) with { Console = ConsoleTopic.Issuer },
        Of(CauseParty.Operator, ["HostNotAllowed", "AddressNotAllowed", "PortNotAllowed"],
            new("The broker may not reach this address", "It is not a public one, or its port is not among those allowed.",
                "Use the provider’s public address. Else the operator allows it: RunBroker:AllowPrivateNetworkUpstreams, "
                    + "RunBroker:OutboundPorts."),
            new("O broker não pode acessar este endereço", "Ele não é público, ou a porta não está entre as permitidas.",
                "Use o endereço público do provedor. Ou o operador o permite: RunBroker:AllowPrivateNetworkUpstreams, "
                    + "RunBroker:OutboundPorts.")) with
        {
            Stop = CauseStop.Broker,
        },
        Of(CauseParty.TenantIt, ["BadUrl", "SchemeNotAllowed", "UserInfoNotAllowed", "FragmentNotAllowed"],
            new("One of the provider’s addresses cannot be called", "It is no https address, or has a user name or a # in it.",
                "Correct the address at the provider, or the issuer URL of the connection."),
            new("Um dos endereços do provedor não pode ser chamado", "Não é um endereço https, ou tem nome de usuário ou # dentro.",
                "Corrija o endereço no provedor, ou a URL do emissor da conexão.")) with { Console = ConsoleTopic.Issuer },
        Of(CauseParty.TenantIt, ["HostBusy", "HostDown"],
            new("The provider has been failing, and is given a pause",
                "Several requests to it in a row had no answer, or too many waited at once; for a moment none is sent.",
                "Try again in a minute. If it lasts, look whether the provider is up."),
            new("O provedor vem falhando e recebe uma pausa",
                "Vários pedidos seguidos ficaram sem resposta, ou muitos esperavam ao mesmo tempo; por um momento nenhum é enviado.",
                "Tente de novo em um minuto. Se continuar, veja se o provedor está no ar.")),
        new(["upstream.DiscoveryStatus"], CauseParty.TenantIt,
            new("The provider’s discovery document is not there",
                "The issuer URL with /.well-known/openid-configuration answered with an error instead of the document.",
                "Compare the issuer URL of the connection with the provider’s; open the address in a browser."),
            new("O documento de discovery do provedor não está lá",
                "A URL do emissor com /.well-known/openid-configuration respondeu com erro em vez do documento.",
                "Compare a URL do emissor da conexão com a do provedor; abra o endereço em um navegador."))
        {
            Stop = CauseStop.Provider, Console = ConsoleTopic.Issuer, Here = AdminPlace.Connection,
        },
        new(["upstream.JwksUnreachable"], CauseParty.TenantIt,
            new("The provider’s keys cannot be fetched",
                "jwks_uri did not answer, or not with keys, so no token of the provider can be checked.",
                "Open the provider’s jwks_uri in a browser, and look for a firewall or an outage."),
            new("As chaves do provedor não podem ser obtidas",
                "jwks_uri não respondeu, ou não com chaves, e nenhum token do provedor pode ser conferido.",
                "Abra o jwks_uri do provedor em um navegador e procure um firewall ou uma queda."))
        {
            Stop = CauseStop.Provider,
        },
    ];

    private static Cause Of(CauseParty who, ImmutableArray<string> reasons, CauseText english, CauseText portuguese) =>
        new([.. reasons.SelectMany(r => Legs, (reason, leg) => $"upstream.{leg}.{reason}")], who, english, portuguese)
        {
            Stop = CauseStop.Provider,
            Here = AdminPlace.Connection,
        };
}
