using System.Collections.Immutable;

namespace RunBroker.AdminWeb.Clients;

/// <param name="Title">The file's name, or where the text goes.</param>
public sealed record QuickstartFile(string Title, string Text);

/// <param name="Files">With the app's real values.</param>
public sealed record Quickstart(string Id, string Name, ImmutableArray<QuickstartFile> Files);

/// <summary>What an app's developers paste, for the libraries they use. The secret is never in it: each reads it from where secrets are kept.</summary>
internal static class Quickstarts
{
    /// <summary>Values that stand in the templates as <c>{{name}}</c>.</summary>
    internal sealed record Values(string Issuer, string ClientId, string RedirectUri, string PostLogoutRedirectUri, string Scope, bool IsPublic);

    private sealed record Template(string Id, string Name, bool OfPublicApps, bool OfSecretApps, ImmutableArray<QuickstartFile> Files);

    public static ImmutableArray<Quickstart> For(Values app) =>
        [.. Templates.Where(t => app.IsPublic ? t.OfPublicApps : t.OfSecretApps)
            .Select(t => new Quickstart(t.Id, t.Name, [.. t.Files.Select(f => f with { Text = Fill(f.Text, app) })]))];

    /// <summary>Lines that say where a sign-out leads back to go with the address; the others have their own condition in front.</summary>
    private static string Fill(string text, Values app) => Filled(string.Join('\n', text.Split('\n').Where(l => Belongs(l, app))), app);

    private static bool Belongs(string line, Values app) =>
        (!line.Contains("{{post_logout}}", StringComparison.Ordinal) || app.PostLogoutRedirectUri.Length > 0)
        // ASP.NET answers that path by itself, so it must never be the app's own start page.
        && (!line.Contains("{{post_logout_path}}", StringComparison.Ordinal) || HasSignedOutPath(app))
        && (!line.Contains("{{no_signed_out_path}}", StringComparison.Ordinal) || !HasSignedOutPath(app))
        && (!line.Contains("{{of_http}}", StringComparison.Ordinal) || IsHttp(app))
        && (!line.Contains("{{of_https}}", StringComparison.Ordinal) || !IsHttp(app));

    private static bool HasSignedOutPath(Values app) => app.PostLogoutRedirectUri.Length > 0 && PathOf(app.PostLogoutRedirectUri) != "/";

    private static bool IsHttp(Values app) => app.Issuer.StartsWith("http://", StringComparison.Ordinal);

    private static string Filled(string text, Values app) => text
        .Replace("{{no_signed_out_path}}", "", StringComparison.Ordinal)
        .Replace("{{of_http}}", "", StringComparison.Ordinal)
        .Replace("{{of_https}}", "", StringComparison.Ordinal)
        .Replace("{{app}}", OriginOf(app.RedirectUri), StringComparison.Ordinal)
        .Replace("{{issuer}}", app.Issuer, StringComparison.Ordinal)
        .Replace("{{client_id}}", app.ClientId, StringComparison.Ordinal)
        .Replace("{{redirect_uri}}", app.RedirectUri, StringComparison.Ordinal)
        .Replace("{{redirect_path}}", PathOf(app.RedirectUri), StringComparison.Ordinal)
        .Replace("{{post_logout}}", app.PostLogoutRedirectUri, StringComparison.Ordinal)
        .Replace("{{post_logout_path}}", PathOf(app.PostLogoutRedirectUri), StringComparison.Ordinal)
        .Replace("{{scope}}", app.Scope, StringComparison.Ordinal);

