using Microsoft.Extensions.DependencyInjection.Extensions;
using RunBroker.Admin.Api;
using RunBroker.Http.Outbound;

namespace RunBroker.Admin;

/// <summary>
/// What the management API needs. The host brings Settings, Db, SecretBox, TimeProvider and Outbound; the token stage may bring a
/// <see cref="ManagementTokens.JwtReader"/>.
/// </summary>
internal static class AdminServices
{
    public static IServiceCollection Add(IServiceCollection services)
    {
        services.TryAddSingleton(sp =>
        {
            var settings = sp.GetRequiredService<Settings>();
            return new OutboundRules(settings.AllowPrivateNetworkUpstreams, settings.Development, settings.OutboundPorts);
        });
        services.TryAddSingleton(ManagementTokens.NoJwts);
        services.AddSingleton<ManagementTokens>();
        services.AddSingleton<ApiDoor>();
        services.AddSingleton<OnceFilter>();
        services.AddSingleton<TenantAdmin>();
        services.AddSingleton<ClientAdmin>();
        return services;
    }
}
