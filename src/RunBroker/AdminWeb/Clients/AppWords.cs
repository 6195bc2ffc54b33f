using RunBroker.AdminWeb.Frame;

namespace RunBroker.AdminWeb.Clients;

public sealed record AppWords : IWords<AppWords>
{
    public required string Apps { get; init; }
    public required string AppsLead { get; init; }
    public required string App { get; init; }
    public required string NewApp { get; init; }
    public required string None { get; init; }
    public required string NoneLead { get; init; }
    public required string Shared { get; init; }
    public required string SignOuts { get; init; }
    public required string Hears { get; init; }
    public required string HearsLong { get; init; }
    public required string HearsNothing { get; init; }
    public required string HearsNothingLong { get; init; }
    public required string QuickstartLead { get; init; }
    public required string ThisApp { get; init; }
    public required string Quickstart { get; init; }
    public required string Settings { get; init; }
    public required string SettingsLead { get; init; }
    public required string Paste { get; init; }
    public required string PasteLead { get; init; }
    public required string PasteLeadSecret { get; init; }
    public required string Framework { get; init; }
    public required string Secret { get; init; }
    public required string SecretTitle { get; init; }
    public required string SecretLead { get; init; }
    public required string NewSecret { get; init; }
    public required string NewSecretSays { get; init; }
    public required string Values { get; init; }
    public required string Issuer { get; init; }
    public required string ClientId { get; init; }
    public required string RedirectUri { get; init; }
    public required string RedirectHelp { get; init; }
    public required string AfterSignOut { get; init; }
    public required string AfterHelp { get; init; }
    public required string Ready { get; init; }
    public required string Pkce { get; init; }
    public required string PkceOn { get; init; }
    public required string PkceOff { get; init; }
    public required string ComesBack { get; init; }
    public required string ComesBackYes { get; init; }
    public required string ComesBackNot { get; init; }
    public required string Name { get; init; }
    public required string NameHelp { get; init; }
    public required string Kind { get; init; }
    public required string KindHelp { get; init; }
    public required string KindBasic { get; init; }
    public required string KindPost { get; init; }
    public required string KindKey { get; init; }
    public required string KindPublic { get; init; }
    public required string Backchannel { get; init; }
    public required string BackchannelHelp { get; init; }
    public required string Frontchannel { get; init; }
    public required string FrontchannelHelp { get; init; }
    public required string Sso { get; init; }
    public required string SsoHelp { get; init; }
    public required string Refresh { get; init; }
    public required string RefreshHelp { get; init; }
    public required string AllowedTenants { get; init; }
    public required string AllowedTenantsHelp { get; init; }
    public required string More { get; init; }
    public required string Initiate { get; init; }
    public required string InitiateHelp { get; init; }
    public required string Origins { get; init; }
    public required string OriginsHelp { get; init; }
    public required string JwksUri { get; init; }
    public required string JwksUriHelp { get; init; }
    public required string Scope { get; init; }
    public required string ScopeHelp { get; init; }
    public required string Alg { get; init; }
    public required string AlgHelp { get; init; }
    public required string Create { get; init; }
    public required string DeleteApp { get; init; }
    public required string DeleteSays { get; init; }
    public required string Deleted { get; init; }

