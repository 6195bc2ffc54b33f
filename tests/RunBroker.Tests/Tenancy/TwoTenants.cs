using RunBroker.Storage.Model;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Tenancy;

/// <summary>
/// acme and other with an app that both share, and foreign that it does not serve. Proven domains: acme.example, other.example,
/// foreign.example; unproven.example is claimed by other only.
/// </summary>
public sealed class TwoTenants : IAsyncLifetime
{
    internal Scene Scene { get; private set; } = null!;
    internal Tenant Other { get; private set; } = null!;
    internal Connection OtherConnection { get; private set; } = null!;
    internal TestApp Shared { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Scene = await Scene.Start();
        Other = await Scene.AddTenant("other");
        OtherConnection = await Scene.AddConnection(Other, Scene.Op);
        var foreign = await Scene.AddTenant("foreign");
        await Scene.AddConnection(foreign, Scene.Op);
        Shared = await Scene.AddApp("app-shared", allowed: [Scene.Tenant.Id, Other.Id]);
        await Scene.AddDomain(Scene.Tenant, "acme.example");
        await Scene.AddDomain(Other, "other.example");
        await Scene.AddDomain(Other, "unproven.example", verified: false);
        await Scene.AddDomain(foreign, "foreign.example");
    }

    public ValueTask DisposeAsync() => Scene.DisposeAsync();
}
