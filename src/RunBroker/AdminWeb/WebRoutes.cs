using RunBroker.AdminWeb.Audit;
using RunBroker.AdminWeb.Clients;
using RunBroker.AdminWeb.Connections;
using RunBroker.AdminWeb.Domains;
using RunBroker.AdminWeb.Door;
using RunBroker.AdminWeb.Health;
using RunBroker.AdminWeb.Sessions;
using RunBroker.AdminWeb.SetupLinks;
using RunBroker.AdminWeb.SignIn;
using RunBroker.AdminWeb.SignIns;
using RunBroker.AdminWeb.SignOuts;
using RunBroker.AdminWeb.TenantSettings;
using RunBroker.AdminWeb.Tenants;
using RunBroker.AdminWeb.Tokens;
using RunBroker.AdminWeb.Users;
using RunBroker.AdminWeb.Webhooks;
using RunBroker.Guides;
using RunBroker.SetupLinks;

namespace RunBroker.AdminWeb;

/// <summary>The admin pages: every one behind the door, but those by which people come in.</summary>
internal static class WebRoutes
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<WebDoor>();
        services.AddSingleton<AdminSignIn>();
        services.AddSingleton<TrialApp>();
        services.AddSingleton<Trial>();
        services.AddSingleton<SignInPage>();
        services.AddSingleton<GuideShelf>();
        services.AddSingleton<ConnectionDesk>();
        services.AddSingleton<ConnectionEdit>();
        SetupRoutes.Add(services);
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        SignInRoutes.Map(app);
        SetupRoutes.Map(app);
        var web = new WebGroup(app.MapGroup(WebGroup.Root).AddEndpointFilter(app.ServiceProvider.GetRequiredService<WebDoor>()));
        TenantPages.Map(web);
        ConnectionPages.Map(web);
        SignInPages.Map(web);
        SignOutPages.Map(web);
        DomainPages.Map(web);
        AppPages.Map(web);
        TrialPages.Map(web);
        UserPages.Map(web);
        SettingsPages.Map(web);
        SessionPages.Map(web);
        AuditPages.Map(web);
        WebhookPages.Map(web);
        TokenPages.Map(web);
        HealthPages.Map(web);
        SetupLinkPages.Map(web);
    }
}
