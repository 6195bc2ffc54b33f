using RunBroker.Authorize;
using RunBroker.Http;
using RunBroker.Logout;
using RunBroker.MySessions;
using RunBroker.Operations;
using RunBroker.Pages;
using RunBroker.Protocol;
using RunBroker.SessionStatus;
using RunBroker.SignIns;
using RunBroker.Tenancy;
using RunBroker.TestSignIns;
using RunBroker.Tokens;
using RunBroker.Upstream;
using RunBroker.Upstream.Oidc;
using RunBroker.Upstream.Saml;

namespace RunBroker;

/// <summary>Every URL of the broker but the management API's (Admin/AdminRoutes), in the order a sign-in meets them.</summary>
internal static class Routes
{
    public const string Authorize = "/connect/authorize";
    public const string Token = "/connect/token";
    public const string UserInfo = "/connect/userinfo";
    public const string Introspect = "/connect/introspect";
    public const string Revocation = "/connect/revocation";
    public const string EndSession = "/connect/endsession";
    public const string CheckSession = "/connect/checksession";
    public const string SsoData = "/connect/ssodata";
    /// <summary>As old clients know it (AU-11).</summary>
    public const string UserSsoData = "/user/ssodata";
    public const string Jwks = "/.well-known/openid-configuration/jwks";
    public const string SignInEmail = "/sign-in/email";

    /// <summary>Below it lie the links and results of tests; nothing answers here.</summary>
    public const string TestSignIn = "/test-sign-in";

    public const string SignInContinue = "/sign-in/continue";

    public const string LogoutUrl = "/v2/logout";
    public const string ConfirmSignOut = "/sign-out";

    public const string Sessions = "/sessions";
    public const string EndSessionOfMine = "/sessions/end";
    public const string EndAllSessions = "/sessions/end-all";

    /// <summary>For an admin, from a message that somebody sent them; it leads on to the tenant.</summary>
    public static string AdminCase(string caseId) => $"/admin/cases/{caseId}";

    public static string SignInAgain(string id) => $"/sign-in/{id}";

    public static string SignInOther(string id) => $"/sign-in/{id}/other";

    public static string SignInChoice(string id, string connection) => $"/sign-in/{id}/with/{connection}";

    public static string SignInFinish(string id) => $"/sign-in/{id}/finish";

    public static string OpenTest(string handle) => $"{TestSignIn}/{handle}";

    public static string TestResult(string id) => $"{TestSignIn}/{id}/result";

    public static string SignOut(string id) => $"/sign-out/{id}";

    public static string SignOutOn(string id) => $"/sign-out/{id}/on";

    public static string SignOutFrames(string id) => $"/sign-out/{id}/frames";

    public static string SignOutThere(string id, string connection) => $"/sign-out/{id}/at/{connection}";

    public static string SessionsIn(string? uiLocales) => uiLocales is null ? Sessions : FormEncoding.AddTo(Sessions, [new("ui_locales", uiLocales)]);

    /// <summary>The page after a session of another browser was signed out.</summary>
    public static string SessionsAfter(string logout, string? uiLocales) => FormEncoding.AddTo(SessionsIn(uiLocales), [new("ended", logout)]);

    public static string LoginUrl(string slug) => $"/login/{slug}";

    public static string OidcCallback(string connection) => $"/federation/oidc/{connection}/callback";

    public static string OidcSignedOut(string connection) => $"/federation/oidc/{connection}/signed-out";

    public static string OidcJwks(string connection) => $"/federation/oidc/{connection}/jwks";

    public static string SamlMetadata(string connection) => $"/federation/saml/{connection}/metadata";

    public static string SamlAcs(string connection) => $"/federation/saml/{connection}/acs";

    public static string SamlSlo(string connection) => $"/federation/saml/{connection}/slo";

    public static string GlobalRevocation(string protocol, string connection) => $"/federation/{protocol}/{connection}/global-token-revocation";