    private static string OriginOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var parsed) ? parsed.GetLeftPart(UriPartial.Authority) : "";

    private static string PathOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var parsed) ? parsed.AbsolutePath : "/";

    private static readonly ImmutableArray<Template> Templates =
    [
        new("aspnet", "ASP.NET Core", false, true,
        [
            new("Program.cs", """
                builder.Services
                  .AddAuthentication(o =>
                  {
                      o.DefaultScheme = "Cookies";
                      o.DefaultChallengeScheme = "oidc";
                  })
                  .AddCookie("Cookies")
                  .AddOpenIdConnect("oidc", o =>
                  {
                      o.Authority = "{{issuer}}";
                      {{of_http}}o.RequireHttpsMetadata = false; // the issuer is http
                      o.ClientId = "{{client_id}}";
                      o.ClientSecret = builder.Configuration["Sso:Secret"];
                      o.CallbackPath = "{{redirect_path}}";
                      o.SignedOutCallbackPath = "{{post_logout_path}}";
                      {{no_signed_out_path}}// To come back after a sign-out, register {{app}}/signout-callback-oidc here, under "After sign-out".
                      o.ResponseType = "code";
                      o.MapInboundClaims = false;
                      o.SaveTokens = true;
                      o.Scope.Clear();
                      foreach (var scope in "{{scope}}".Split(' '))
                          o.Scope.Add(scope);
                  });
                """),
            new("Shell", "dotnet user-secrets set \"Sso:Secret\" \"the secret\""),
        ]),
        new("node", "Node (openid-client)", false, true,
        [
            new("sso.mjs", """
                import * as client from 'openid-client'

                const config = await client.discovery(
                  {{of_https}}new URL('{{issuer}}'), '{{client_id}}', process.env.SSO_SECRET)
                  {{of_http}}new URL('{{issuer}}'), '{{client_id}}', process.env.SSO_SECRET, undefined,
                  {{of_http}}{ execute: [client.allowInsecureRequests] }) // the issuer is http

                // to begin: keep verifier and state in the browser's session, then redirect to url
                const verifier = client.randomPKCECodeVerifier()
                const state = client.randomState()
                const url = client.buildAuthorizationUrl(config, {
                  redirect_uri: '{{redirect_uri}}',
                  scope: '{{scope}}',
                  code_challenge: await client.calculatePKCECodeChallenge(verifier),
                  code_challenge_method: 'S256',
                  state,
                })

                // at {{redirect_path}}: current is the full URL of the request
                const tokens = await client.authorizationCodeGrant(config, current, {
                  pkceCodeVerifier: verifier, expectedState: state,
                })
                const person = tokens.claims()

                // to sign out everywhere
                const out = client.buildEndSessionUrl(config, {
                  id_token_hint: tokens.id_token,
                  post_logout_redirect_uri: '{{post_logout}}',
                })
                """),
        ]),
        new("spa", "Single-page app (oidc-client-ts)", true, false,
        [
            new("auth.ts", """
                import { UserManager } from 'oidc-client-ts'

                export const users = new UserManager({
                  authority: '{{issuer}}',
                  client_id: '{{client_id}}',
                  redirect_uri: '{{redirect_uri}}',
                  post_logout_redirect_uri: '{{post_logout}}',
                  scope: '{{scope}}',
                  monitorSession: true,
                })

                // to begin: users.signinRedirect()
                // at {{redirect_path}}: const user = await users.signinCallback()
                // signed out elsewhere: users.events.addUserSignedOut(() => users.removeUser())
                // to sign out everywhere: users.signoutRedirect()
                """),
        ]),
        new("apache", "Apache (mod_auth_openidc)", false, true,
        [
            new("sso.conf", """
                OIDCProviderMetadataURL {{issuer}}/.well-known/openid-configuration
                OIDCClientID {{client_id}}
                OIDCClientSecret "exec:/bin/cat /etc/apache2/sso.secret"
                OIDCRedirectURI {{redirect_uri}}
                OIDCDefaultLoggedOutURL {{post_logout}}
                OIDCScope "{{scope}}"
                OIDCPKCEMethod S256
                OIDCCryptoPassphrase "exec:/bin/cat /etc/apache2/sso.passphrase"

                <Location />
                  AuthType openid-connect
                  Require valid-user
                </Location>
                """),
        ]),
        new("python", "Python (Authlib)", false, true,
        [
            new("app.py", """
                import os
                from authlib.integrations.flask_client import OAuth

                oauth = OAuth(app)
                oauth.register(
                    'sso',
                    server_metadata_url='{{issuer}}/.well-known/openid-configuration',
                    client_id='{{client_id}}',
                    client_secret=os.environ['SSO_SECRET'],
                    client_kwargs={'scope': '{{scope}}', 'code_challenge_method': 'S256'},
                )

                @app.route('/login')
                def login():
                    return oauth.sso.authorize_redirect('{{redirect_uri}}')

                @app.route('{{redirect_path}}')
                def signed_in():
                    person = oauth.sso.authorize_access_token()['userinfo']
                    ...
                """),
        ]),
        new("spring", "Spring Security", false, true,
        [
            new("application.yml", """
                spring:
                  security:
                    oauth2:
                      client:
                        registration:
                          sso:
                            client-id: {{client_id}}
                            client-secret: ${SSO_SECRET}
                            authorization-grant-type: authorization_code
                            redirect-uri: {{redirect_uri}}
                            scope: {{scope}}
                        provider:
                          sso:
                            issuer-uri: {{issuer}}
                """),
            new("SecurityConfig.java", """
                @Bean
                SecurityFilterChain filterChain(HttpSecurity http, ClientRegistrationRepository clients) throws Exception {
                    var signOut = new OidcClientInitiatedLogoutSuccessHandler(clients);
                    signOut.setPostLogoutRedirectUri("{{post_logout}}");
                    return http
                        .authorizeHttpRequests(a -> a.anyRequest().authenticated())
                        .oauth2Login(Customizer.withDefaults())
                        .oidcLogout(l -> l.backChannel(Customizer.withDefaults()))
                        .logout(l -> l.logoutSuccessHandler(signOut))
                        .build();
                }
                """),
        ]),
        new("any", "Any OIDC client", true, true,
        [
            new("OpenID Connect", """
                Issuer                  {{issuer}}
                Discovery               {{issuer}}/.well-known/openid-configuration
                Client ID               {{client_id}}
                Redirect URI            {{redirect_uri}}
                Post-logout redirect    {{post_logout}}
                Scope                   {{scope}}
                Flow                    authorization code with PKCE (S256)
                """),
        ]),
    ];
}