    public static AppWords English { get; } = new()
    {
        Apps = "Apps",
        AppsLead = "Programs that sign people in through this broker, by OpenID Connect.",
        App = "App",
        NewApp = "New app",
        None = "No app yet",
        NoneLead = "Make one, then paste its settings into your code.",
        Shared = "shared",
        SignOuts = "Hears of sign-outs",
        Hears = "Yes",
        HearsLong = "It is told when a session ends elsewhere.",
        HearsNothing = "No",
        HearsNothingLong = "When a session ends elsewhere, it learns that only when its token is refused. Add a back-channel logout URI in the settings.",
        QuickstartLead = "Everything a developer needs, with the real values.",
        ThisApp = "This app",
        Quickstart = "Quickstart",
        Settings = "Settings",
        SettingsLead = "What the app registers with the broker.",
        Paste = "Paste into your app",
        PasteLead = "Real values of this app.",
        PasteLeadSecret = "Real values of this app. Only the secret is missing: it was shown once, when it was made.",
        Framework = "Your framework",
        Secret = "Client secret",
        SecretTitle = "Copy the secret now",
        SecretLead = "It is shown this once; we keep only its hash.",
        NewSecret = "Make a new secret",
        NewSecretSays = "Shown once. The present one goes on working for seven days, so that you can change it without a break.",
        Values = "The values one by one",
        Issuer = "Issuer",
        ClientId = "Client ID",
        RedirectUri = "Redirect URI",
        RedirectHelp = "Where people come back to after sign-in: one a line, exactly as the app sends it.",
        AfterSignOut = "After sign-out",
        AfterHelp = "Where people may be sent after sign-out: one a line. Without one they stay on our signed-out page.",
        Ready = "Is it ready?",
        Pkce = "Uses PKCE",
        PkceOn = "Requests without it are refused.",
        PkceOff = "Not required of this app. Require it as soon as its library can.",
        ComesBack = "Comes back after sign-out",
        ComesBackYes = "A return address is registered.",
        ComesBackNot = "No return address is registered; people stay on our signed-out page.",
        Name = "Name",
        NameHelp = "People read it when they sign in and out.",
        Kind = "How it proves itself",
        KindHelp = "An app with a server of its own keeps a secret or a key. A single-page or mobile app cannot keep one.",
        KindBasic = "With a secret, in the header (client_secret_basic)",
        KindPost = "With a secret, in the form (client_secret_post)",
        KindKey = "With a key of its own (private_key_jwt)",
        KindPublic = "Not at all: single-page or mobile app (none)",
        Backchannel = "Back-channel logout URI",
        BackchannelHelp = "We post a signed logout token here when a session ends, whoever ended it. The surest way.",
        Frontchannel = "Front-channel logout URI",
        FrontchannelHelp = "Loaded in a hidden frame when the person signs out in a browser that lets frames have cookies.",
        Sso = "May use the single sign-on session",
        SsoHelp = "Off: every sign-in of this app goes to the provider.",
        Refresh = "May have refresh tokens",
        RefreshHelp = "They end with the session.",
        AllowedTenants = "Tenants that may use it",
        AllowedTenantsHelp = "Slugs, one a line.",
        More = "More settings",
        Initiate = "Sign-in start URL",
        InitiateHelp = "Opened to begin a sign-in from outside: a connection’s login URL, or the provider’s app tile.",
        Origins = "Allowed origins",
        OriginsHelp = "Of pages that call our token endpoint from a script, one a line.",
        JwksUri = "JWKS URI",
        JwksUriHelp = "Where the app publishes its keys, for private_key_jwt.",
        Scope = "Scope",
        ScopeHelp = "The most that this app may ask for.",
        Alg = "Signature of ID tokens",
        AlgHelp = "ES256 is smaller and faster; take it when the app’s library can.",
        Create = "Create app",
        DeleteApp = "Delete app",
        DeleteSays = "Its people can no longer sign in to it, and its codes and refresh tokens end at once. This cannot be undone.",
        Deleted = "App deleted.",
    };

