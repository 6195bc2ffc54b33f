using System.Collections.Immutable;

namespace RunBroker.Pages.Words;

internal sealed partial record Texts
{
    private static ImmutableDictionary<ErrorReason, ErrorText> PortugueseErrors => Rows<ErrorReason, ErrorText>(
        (ErrorReason.AppNotRegistered, new(
            "Este app não é conhecido aqui",
            "Para que alguém faça login, o app que pede precisa estar registrado, e este não está. "
                + "Não há nada de errado com a sua conta. Tentar de novo dá o mesmo resultado.",
            "Envie isto a quem mantém o app. É preciso registrá-lo ou corrigir o client ID.",
            "não registrado",
            "o client_id do pedido não está registrado.",
            "quem desenvolve o app")),
        (ErrorReason.RedirectNotRegistered, new(
            "Não sabemos para onde este app quer levar você",
            "O app pediu que você voltasse para um endereço que ele não registrou. Por segurança, você fica aqui. "
                + "Tentar de novo dá o mesmo resultado.",
            "Envie isto a quem mantém o app. É preciso registrar o endereço exatamente como o app o envia.",
            "endereço estranho",
            "o redirect_uri do pedido não está registrado para este client_id.",
            "quem desenvolve o app")),
        (ErrorReason.RequestMalformed, new(
            "Não conseguimos entender o pedido do app",
            "O pedido de login feito pelo app está incompleto ou danificado. Não há nada de errado com a sua conta. "
                + "Se você usou um link antigo ou um favorito, abra o próprio app e faça login por lá.",
            "Se também acontecer a partir do app, envie isto a quem mantém o app.",
            "pedido confuso",
            "o pedido de autorização está malformado.",
            "quem desenvolve o app")),
        (ErrorReason.TenantUnknown, new(
            "Não conhecemos esta organização",
            "O app pediu o seu login em uma organização que não existe aqui. Tentar de novo dá o mesmo resultado.",
            "Abra o app pelo endereço de sempre. Se também acontecer por lá, envie isto a quem mantém o app.",
            "não a conhece",
            "a organização ou o tenant indicado no pedido não existe.",
            "quem desenvolve o app")),
        (ErrorReason.NoTenantForEmail, new(
            "Este e-mail não leva a nenhuma página de login",
            "Nenhuma organização daqui faz login com esse tipo de endereço. "
                + "Confira se digitou certo e, se usou outro, tente o seu e-mail de trabalho.",
            "Se o endereço está certo, envie isto à sua equipe de TI. "
                + "Ela pode dizer qual endereço usar ou incluir o domínio da sua organização.",
            "sem página de login",
            "o domínio do e-mail não está verificado para nenhum tenant.",
            "um administrador do tenant, em Domínios")),
        (ErrorReason.ConnectionUnknown, new(
            "Esta forma de login não existe",
            "O link indicou uma página de login que a sua organização não tem ou removeu. Usar o mesmo link de novo dá o mesmo resultado.",
            "Abra o próprio app e faça login por lá. Se não funcionar, envie isto à sua equipe de TI.",
            "sem página de login",
            "a conexão indicada no pedido não existe neste tenant.",
            "um administrador do tenant, em Conexões")),
        (ErrorReason.ConnectionDisabled, new(
            "Esta forma de login está desligada",
            "Os administradores da sua organização desligaram esta página de login. A sua conta não foi afetada. "
                + "Tentar de novo só ajuda depois que a ligarem.",
            "Envie isto à sua equipe de TI. Ela pode ligar a página ou indicar outra forma de login.",
            "está desligada",
            "a conexão está desativada.",
            "um administrador do tenant, em Conexões")),
        (ErrorReason.ConnectionNotReady, new(
            "Esta forma de login não está totalmente configurada",
            "Não foi possível enviar você à página de login da sua organização: falta, ou não é mais válido, algo que precisamos saber dela. "
                + "A sua conta não foi afetada. Tentar de novo só adianta depois que isso for corrigido.",
            "Envie isto à sua equipe de TI. Ela pode ver o que falta e completar.",
            "não está pronta",
            "falta à conexão algo de que o login precisa; o registro do caso diz o quê. O provedor não foi consultado.",
            "um administrador do tenant, em Conexões")),
        (ErrorReason.NoEnabledConnection, new(
            "Sua organização ainda não tem página de login",
            "O login com a conta de trabalho não foi configurado ou está todo desligado. Tentar de novo só ajuda depois que o ligarem.",
            "Envie isto à sua equipe de TI. É preciso configurar uma conexão e ligá-la.",
            "sem página de login",
            "o tenant não tem nenhuma conexão ativa.",
            "um administrador do tenant, em Conexões")),
        (ErrorReason.PlanWithoutSso, new(
            "O plano da sua organização não inclui este login",
            "O login com a conta de trabalho não faz parte do que a sua organização contratou. Tentar de novo dá o mesmo resultado.",
            "Envie isto à sua equipe de TI. Ela pode pedir a inclusão no plano ou indicar outra forma de entrar no app.",
            "fora do plano",
            "o plano do tenant não inclui single sign-on.",
            "quem contrata pelo tenant")),
        (ErrorReason.UpstreamUnreachable, new(
            "A página de login da sua organização não responde",
            "Tentamos alcançá-la e não veio uma resposta que possa ser usada. A sua conta não foi afetada. "
                + "Tentar de novo em alguns minutos pode ajudar.",
            "Se continuar, envie isto à sua equipe de TI. Ela pode ver se o provedor está fora do ar.",
            "não responde",
            "o provedor não foi alcançado ou não deu uma resposta que possa ser usada.",
            "o administrador do provedor")),
        (ErrorReason.UpstreamRefused, new(
            "Sua organização não liberou você para este app",
            "A página de login da sua organização recusou. Quase sempre é porque a sua conta ainda não tem acesso ao app. "
                + "Tentar de novo dá o mesmo resultado até que alguém libere o acesso.",
            "Envie isto à sua equipe de TI. É preciso atribuir você, ou um dos seus grupos, ao app no provedor.",
            "recusou o acesso",
            "o provedor recusou o acesso; quase sempre a pessoa não está atribuída ao app.",
            "o administrador do provedor")),
        (ErrorReason.UpstreamAnswerInvalid, new(
            "Não pudemos aceitar a resposta da sua organização",
            "A página de login da sua organização respondeu, mas a resposta não passou nas nossas verificações, e o login não foi "
                + "feito. A causa não é a sua senha. Tentar mais uma vez pode ajudar; se não, fica assim até que seja corrigido.",
            "Envie isto à sua equipe de TI. O registro do caso mostra qual verificação falhou, o que se esperava e o que veio.",
            "resposta inválida",
            "a resposta do provedor falhou em uma verificação; o registro do caso diz qual.",
            "um administrador do tenant, com o registro do caso")),
        (ErrorReason.UpstreamDoesNotKnowUs, new(
            "A página de login da sua organização não nos aceita",
            "Ela respondeu, mas recusou o nosso pedido ou a nossa chave: quase sempre essa chave expirou. A sua senha não é a causa. "
                + "Tentar de novo dá o mesmo resultado até que a sua equipe de TI mude isso.",
            "Envie isto à sua equipe de TI. Ela precisa ver como este broker está registrado no provedor.",
            "recusou a nossa chave",
            "o provedor não aceita o pedido, o client ID ou o segredo do broker.",
            "o administrador do provedor, ou do tenant em Conexões")),
        (ErrorReason.ClocksApart, new(
            "A resposta da sua organização veio na hora errada",
            "Pelo nosso relógio ela era antiga demais, ou do futuro. A sua senha não é a causa. "
                + "Tentar mais uma vez pode ajudar, se a página ficou muito tempo aberta; senão, dois relógios divergem.",
            "Se acontecer de novo, envie isto à sua equipe de TI. Ela precisa acertar o relógio do servidor de login.",
            "hora errada",
            "a resposta do provedor não vale nesta hora; quase sempre o relógio dele está errado.",
            "o administrador do provedor")),
        (ErrorReason.AnswerNotProved, new(
            "Não pudemos ter certeza de que a resposta é da sua organização",
            "A assinatura não correspondeu e, por segurança, ninguém entrou. Quase sempre a sua organização tem um certificado novo que "
                + "ainda não temos. "
                + "Tentar de novo dá o mesmo resultado até que a sua equipe de TI mude isso.",
            "Envie isto à sua equipe de TI. O arquivo do caso diz qual certificado ou chave falta.",
            "sem prova",
            "a assinatura da resposta do provedor não vale; quase sempre o certificado ou a chave dele mudou.",
            "um administrador do tenant, em Conexões")),
        (ErrorReason.SignInTooWeak, new(
            "Este app precisa de um login mais forte",
            "Você fez login, mas não do modo que este app exige, como com um segundo fator. Outros apps não são afetados. "
                + "Tentar de novo só ajuda se a página da sua organização então pedir isso.",
            "Envie isto à sua equipe de TI. Ela precisa ligar o método mais forte para este app.",
            "login fraco demais",
            "o provedor não usou o modo de login que foi pedido.",
            "o administrador do provedor")),
        (ErrorReason.SignInNotFresh, new(
            "Este app precisa que você faça login de novo",
            "A página de login da sua organização respondeu com um login anterior, que é antigo demais para este app, ou já acabou. "
                + "Sair primeiro na sua organização e tentar de novo pode ajudar.",
            "Se acontecer de novo, envie isto à sua equipe de TI.",
            "login antigo demais",
            "o login no provedor é antigo demais, ou a sessão dele acabou.",
            "o administrador do provedor")),
        (ErrorReason.ProviderInitiated, new(
            "Abra o próprio app para fazer login",
            "A página da sua organização enviou você para cá antes que um app pedisse. Para sua segurança, só aceitamos uma resposta a um pedido nosso, "
                + "então ninguém foi conectado. O login a partir do app funciona.",
            "Abra o app pelo endereço dele. Se o atalho na página da sua organização deveria funcionar, envie isto à equipe de TI.",
            "não tinha pedido",
            "o provedor iniciou o login, e a conexão não permite isso (allow_idp_initiated).",
            "um administrador do tenant, em Conexões")),
        (ErrorReason.NoDefaultApp, new(
            "Não há app para abrir a partir daqui",
            "Este link ou atalho leva ao app principal da sua organização, e nenhum foi escolhido. Tentar de novo dá o mesmo resultado. "
                + "Sua conta não foi afetada.",
            "Abra o app que você quer pelo endereço dele. Se precisar deste link, envie isto à equipe de TI.",
            "não achou um app",
            "o tenant não tem app padrão com initiate_login_uri.",
            "um administrador do tenant")),
        (ErrorReason.SignInExpired, new(
            "Este login não pode mais ser concluído",
            "Demorou demais, já foi concluído ou começou em outro navegador. "
                + "Por segurança, cada login termina no navegador em que começou. Começar de novo funciona.",
            "Comece de novo e termine no mesmo navegador. Links antigos e o botão Voltar não funcionam.",
            "não espera mais",
            "o login expirou, já foi usado ou é de outro navegador.",
            "a própria pessoa, começando de novo")),
        (ErrorReason.CookiesBlocked, new(
            "Seu navegador não guardou o nosso cookie",
            "Precisamos de um cookie para ter certeza de que a resposta da sua organização é para você. Ele não voltou. "
                + "Começar de novo funciona assim que os cookies forem permitidos.",
            "Permita cookies para este endereço, saia da navegação privada se ela os bloqueia e comece de novo.",
            "ficou sem cookie",
            "o navegador não devolveu o cookie do login.",
            "a própria pessoa, nas configurações do navegador")),
        (ErrorReason.MissingEmail, new(
            "Sua organização não nos informou o seu e-mail",
            "A sua senha funcionou. O app precisa de um e-mail para você, e a página de login da sua organização não enviou nenhum. "
                + "Tentar de novo dá o mesmo resultado até que a equipe de TI mude isso.",
            "Envie isto à sua equipe de TI. A mensagem tem tudo de que ela precisa.",
            "não enviou o e-mail",
            "a resposta do provedor não traz valor para o campo Email.",
            "o administrador do provedor, ou o do tenant em Mapeamento de claims")),
        (ErrorReason.MissingFirstName, new(
            "Sua organização não nos informou o seu nome",
            "A sua senha funcionou. O app precisa do seu primeiro nome, e a página de login da sua organização não o enviou. "
                + "Tentar de novo dá o mesmo resultado até que a equipe de TI mude isso.",
            "Envie isto à sua equipe de TI. A mensagem tem tudo de que ela precisa.",
            "não enviou o nome",
            "a resposta do provedor não traz valor para o campo First Name.",
            "o administrador do provedor, ou o do tenant em Mapeamento de claims")),
        (ErrorReason.MissingLastName, new(
            "Sua organização não nos informou o seu sobrenome",
            "A sua senha funcionou. O app precisa do seu sobrenome, e a página de login da sua organização não o enviou. "
                + "Tentar de novo dá o mesmo resultado até que a equipe de TI mude isso.",
            "Envie isto à sua equipe de TI. A mensagem tem tudo de que ela precisa.",
            "não enviou o sobrenome",
            "a resposta do provedor não traz valor para o campo Last Name.",
            "o administrador do provedor, ou o do tenant em Mapeamento de claims")),
        (ErrorReason.UserDeactivated, new(
            "Sua conta está desligada aqui",
            "A sua senha funcionou, mas um administrador desligou a sua conta para estes apps. "
                + "Tentar de novo só ajuda depois que a ligarem.",
            "Envie isto à sua equipe de TI. Ela pode dizer o motivo e ligar a conta.",
            "barrou a conta",
            "o registro da pessoa está desativado.",
            "um administrador do tenant, em Usuários")),
        (ErrorReason.AccessRulesRefuse, new(
            "Você não tem acesso a este app",
            "A sua senha funcionou, mas as regras da sua organização não liberam este app para você. Outros apps não foram afetados. "
                + "Tentar de novo só ajuda depois que as regras mudarem.",
            "Se você precisa do app para trabalhar, envie isto à sua equipe de TI. Ela pode liberar o acesso.",
            "não achou acesso",
            "as regras de acesso do tenant ou do app recusam esta pessoa.",
            "um administrador do tenant, em Regras de acesso")),
        (ErrorReason.TooManyRequests, new(
            "Foram tentativas demais em pouco tempo",
            "Por um momento, pausamos os logins vindos desta conexão de rede, para proteger as contas. "
                + "Não há nada de errado com a sua. Em um minuto, tentar de novo funciona.",
            "Espere um minuto e tente mais uma vez.",
            "pede que espere",
            "o limite de pedidos foi atingido.",
            "ninguém: passa sozinho")),
        (ErrorReason.InternalError, new(
            "Algo falhou do nosso lado",
            "O login parou por uma falha nossa. A causa não é a sua conta nem a sua organização. "
                + "Tentar de novo em alguns minutos pode ajudar.",
            "Se continuar, envie isto a quem mantém o app. Com o número do caso, dá para descobrir o que aconteceu.",
            "falhou",
            "um erro interno.",
            "o operador do RunBroker, com o número do caso")));
}
