using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RunBroker.Admin.Api;
using RunBroker.Check;
using RunBroker.Http.Dns;
using RunBroker.Http.Outbound;
using RunBroker.Logout;
using RunBroker.Operations;
using RunBroker.Upstream.Oidc;
using RunBroker.Upstream.Saml;

namespace RunBroker.Admin;

/// <summary>
/// What the management API, the outbox and the cleanup need. The host brings Settings, Db, SecretBox, TimeProvider and Outbound;
/// the token stage may bring a <see cref="ManagementTokens.JwtReader"/>, other stages their <see cref="OutboxChannel"/>.
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
        services.TryAddSingleton(sp => new DnsTxt(ServersOf(sp.GetRequiredService<Settings>()), sp.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<RemoteKeys>();
        services.TryAddSingleton<OidcClient>();
        services.AddSingleton<MetadataClient>();
        services.AddSingleton<SamlRefresh>();
        services.AddSingleton<SamlKeys>();
        services.AddSingleton<SamlConnections>();
        services.TryAddSingleton(ManagementTokens.NoJwts);
        services.AddSingleton<ManagementTokens>();
        services.AddSingleton<ApiDoor>();
        services.AddSingleton<OnceFilter>();
        services.AddSingleton<TenantAdmin>();
        services.AddSingleton<DomainAdmin>();
        services.AddSingleton<ConnectionKeys>();
        services.AddSingleton<ConnectionDrafts>();
        services.AddSingleton<ConnectionView>();
        services.AddSingleton<OidcCheck>();
        services.AddSingleton<ConnectionCheck>();
        services.AddSingleton<ConnectionAdmin>();
        services.AddSingleton<ConnectionSwitch>();
        services.AddSingleton<VersionView>();
        services.AddSingleton<ConnectionVersions>();
        services.AddSingleton<ConnectionImpact>();
        services.AddSingleton<SamlKeyRolls>();
        services.AddSingleton<CertificateExpiry>();
        services.AddSingleton<SamlAdmin>();
        services.AddSingleton<UserAdmin>();
        services.AddSingleton<AdminWeb.SignIn.AdminApp>();
        services.AddSingleton<AdminWeb.Door.AdminAccess>();
        services.AddSingleton<AdminWeb.Door.IssuerHost>();
        services.AddSingleton<AdminGrantAdmin>();
        services.AddSingleton<SessionAdmin>();
        services.AddSingleton<LogoutAdmin>();
        services.AddSingleton<Providers>();
        services.AddSingleton<SignInAdmin>();
        services.TryAddSingleton<OidcOrders>();
        services.AddSingleton<CheckSaml>();
        services.AddSingleton<CheckSamlLogout>();
        services.AddSingleton<CheckOidc>();
        services.AddSingleton<CheckLogoutToken>();
        services.AddSingleton<CheckedPerson>();
        services.AddSingleton<CheckJudges>();
        services.AddSingleton<CheckPace>();
        services.AddSingleton<PasteCheck>();
        services.AddSingleton<MappingPreview>();
        services.AddSingleton<AppNames>();
        services.AddSingleton<AttentionAdmin>();
        services.AddSingleton<NodeStart>();
        services.AddSingleton<HealthAdmin>();
        services.AddSingleton<TestReports>();
        services.AddSingleton<ConnectionTest>();
        services.AddSingleton<LogAdmin>();
        services.AddSingleton<WebhookAdmin>();
        services.AddSingleton<ClientAdmin>();
        services.AddSingleton<TokenAdmin>();
        services.AddSingleton<SetupLinkAdmin>();
        services.AddSingleton<Setup>();
        services.AddSingleton<WebhookChannel>();
        services.AddSingleton(sp => sp.GetRequiredService<WebhookChannel>().Channel);
        services.TryAddSingleton<Tokens.SigningKeys>();
        services.AddSingleton<Tokens.SigningKeyRolls>();
        services.AddSingleton<SigningKeyAdmin>();
        services.AddSingleton<Logout.LogoutTokens>();
        services.AddSingleton<Logout.LogoutReceipts>();
        services.AddSingleton<Logout.BackchannelLogout>();
        services.AddSingleton(sp => sp.GetRequiredService<Logout.BackchannelLogout>().Channel);
        services.AddHostedService<OutboxWorker>();
        services.AddHostedService<EndTeller>();
        services.AddHostedService<CleanupWorker>();
        services.AddHostedService<SamlWorker>();
        services.AddHostedService<KeyWorker>();
        ApiDescription.Add(services);
        return services;
    }

    private static ImmutableArray<IPEndPoint> ServersOf(Settings settings) =>
        settings.DnsServer is { } own ? DnsServers.FromSetting(own) : DnsServers.FromSystem();
}
