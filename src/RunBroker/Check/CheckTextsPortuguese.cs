using System.Globalization;

namespace RunBroker.Check;

internal static class CheckTextsPortuguese
{
    public static CheckTexts Texts { get; } = new()
    {
        NotReached = "Não alcançado: uma verificação anterior falhou.",
        RequestUnknown = id => $"Não se sabe qual requisição foi enviada. A mensagem diz que responde a {id}; informe o ID da requisição, ou o caso, para que isso seja verificado.",
        NonceUnknown = "O nonce do login não é conhecido: ninguém o informou, e ele não é guardado em lugar nenhum.",
        StateUnknown = "O state do login não é conhecido: ninguém o informou, e ele não é guardado em lugar nenhum.",
        HashesUnknown = "at_hash e c_hash precisam do access token e do code, que não foram colados.",
        CodeNotRedeemed = "O que vem depois de um code não é examinado: só o próprio login pode trocá-lo, uma vez.",
        CameBefore = "Já veio antes: enviada de novo, seria recusada como Replayed.",
        BeginsAnew = "Ninguém pediu esta resposta: ela vale como o desejo de fazer login, e o app padrão do tenant começa um login próprio.",
        UserInfoNotAsked = claims => $"O userinfo não foi consultado; em um login real ele pode trazer o que falta no ID token: {claims}.",
        ProviderSaid = says => $"O provedor não desconectou todos: {says}",
        Disabled = "A conexão está desativada: em um login real isso já basta para recusar.",
        NoPlan = "O plano do tenant não tem single sign-on: em um login real isso já basta para recusar.",
        OtherConnection = id => $"O endereço é de outra conexão ({id}): a mensagem foi julgada pela que você escolheu.",
        OthersLeftOut = n => n == 1 ? "Uma mensagem de outra conexão foi deixada de fora."
            : string.Create(CultureInfo.InvariantCulture, $"{n} mensagens de outras conexões foram deixadas de fora."),
        TooMany = n => string.Create(CultureInfo.InvariantCulture, $"Só as primeiras {n} mensagens foram verificadas."),
        KeysAsKnown = "Julgada pelos certificados conhecidos agora: os metadados do provedor não foram buscados para isto.",
        Note = note => note switch
        {
            ReadNote.AnswerDeflated => "Estava compactada como para um redirecionamento. O broker só aceita respostas por POST; o conteúdo foi julgado mesmo assim.",
            ReadNote.QueryMissing => "Veio por redirecionamento, cuja assinatura está no endereço: cole o endereço inteiro, com SigAlg e Signature.",
            _ => "Está criptografado: o que há de errado dentro não se distingue de uma chave que não serve.",
        },
        Unread = why => why switch
        {
            Check.Unread.Empty => new("Nada foi colado", "Não há o que verificar.", "Cole a mensagem, ou escolha uma gravação."),
            Check.Unread.TooLarge => new("Isto é grande demais", "Uma mensagem pode ter 1 MB, uma gravação do navegador (HAR) 10 MB.",
                "Grave só o login: abra as ferramentas de desenvolvedor, limpe a lista, faça login uma vez e salve."),
            Check.Unread.OurOwnRequest => new("Esta é uma requisição nossa", "Um AuthnRequest vai daqui para o provedor, e só ele pode julgá-lo.",
                "Cole o que voltou: o campo SAMLResponse do formulário."),
            Check.Unread.InFragment => new("A resposta está no fragmento do endereço", "O que vem depois de # nunca chega a um servidor, e nenhuma resposta nossa vem assim.",
                "O provedor deve responder com response_mode query ou form_post."),
            Check.Unread.OtherProtocol => new("Esta mensagem é do outro protocolo", "Uma conexão fala SAML ou OpenID Connect, e esta fala o outro.",
                "Escolha a conexão à qual a mensagem se destina."),
            Check.Unread.HarMalformed => new("Esta gravação não pode ser lida", "Começa como JSON, e não é um arquivo HAR nem uma resposta de token.",
                "Salve a gravação de novo, como HAR com conteúdo."),
            Check.Unread.HarWithoutMessages => new("A gravação não tem mensagem para esta conexão",
                "Nenhuma requisição nela foi a um endereço desta conexão: …/acs, …/slo ou …/callback.",
                "Grave desde antes do começo do login até a página de erro, com “preservar log” ligado."),
            _ => new("Isto não foi reconhecido",
                "Não é uma mensagem SAML (base64, codificada para URL, compactada, XML ou formulário), nem token, nem endereço de callback, nem gravação.",
                "Copie o valor de SAMLResponse, SAMLRequest, id_token ou logout_token, ou o endereço inteiro do callback."),
        },
    };
}
