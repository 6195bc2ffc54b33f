using System.Collections.Immutable;
using RunBroker.Pages.Words;

namespace RunBroker.Cases;

/// <summary>One row: where a provider's console has it. The names are the console's own, in English in every language.</summary>
/// <param name="Protocol">Null: of both.</param>
internal sealed record ConsolePlace(ProviderKind Kind, ConsoleTopic Topic, string? Protocol, string Path);

/// <summary>
/// Where in that provider's console something is set right; where the console is not known, a sentence that says what to look for.
/// </summary>
internal static class ConsolePlaces
{
    public static ImmutableArray<ConsolePlace> All { get; } =
    [
        .. OktaEntraGooglePlaces.All,
        .. Auth0OneLoginPingPlaces.All,
        .. KeycloakAdfsCognitoPlaces.All,
    ];

    public static ImmutableArray<(ConsoleTopic Topic, string English, string Portuguese)> Generic { get; } =
    [
        (ConsoleTopic.Credentials,
            "In the provider’s console, on the page of the application registered for this broker: client ID and client secret.",
            "No console do provedor, na página do aplicativo registrado para este broker: client ID e client secret."),
        (ConsoleTopic.RedirectAddress,
            "In the provider’s console, on the page of the application: redirect URI (OpenID Connect), or ACS URL and entity ID (SAML).",
            "No console do provedor, na página do aplicativo: redirect URI (OpenID Connect), ou URL ACS e entity ID (SAML)."),
        (ConsoleTopic.Issuer, "In the provider’s console or documentation: the issuer URL, to which /.well-known/openid-configuration is "
            + "added.",
            "No console ou na documentação do provedor: a URL do emissor (issuer), à qual se acrescenta /.well-known/openid-configuration."),
        (ConsoleTopic.Assignment, "In the provider’s console: which people and groups may use the application.",
            "No console do provedor: quais pessoas e grupos podem usar o aplicativo."),
        (ConsoleTopic.Consent, "In the provider’s console, on the page of the application: consent on behalf of all users.",
            "No console do provedor, na página do aplicativo: consentimento em nome de todos os usuários."),
        (ConsoleTopic.Grant, "In the provider’s console, on the page of the application: its type and its grant types.",
            "No console do provedor, na página do aplicativo: o tipo dele e os grant types."),
        (ConsoleTopic.TokenSigning, "In the provider’s console: the signing algorithm and keys of ID tokens.",
            "No console do provedor: o algoritmo e as chaves de assinatura dos ID tokens."),
        (ConsoleTopic.Claims, "In the provider’s console, on the page of the application: which claims or attributes it sends, and the "
            + "person’s own entry.",
            "No console do provedor, na página do aplicativo: quais claims ou atributos ele envia, e o cadastro da pessoa."),
        (ConsoleTopic.NameId, "In the provider’s console, on the page of the application: NameID and its format.",
            "No console do provedor, na página do aplicativo: NameID e o formato dele."),
        (ConsoleTopic.SamlOptions,
            "In the provider’s console, on the page of the application: what is signed, by which algorithm, and for how long it is good.",
            "No console do provedor, na página do aplicativo: o que é assinado, com qual algoritmo, e por quanto tempo vale."),
        (ConsoleTopic.SamlCertificate, "In the provider’s console: the certificate that it signs SAML answers with now.",
            "No console do provedor: o certificado com que ele assina respostas SAML agora."),
        (ConsoleTopic.Encryption,
            "In the provider’s console, on the page of the application: encryption of the token or assertion, and our certificate for it.",
            "No console do provedor, na página do aplicativo: criptografia do token ou da assertion, e o nosso certificado para isso."),
        (ConsoleTopic.ProviderMetadata,
            "In the provider’s console, on the page of the application: its SAML metadata (often called federation or IdP metadata).",
            "No console do provedor, na página do aplicativo: os metadados SAML dele (muitas vezes federation ou IdP metadata)."),
        (ConsoleTopic.StrongSignIn, "In the provider’s console: the sign-in policy of the application, and second factors.",
            "No console do provedor: a política de login do aplicativo e os segundos fatores."),
        (ConsoleTopic.SessionPolicy, "In the provider’s console: how long a session lives, and when people must sign in again.",
            "No console do provedor: quanto dura uma sessão, e quando as pessoas precisam fazer login de novo."),
        (ConsoleTopic.SignOut, "In the provider’s console, on the page of the application: single logout or logout URLs.",
            "No console do provedor, na página do aplicativo: single logout ou URLs de logout."),
        (ConsoleTopic.SignInLog, "In the provider’s own sign-in log, at the time of this sign-in.",
            "No registro de logins do próprio provedor, na hora deste login."),
    ];

    /// <returns>Null where nothing is to be looked for there.</returns>
    public static string? Of(ConsoleTopic topic, ProviderKind kind, string? protocol, Language language)
    {
        if (topic == ConsoleTopic.None)
            return null;
        if (All.FirstOrDefault(p => p.Kind == kind && p.Topic == topic && (p.Protocol is null || p.Protocol == protocol)) is { } known)
            return $"{kind.Name()}: {known.Path}";
        var row = Generic.First(r => r.Topic == topic);
        return language == Language.Portuguese ? row.Portuguese : row.English;
    }
}
