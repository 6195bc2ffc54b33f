using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RunBroker.Admin;
using RunBroker.AdminWeb;
using RunBroker.Http;
using RunBroker.Http.Outbound;
using RunBroker.SessionStatus;
using RunBroker.Logout;
using RunBroker.MySessions;
using RunBroker.SignIns;
using RunBroker.Storage;
using RunBroker.Storage.Secrets;
using RunBroker.Tenancy;
using RunBroker.Tokens;
using RunBroker.Upstream;
using RunBroker.Upstream.Oidc;
using RunBroker.Upstream.Saml;

namespace RunBroker.Operations;

/// <summary>Puts the broker together. The command line, the demo and the tests all start it here.</summary>
internal static class BrokerHost
{
    /// <param name="db">Disposed with the application.</param>
    public static WebApplication Build(WebApplicationBuilder builder, Settings settings, Db db, MasterKey masterKey)
    {
        AddServices(builder.Services, settings, db, masterKey);
        KeepQueriesOutOfLogs(builder.Logging);
        // Requests are worked at where they were read: on a thread of the pool, or with one core on that of the sockets. What waits there waits for SQLite alone.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Security.md O-125.
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
            kestrel.Limits.MaxRequestHeadersTotalSize = Limits.HeaderBytes;
            kestrel.Limits.MaxRequestLineSize = Limits.HeaderBytes;
        });
        var app = builder.Build();
        app.Services.GetRequiredService<NodeStart>();
        Configure(app, settings);
        return app;
    }

    /// <summary>
    /// ASP.NET Core logs each request with its query at Information, and Kestrel the start of one that it cannot read: codes, states, hints and
    /// e-mail addresses stand there. The case files say what happened instead.
    /// </summary>
    private static void KeepQueriesOutOfLogs(ILoggingBuilder logging)
    {
        // Nor does it make an activity for each request then; what fails in one is logged by Faults, and by Kestrel.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel.BadRequests", LogLevel.Warning);
        logging.AddFilter("Microsoft.AspNetCore.Routing", LogLevel.Warning);
        logging.AddFilter("Microsoft.AspNetCore.Http.Result", LogLevel.Warning);
    }

    /// <summary>What must be there before the first request: schema and keys.</summary>
    public static async Task Prepare(WebApplication app, CancellationToken stop)
    {
        var settings = app.Services.GetRequiredService<Settings>();
        var db = app.Services.GetRequiredService<Db>();
        if (settings.AutoMigrate)
            await Migrator.Apply(db, app.Services.GetRequiredService<TimeProvider>().GetUtcNow(), stop);
        await app.Services.GetRequiredService<SigningKeys>().Start(stop);
        await app.Services.GetRequiredService<AdminWeb.SignIn.AdminApp>().Register(stop);
    }

    private static void AddServices(IServiceCollection services, Settings settings, Db db, MasterKey masterKey)
    {
        services.AddSingleton(settings);
        // A factory, so that the container disposes it.
        services.AddSingleton(_ => db);
        services.AddSingleton(new SecretBox(masterKey));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<Outbound>();
        services.AddSingleton<RemoteKeys>();
        services.AddSingleton<OidcClient>();
        services.AddSingleton<StartOidc>();
        services.AddSingleton<StartSaml>();
        services.AddSingleton<SamlJudge>();
        services.AddSingleton<WaitingSignIns>();
        services.AddSingleton<HandOver>();
        services.AddSingleton<SamlLastStep>();
        services.AddSingleton<SolicitedAnswer>();
        services.AddSingleton<UnsolicitedAnswer>();
        services.AddSingleton<UpstreamSignOut>();
        services.AddSingleton<OidcOrders>();
        services.AddSingleton<OidcSignOut>();
        services.AddSingleton<Upstream.GlobalRevocation>();
        services.AddSingleton<SamlAskerAnswer>();
        services.AddSingleton<TakeLogoutAnswer>();
        services.AddSingleton<LogoutAnswers>();
        services.AddSingleton<AskSamlLogout>();
        services.AddSingleton<AskOidcLogout>();
        services.AddSingleton<AskUpstream>();
        services.AddSingleton<DefaultApp>();
        services.AddSingleton<Warmth>();
        services.AddSingleton<WarmUp.Rehearsal>();
        services.AddSingleton<Registry>();
        services.AddSingleton<Apps>();
        services.AddSingleton<Refusal>();
        services.AddSingleton<PendingSignIns>();
        services.AddSingleton<Situations>();
        services.AddSingleton<AskPerson>();
        services.AddSingleton<GoUpstream>();
        services.AddSingleton<AnswerFromSession>();
        services.AddSingleton<Dispatcher>();
        services.AddSingleton<Resume>();
        services.AddSingleton<FinishSignIn>();
        services.AddSingleton<TestSignIns.DryRun>();
        services.AddSingleton<LastStep>();
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<IdTokenHints>();
        services.AddSingleton<TokenIssuer>();
        services.AddSingleton<CallingApp>();
        services.AddSingleton<CodeGrant>();
        services.AddSingleton<RefreshGrant>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<ProviderMetadata>();
        services.AddSingleton<CheckSessionPage>();
        services.AddSingleton<SsoStatus>();
        services.AddSingleton<EndBrowserSession>();
        services.AddSingleton<SignOutWays>();
        services.AddSingleton<LeadBrowser>();
        services.AddSingleton<FramesPage>();
        services.AddSingleton<SignedOutPage>();
        services.AddSingleton<FirstAnswers>();
        services.AddSingleton<EndedElsewhere>();
        services.AddSingleton<MySessionsPage>();
        services.AddSingleton<EndMySessions>();
        services.AddSingleton<Hosts>();
        services.AddSingleton<ManagementTokens.JwtReader>(sp => ManagementAccess.Reader(sp.GetRequiredService<AccessTokens>()));
        AdminServices.Add(services);
        WebRoutes.Add(services);
        services.AddCors(Cors.Add);
        services.AddRazorComponents();
        WithoutKeyRing(services);
        services.AddSingleton(Microsoft.Extensions.Options.Options.Create(Limits.Form(Limits.FormBytes)));
    }

    /// <summary>
    /// Razor components bring ASP.NET's data protection, which nothing here uses: its key ring would lie unencrypted in the home folder (P-007).
    /// Cookies and forms are bound by random secrets whose hashes are in the database.
    /// </summary>
    private static void WithoutKeyRing(IServiceCollection services)
    {
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        foreach (var starter in services.Where(s => s.ImplementationType?.Name == "DataProtectionHostedService").ToArray())
            services.Remove(starter);
    }

    private static void Configure(WebApplication app, Settings settings)
    {
        if (!settings.TrustedProxies.IsEmpty)
            app.UseForwardedHeaders(Forwarded(settings));
        if (settings.Issuer.StartsWith("https:", StringComparison.Ordinal))
        {
            app.Use((http, next) =>
            {
                http.Response.Headers.StrictTransportSecurity = "max-age=31536000";
                return next(http);
            });
        }

        // Before all that takes time: whoever is sent away costs as little as can be.
        app.UseMiddleware<Admission>();
        if (OneCore.IsOn)
            app.Use((HttpContext http, RequestDelegate next) => OneCore.HandOn(http, next));
        app.UseMiddleware<Faults>();
        app.Use((HttpContext http, RequestDelegate next) => http.RequestServices.GetRequiredService<Hosts>().Filter(http, next));
        app.UseMiddleware<KnownPaths>((IEndpointRouteBuilder)app);
        app.UseRouting();
        app.UseMiddleware<RateLimits>();
        app.UseCors();
        Routes.Map(app);
        AdminRoutes.Map(app);
        WebRoutes.Map(app);
    }

    /// <summary>X-Forwarded-* count only from the configured proxies (O-120).</summary>
    private static ForwardedHeadersOptions Forwarded(Settings settings)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost };
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var network in settings.TrustedProxies)
            options.KnownIPNetworks.Add(new System.Net.IPNetwork(network.BaseAddress, network.PrefixLength));
        return options;
    }
}
