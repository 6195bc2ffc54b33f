using RunBroker.Admin.Api;
using RunBroker.Operations;

namespace RunBroker.Admin;

/// <summary>The management API (contract section 6), resource by resource, its description, and the one-time setup link.</summary>
internal static class AdminRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var group = app.MapGroup(ApiGroup.Root).AddEndpointFilter(app.ServiceProvider.GetRequiredService<ApiDoor>());
        var api = new ApiGroup(group, app.ServiceProvider.GetRequiredService<OnceFilter>());
        TenantsApi.Map(api);
        DomainsApi.Map(api);
        ConnectionsApi.Map(api);
        ConnectionTestsApi.Map(api);
        UsersApi.Map(api);
        AdminsApi.Map(api);
        HealthApi.Map(api);
        SessionsApi.Map(api);
        LogoutsApi.Map(api);
        SignInsApi.Map(api);
        LogsApi.Map(api);
        WebhooksApi.Map(api);
        ClientsApi.Map(api);
        TokensApi.Map(api);
        SigningKeysApi.Map(api);
        SetupLinksApi.Map(api);
        ApiDescription.Map(app);
        SetupEndpoint.Map(app);
    }
}