    public static void Map(IEndpointRouteBuilder app)
    {
        // what an app reads first
        app.Get("/.well-known/openid-configuration", DiscoveryEndpoint.Handle).RequireCors(Cors.Anyone);
        app.Get("/.well-known/oauth-authorization-server", DiscoveryEndpoint.Handle).RequireCors(Cors.Anyone);
        app.Get(Jwks, JwksEndpoint.Handle).RequireCors(Cors.Anyone);

        // app → broker
        app.GetOrPost(Authorize, AuthorizeEndpoint.Handle);
        app.Get("/login/{slug}", LoginUrlEndpoint.Handle);

        // the broker asks the person
        app.Post(SignInEmail, EmailEndpoint.Handle);
        app.Post(SignInContinue, ContinueEndpoint.Handle);
        app.Get("/sign-in/{id}/other", OtherAccountEndpoint.Handle);
        app.Get("/sign-in/{id}", AgainEndpoint.Handle);
        app.Get("/sign-in/{id}/with/{connection}", ChoiceEndpoint.Handle);

        // an admin tries a connection, or has somebody try it
        app.Get("/test-sign-in/{handle}", OpenTestEndpoint.Handle);
        app.Get("/test-sign-in/{id}/result", TestResultEndpoint.Handle);

        // broker → upstream, and back
        app.GetOrPost("/federation/oidc/{connection}/callback", CallbackEndpoint.Handle);
        app.Get("/federation/oidc/{connection}/jwks", ConnectionJwksEndpoint.Handle);

        app.GetOrPost("/federation/saml/{connection}/acs", AcsEndpoint.Handle);
        app.Get("/sign-in/{id}/finish", FinishSamlEndpoint.Handle);
        app.Get("/federation/saml/{connection}/metadata", SpMetadataEndpoint.Handle);
        app.GetOrPost("/federation/saml/{connection}/slo", SloEndpoint.Handle);

        // upstream → broker: end sessions
        app.Post("/federation/oidc/{connection}/backchannel-logout", BackchannelLogoutEndpoint.Handle);
        app.Get("/federation/oidc/{connection}/frontchannel-logout", FrontchannelLogoutEndpoint.Handle);
        app.Post("/federation/oidc/{connection}/global-token-revocation", GlobalRevocationEndpoint.Oidc);
        app.Post("/federation/saml/{connection}/global-token-revocation", GlobalRevocationEndpoint.Saml);

        // app → broker, without the browser
        app.Post(Token, TokenEndpoint.Handle).RequireCors(Cors.AppOrigins);
        app.GetOrPost(UserInfo, UserInfoEndpoint.Handle).RequireCors(Cors.AppOrigins);
        app.Post(Introspect, IntrospectEndpoint.Handle);
        app.Post(Revocation, RevocationEndpoint.Handle).RequireCors(Cors.AppOrigins);

        // an app's page asks whether the person is still signed in
        app.Get(CheckSession, CheckSessionEndpoint.Handle);
        app.Get(SsoData, SsoDataEndpoint.Handle);
        app.Get(UserSsoData, SsoDataEndpoint.Handle);

        // the person looks where they are signed in
        app.Get(Sessions, MySessionsEndpoint.Handle);
        app.Post(EndSessionOfMine, EndMySessionsEndpoint.One);
        app.Post(EndAllSessions, EndMySessionsEndpoint.Everywhere);

        // the end
        app.GetOrPost(EndSession, EndSessionEndpoint.Handle);
        app.Get(LogoutUrl, LogoutUrlEndpoint.Handle);
        app.Post(ConfirmSignOut, ConfirmEndpoint.Handle);
        app.Get("/sign-out/{id}", SignOutPageEndpoint.Handle);
        app.Post("/sign-out/{id}/frames", FramesEndpoint.Report);
        app.Get("/sign-out/{id}/on", FramesEndpoint.GoOn);
        app.Get("/sign-out/{id}/at/{connection}", SignOutThereEndpoint.Handle);
        app.Get("/federation/oidc/{connection}/signed-out", OidcSignedOutEndpoint.Handle);

        // for those who run it
        app.Get("/health/live", HealthEndpoints.Live);
        app.Get("/health/ready", HealthEndpoints.Ready);
        app.MapPageAssets();
        Branding.Map(app);
    }
}
