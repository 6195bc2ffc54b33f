using RunBroker.Admin.Api;

namespace RunBroker.Admin;

/// <summary>The management API (contract section 6), resource by resource.</summary>
internal static class AdminRoutes
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var door = app.ServiceProvider.GetRequiredService<ApiDoor>();
        var group = app.MapGroup(ApiGroup.Root).AddEndpointFilter(door);
        var api = new ApiGroup(group);
        TenantsApi.Map(api);
        ClientsApi.Map(api);
    }
}
