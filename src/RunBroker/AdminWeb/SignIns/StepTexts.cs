using System.Collections.Immutable;
using RunBroker.Pages.Words;

namespace RunBroker.AdminWeb.SignIns;

/// <summary>
/// What case files say of their steps is written down once, in English. Here are the fixed sentences in Portuguese; what is not among them
/// stays as it is. <c>{}</c> stands for a part that changes.
/// </summary>
internal static class StepTexts
{
    private static readonly ImmutableArray<(string[] English, string[] Portuguese)> Rows =
    [
        // checks
        Row("the same", "o mesmo"), Row("not checked", "não conferida"), Row("none", "nada"), Row("it came", "veio"), Row("they do", "combinam"),
        Row("good then", "válido nessa hora"), Row("in clear", "em claro"), Row("encrypted to us", "criptografada para nós"),
        Row("in clear, or encrypted to us", "em claro, ou criptografada para nós"), Row("an encrypted assertion", "uma assertion criptografada"),
        Row("a Response with one assertion", "uma Response com uma assertion"), Row("a certificate of the connection", "um certificado da conexão"),
        Row("certificate {}", "certificado {}"), Row("a NameID that stays the same", "um NameID que não muda"), Row("attribute {}", "atributo {}"),
        Row("NameID format {}", "NameID no formato {}"), Row("any sign-in", "qualquer login"), Row("a new sign-in", "um login novo"),
        Row("a new one", "uma nova"), Row("an assertion that never came before", "uma assertion que nunca veio antes"),
        Row("{} between NotBefore and NotOnOrAfter", "{} entre NotBefore e NotOnOrAfter"),
        Row("the state of this sign-in, once", "o state deste login, uma vez"), Row("a code", "um código"),
        Row("access token and ID token", "access token e ID token"), Row("a published key, {}", "uma chave publicada, {}"),
        Row("{} by key {}", "{} com a chave {}"), Row("{} within {} s", "{}, com tolerância de {} s"), Row("the nonce of this sign-in", "o nonce deste login"),
        Row("an id that never changes", "um identificador que nunca muda"), Row("at_hash and c_hash fit, where they come", "at_hash e c_hash combinam, quando vêm"),
        Row("auth_time {}, acr {}", "auth_time {}, acr {}"), Row("a session that is not over", "uma sessão que não terminou"),
        Row("no end said", "sem fim declarado"), Row("{}, no context", "{}, sem contexto"),

        // steps
        Row("scope {}", "escopo {}"), Row("sent to {}", "enviado a {}"), Row("{} sent to {}", "{} enviado a {}"), Row("a code came", "veio um código"),
        Row("not forwarded: {}", "não repassado: {}"), Row("ID token of {} checked", "ID token de {} conferido"),
        Row("assertion of {} checked, certificate {}", "assertion de {} conferida, certificado {}"),
        Row("an unsolicited answer was checked; the default app begins a sign-in of its own",
            "uma resposta não pedida foi conferida; o app padrão inicia um login próprio"),
        Row("the link of a test sign-in was opened", "o link de um login de teste foi aberto"),
        Row("a test: a new user would have been created", "um teste: um novo usuário teria sido criado"),
        Row("a test: a user who is known would have been signed in", "um teste: um usuário conhecido teria feito login"),
        Row("answered from the session in this browser", "respondido com a sessão deste navegador"),
        Row("a session of this app alone", "uma sessão só deste app"), Row("SSO session begun", "sessão de SSO iniciada"),
        Row("the access rules do not let this person use the app", "as regras de acesso não deixam esta pessoa usar o app"),
        Row("the e-mail address led to no tenant of this app", "o endereço de e-mail não levou a nenhum tenant deste app"),

        // which tenant
        Row("{}: the app's own tenant", "{}: o próprio tenant do app"), Row("{}: the session in this browser", "{}: a sessão deste navegador"),
        Row("{}: chosen by the person", "{}: escolhido pela pessoa"), Row("{}: the verified domain {}", "{}: o domínio verificado {}"),

        // why no session served
        Row("none in this browser for this tenant", "nenhuma neste navegador para este tenant"),
        Row("the app always goes upstream (sso: false)", "o app sempre vai ao provedor (sso: false)"), Row("it has ended ({})", "ela terminou ({})"),
        Row("the user is deactivated", "o usuário está desativado"), Row("the app asked for a new sign-in (prompt)", "o app pediu um login novo (prompt)"),
        Row("the sign-in is older than max_age", "o login é mais antigo que max_age"), Row("its connection is not enabled", "a conexão dela não está ativada"),
        Row("the app named another connection", "o app indicou outra conexão"),
        Row("the app asked for another user (id_token_hint, claims)", "o app pediu outro usuário (id_token_hint, claims)"),

        // afterwards
        Row("the app redeemed its code: {}", "o app trocou o código: {}"), Row("the app has not redeemed its code", "o app não trocou o código"),
        Row("the app used a refresh token", "o app usou um refresh token"), Row("revoked: {}", "revogados: {}"), Row("{}; receipt {}", "{}; recibo {}"),
        Row("earlier ones are left out: the last {} follow", "as anteriores foram omitidas: seguem as últimas {}"),
    ];

    public static string? In(Language language, string? text) => text is null || language != Language.Portuguese ? text
        : Rows.Select(r => Filled(r.English, r.Portuguese, text)).FirstOrDefault(t => t is not null) ?? text;

    private static (string[], string[]) Row(string english, string portuguese) => (english.Split("{}"), portuguese.Split("{}"));

    /// <returns>Null when the text is another one.</returns>
    private static string? Filled(string[] english, string[] portuguese, string text)
    {
        if (english.Length == 1)
            return text == english[0] ? portuguese[0] : null;
        if (!text.StartsWith(english[0], StringComparison.Ordinal))
            return null;
        var (filled, at) = (portuguese[0], english[0].Length);
        for (var i = 1; i < english.Length; i++)
        {
            var end = i < english.Length - 1 ? text.IndexOf(english[i], at, StringComparison.Ordinal)
                : text.EndsWith(english[i], StringComparison.Ordinal) ? text.Length - english[i].Length : -1;
            if (end < at)
                return null;
            filled += text[at..end] + portuguese[i];
            at = end + english[i].Length;
        }

        return filled;
    }
}
