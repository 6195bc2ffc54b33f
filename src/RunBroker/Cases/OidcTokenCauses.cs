using System.Collections.Immutable;
using RunBroker.Protocol.OidcUpstream;
using static RunBroker.Cases.OidcCause;

namespace RunBroker.Cases;

/// <summary>What is wrong with an ID token, or with another token of an OpenID Connect provider.</summary>
internal static class OidcTokenCauses
{
    private const string Clock = "Compare os relógios: faça a máquina do provedor usar NTP.";
    private const string Software = "Procure uma atualização do provedor: é uma falha do software dele.";
    private const string Attack = "Relate como possível ataque.";

    public static ImmutableArray<Cause> All { get; } =
    [
        Of(UpstreamReason.MalformedToken, "The provider’s token is not well formed",
            new("O token do provedor está malformado", "O token do provedor não está na forma que um token deve ter.", Software)).OfSoftware(),
        Of(UpstreamReason.AlgorithmNotAllowed, "The token is signed in a way that is not accepted",
            new("O token está assinado de um modo não aceito", "O token não está assinado, ou está de um modo que esta conexão não aceita.",
                "Faça o provedor assinar os ID tokens deste client com RS256.")).In(ConsoleTopic.TokenSigning),
        Of(UpstreamReason.UnsupportedHeader, "The token demands an extension that is not supported",
            new("O token exige uma extensão não suportada", "O cabeçalho do token exige algo que não fazemos.",
                "Desligue tais extensões para este client no provedor.")).In(ConsoleTopic.TokenSigning),
        Of(UpstreamReason.WrongTokenKind, "Another kind of token came",
            new("Veio outro tipo de token", "O provedor enviou outro tipo de token onde este deveria estar.", Software)).OfSoftware(),
        Of(UpstreamReason.UnknownKey, "The provider signs with a key that it does not publish",
            new("O provedor assina com uma chave que não publica", "O token está assinado por uma chave que não está entre as publicadas.",
                "Compare as chaves publicadas pelo provedor (jwks_uri) com a chave com que ele assina.")).In(ConsoleTopic.TokenSigning),
        Of(UpstreamReason.WeakKey, "The provider’s signing key is too weak",
            new("A chave de assinatura do provedor é fraca demais", "O provedor assina com uma chave curta demais para se confiar nela.",
                "Faça o provedor usar chaves RSA de 2048 bits ou mais, ou chaves EC.")).In(ConsoleTopic.TokenSigning),
        Of(UpstreamReason.BadSignature, "The token’s signature is wrong",
            new("A assinatura do token está errada", "O token foi alterado, ou assinado por outra pessoa.",
                "Compare as chaves publicadas pelo provedor com a chave com que ele assina. Se forem iguais, relate como possível ataque.")).In(ConsoleTopic.TokenSigning),
        Of(UpstreamReason.LogoutTokenAsIdToken, "A logout token came in place of an ID token",
            new("Veio um logout token no lugar de um ID token", "Um logout token foi enviado onde deveria haver um ID token.", Attack)),
        Of(UpstreamReason.WrongIssuer, "The token names another provider",
            new("O token indica outro provedor", "O token indica um provedor diferente do desta conexão.",
                "Compare a URL do emissor da conexão com a do provedor.")).In(ConsoleTopic.Issuer),
        Of(UpstreamReason.TenantNotAllowed, "The person’s Entra tenant may not sign in here",
            new("O tenant Entra da pessoa não pode entrar aqui", "A pessoa pertence a um tenant Entra que não está na lista desta conexão.",
                "Inclua o id do tenant na conexão, se as pessoas dele devem entrar.")),
        Of(UpstreamReason.KeyOfAnotherIssuer, "The token is signed by another Entra tenant’s key",
            new("O token está assinado com a chave de outro tenant Entra", "A chave que assinou o token pertence a outro tenant Entra.", Attack)),
        Of(UpstreamReason.WrongAudience, "The token was made for another client",
            new("O token foi feito para outro client", "O aud do token não indica o client ID desta conexão.",
                "Compare o client ID da conexão com o do provedor.")).In(ConsoleTopic.Credentials),
        Of(UpstreamReason.WrongAuthorizedParty, "The token was given to another client",
            new("O token foi dado a outro client", "O azp do token não é o nosso client ID.",
                "Faça o provedor pôr só este client no audience do token.")).In(ConsoleTopic.Claims),
        Of(UpstreamReason.MissingExpiry, "The token does not say how long it is good",
            new("O token não diz até quando vale", "Falta exp, ou não é um número.", "Procure uma atualização do provedor: exp é obrigatório.")).OfSoftware(),
        Of(UpstreamReason.Expired, "The token had already expired",
            new("O token já tinha expirado", "O token já não valia quando chegou.", Clock)),
        Of(UpstreamReason.NotYetValid, "The token is not good yet",
            new("O token ainda não vale", "O token começa a valer no futuro.", Clock)),
        Of(UpstreamReason.MissingIssuedAt, "The token does not say when it was made",
            new("O token não diz quando foi feito", "Falta iat, ou não é um número.", "Procure uma atualização do provedor: iat é obrigatório.")).OfSoftware(),
        Of(UpstreamReason.IssuedInFuture, "The token says that it was made in the future",
            new("O token diz que foi feito no futuro", "O iat do token está à frente do nosso relógio.", Clock)),
        Of(UpstreamReason.WrongNonce, "The token was made for another sign-in",
            new("O token foi feito para outro login", "O nonce falta ou não é o deste login.",
                "Comece o login de novo. Se acontecer em todo login, o provedor omite nonce: procure uma atualização dele.")),
        Of(UpstreamReason.MissingSubject, "The token does not say whom it is about",
            new("O token não diz de quem trata", "Falta sub, ou está vazio.", "Faça o provedor preencher sub com um id que nunca muda.")).In(ConsoleTopic.Claims),
        Of(UpstreamReason.BadSubject, "The person’s id cannot be used",
            new("O id da pessoa não serve", "O id é longo demais ou tem caracteres que não pode ter.",
                "Faça o provedor preencher sub com um id de no máximo 255 caracteres ASCII.")).In(ConsoleTopic.Claims),
        Of(UpstreamReason.MissingEntraIdentity, "The Entra token lacks tid or oid",
            new("Faltam tid ou oid no token do Entra", "Sem eles as pessoas não podem ser distinguidas.",
                "Inclua profile entre os scopes da conexão.")).In(ConsoleTopic.Claims),
        Of(UpstreamReason.WrongAccessTokenHash, "The ID token belongs to another access token",
            new("O ID token pertence a outro access token", "at_hash não corresponde ao access token que veio junto.", Attack)),
        Of(UpstreamReason.WrongCodeHash, "The ID token belongs to another code",
            new("O ID token pertence a outro código", "c_hash não corresponde ao código que foi trocado.", Attack)),
        Of(UpstreamReason.MissingAuthTime, "The provider does not say when the person signed in",
            new("O provedor não diz quando a pessoa fez login", "O app quer um login recente, e auth_time não veio.",
                "Faça o provedor enviar auth_time (Entra: uma claim opcional do registro do app).")).In(ConsoleTopic.Claims),
        Of(UpstreamReason.AuthenticationTooOld, "The sign-in at the provider is too old for the app",
            new("O login no provedor é antigo demais para o app", "O app quer um login mais recente do que o provedor tem.",
                "Saia no provedor e tente de novo. Se acontecer sempre, o provedor ignora prompt=login e max_age.")).In(ConsoleTopic.SessionPolicy),
        Of(UpstreamReason.WrongAcr, "The person did not sign in strongly enough",
            new("A pessoa não fez um login forte o bastante", "O app exige um modo de login mais forte do que o usado.",
                "Ligue o método exigido (como um segundo fator) para este app no provedor.")).In(ConsoleTopic.StrongSignIn),
        Of(UpstreamReason.SessionAlreadyOver, "The provider says that the session is over",
            new("O provedor diz que a sessão acabou", "session_expiry já passou ou não pode ser lido.",
                "Faça login de novo no provedor; se acontecer sempre, veja a política de sessão dele.")).In(ConsoleTopic.SessionPolicy),
    ];
}