    public static AppWords Portuguese { get; } = new()
    {
        Apps = "Apps",
        AppsLead = "Programas em que as pessoas fazem login por este broker, com OpenID Connect.",
        App = "App",
        NewApp = "Novo app",
        None = "Nenhum app ainda",
        NoneLead = "Crie um e cole as configurações dele no seu código.",
        Shared = "compartilhado",
        SignOuts = "Sabe das saídas",
        Hears = "Sim",
        HearsLong = "Ele é avisado quando uma sessão termina em outro lugar.",
        HearsNothing = "Não",
        HearsNothingLong = "Quando uma sessão termina em outro lugar, ele só sabe quando o token é recusado. Adicione uma URI de saída por back-channel nas configurações.",
        QuickstartLead = "Tudo de que um desenvolvedor precisa, com os valores reais.",
        ThisApp = "Este app",
        Quickstart = "Início rápido",
        Settings = "Configurações",
        SettingsLead = "O que o app registra no broker.",
        Paste = "Cole no seu app",
        PasteLead = "Valores reais deste app.",
        PasteLeadSecret = "Valores reais deste app. Só falta o segredo: ele foi mostrado uma vez, quando foi criado.",
        Framework = "Seu framework",
        Secret = "Segredo do cliente",
        SecretTitle = "Copie o segredo agora",
        SecretLead = "Ele é mostrado só esta vez; guardamos apenas o hash.",
        NewSecret = "Criar um novo segredo",
        NewSecretSays = "Mostrado uma vez. O atual continua valendo por sete dias, para que a troca não cause interrupção.",
        Values = "Os valores um a um",
        Issuer = "Issuer",
        ClientId = "Client ID",
        RedirectUri = "URI de redirecionamento",
        RedirectHelp = "Para onde as pessoas voltam depois do login: uma por linha, exatamente como o app envia.",
        AfterSignOut = "Depois da saída",
        AfterHelp = "Para onde as pessoas podem ir depois da saída: uma por linha. Sem nenhuma, ficam na nossa página de saída.",
        Ready = "Está pronto?",
        Pkce = "Usa PKCE",
        PkceOn = "Pedidos sem PKCE são recusados.",
        PkceOff = "Não é exigido deste app. Exija assim que a biblioteca dele puder.",
        ComesBack = "Volta depois da saída",
        ComesBackYes = "Há um endereço de retorno registrado.",
        ComesBackNot = "Nenhum endereço de retorno registrado; as pessoas ficam na nossa página de saída.",
        Name = "Nome",
        NameHelp = "As pessoas o leem ao fazer login e ao sair.",
        Kind = "Como ele se comprova",
        KindHelp = "Um app com servidor próprio guarda um segredo ou uma chave. Um app de página única ou de celular não consegue.",
        KindBasic = "Com um segredo, no cabeçalho (client_secret_basic)",
        KindPost = "Com um segredo, no formulário (client_secret_post)",
        KindKey = "Com uma chave própria (private_key_jwt)",
        KindPublic = "De modo nenhum: página única ou celular (none)",
        Backchannel = "URI de saída por back-channel",
        BackchannelHelp = "Enviamos aqui um logout token assinado quando uma sessão termina, por quem quer que seja. É o modo mais seguro.",
        Frontchannel = "URI de saída por front-channel",
        FrontchannelHelp = "Carregada em um quadro oculto quando a pessoa sai em um navegador que permite cookies em quadros.",
        Sso = "Pode usar a sessão de login único",
        SsoHelp = "Desligado: todo login deste app vai ao provedor.",
        Refresh = "Pode ter refresh tokens",
        RefreshHelp = "Eles terminam com a sessão.",
        AllowedTenants = "Tenants que podem usá-lo",
        AllowedTenantsHelp = "Slugs, um por linha.",
        More = "Mais configurações",
        Initiate = "URL de início de login",
        InitiateHelp = "Aberta para começar um login de fora: a URL de login de uma conexão ou o atalho no provedor.",
        Origins = "Origens permitidas",
        OriginsHelp = "De páginas que chamam nosso endpoint de token por script, uma por linha.",
        JwksUri = "URI do JWKS",
        JwksUriHelp = "Onde o app publica as chaves dele, para private_key_jwt.",
        Scope = "Escopo",
        ScopeHelp = "O máximo que este app pode pedir.",
        Alg = "Assinatura dos ID tokens",
        AlgHelp = "ES256 é menor e mais rápido; use quando a biblioteca do app puder.",
        Create = "Criar app",
        DeleteApp = "Excluir app",
        DeleteSays = "As pessoas não podem mais fazer login nele, e códigos e refresh tokens terminam na hora. Não pode ser desfeito.",
        Deleted = "App excluído.",
    };
}
