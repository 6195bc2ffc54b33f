using System.Collections.Immutable;
using RunBroker.Protocol.OidcUpstream;
using static RunBroker.Cases.OidcCause;

namespace RunBroker.Cases;

/// <summary>Sign-outs and revocations that an OpenID Connect provider ordered, and that were not taken.</summary>
internal static class OidcOrderCauses
{
    private const string Software = "Procure uma atualização do provedor.";

    public static ImmutableArray<Cause> All { get; } =
    [
        Of(UpstreamReason.LogoutTokenTooOld, "The provider’s sign-out message came too late",
            new("A mensagem de saída do provedor chegou tarde demais", "O logout token tem mais de cinco minutos.",
                "Compare os relógios: faça a máquina do provedor usar NTP.")),
        Of(UpstreamReason.NonceInLogoutToken, "The provider’s sign-out message looks like an ID token",
            new("A mensagem de saída do provedor parece um ID token", "O logout token tem nonce, que ele não pode ter.",
                Software)).OfSoftware(),
        Of(UpstreamReason.WrongLogoutEvent, "The provider’s sign-out message is not one",
            new("A mensagem de saída do provedor não é uma", "events não indica uma saída por back-channel.", Software)).OfSoftware(),
        Of(UpstreamReason.MissingTokenId, "The provider’s sign-out message has no id",
            new("A mensagem de saída do provedor não tem id", "Sem jti uma cópia não poderia ser distinguida dela.",
                Software)).OfSoftware(),
        Of(UpstreamReason.LogoutNamesNobody, "The provider’s sign-out message does not say whom it is about",
            new("A mensagem de saída do provedor não diz de quem trata", "O logout token não tem sub nem sid.",
                "Faça o provedor enviar sid (muitas vezes: session required).")).In(ConsoleTopic.SignOut),
        Of(UpstreamReason.LogoutTokenReplayed, "The provider’s sign-out message came a second time",
            new("A mensagem de saída do provedor veio uma segunda vez", "Ela já tinha sido atendida, e não mudou nada.",
                "Nada a corrigir, a menos que seja frequente: então o provedor repete o que já foi respondido.")),
        ForBoth(Of(UpstreamReason.RevocationNotSetUp, "The provider may not order the end of everything",
            new("O provedor não pode mandar encerrar tudo",
                "Ele mandou encerrar tudo o que uma pessoa tem, e a conexão não indica ninguém que possa.",
                "Defina global_token_revocation_jwt_iss e global_token_revocation_jwt_sub da conexão, ou desligue isso no provedor.")).In(ConsoleTopic.SignOut)),
        ForBoth(Of(UpstreamReason.WrongCaller, "Another client of the provider ordered the end of everything",
            new("Outro client do provedor mandou encerrar tudo", "A ordem veio de outro client ou app do provedor.",
                "Compare o sub dos tokens do provedor com a conexão: no OpenID Connect o client ID, no SAML global_token_revocation_jwt_sub.")).In(ConsoleTopic.SignOut)),
        ForBoth(Of(UpstreamReason.LivesTooLong, "The provider’s order is good for too long",
            new("A ordem do provedor vale por tempo demais", "O token da ordem vale por mais de dez minutos.",
                "Faça os tokens do provedor terminarem dez minutos depois de feitos, ou antes.")).In(ConsoleTopic.SignOut)),
    ];

    /// <summary>Revocations come as JWTs from providers of either protocol.</summary>
    private static Cause ForBoth(Cause cause) => cause with { Protocol = null };
}
