using RunBroker.AdminWeb.Connections;
using RunBroker.AdminWeb.Door;
using RunBroker.AdminWeb.SignIn;
using RunBroker.AdminWeb.Tenants;
using RunBroker.Guides;

namespace RunBroker.AdminWeb;

/// <summary>The admin pages: every one behind the door, but those by which people come in.</summary>
internal static class WebRoutes
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<WebDoor>();
        services.AddSingleton<AdminSignIn>();
        services.AddSingleton<GuideShelf>();
        services.AddSingleton<ConnectionDesk>();
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        SignInRoutes.Map(app);
        var web = new WebGroup(app.MapGroup(WebGroup.Root).AddEndpointFilter(app.ServiceProvider.GetRequiredService<WebDoor>()));
        TenantPages.Map(web);
        ConnectionPages.Map(web);
    }
}
