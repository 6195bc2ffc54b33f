using System.Text.Json.Nodes;

namespace RunBroker.Interop.Tests.Harness;

/// <summary>
/// One broker, one SimpleSAMLphp and one samlp for all SAML tests: each of these has tenants, connections and apps of its own.
/// </summary>
public sealed class SamlStage : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("runbroker-interop-").FullName;
    private int tenants;

    /// <summary>Connection string; null: SQLite.</summary>
    internal string? Postgres { get; init; }

    internal BrokerProcess Broker { get; private set; } = null!;

    internal ManagementClient Management { get; private set; } = null!;

    internal SimpleSaml SimpleSaml { get; private set; } = null!;

    internal SamlpIdp Samlp { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Broker = await BrokerProcess.Start(new BrokerPlace(folder, NodePeer.TakeAddress(), Postgres));
        Management = new ManagementClient(Broker.Address);
        SimpleSaml = await SimpleSaml.Start();
        Samlp = await SamlpIdp.Start();
    }

    /// <summary>A new tenant with an enabled connection to the provider.</summary>
    /// <param name="settings">Members of the connection; the claim mappings fit both providers unless said otherwise.</param>
    internal async Task<SamlTenant> Connect(ISamlProvider provider, JsonObject? settings = null)
    {
        var slug = $"tenant-{Interlocked.Increment(ref tenants)}";
        await Management.CreateTenant(slug);
        var all = new JsonObject { ["claim_mappings"] = new JsonObject { ["email"] = "mail", ["first_name"] = "givenName", ["last_name"] = "sn" } };
        foreach (var (name, value) in settings ?? [])
            all[name] = value?.DeepClone();
        return new SamlTenant(this, provider, slug, await Management.ConnectSaml(slug, provider, all));
    }

    public async ValueTask DisposeAsync()
    {
        Management?.Dispose();
        foreach (var started in (IAsyncDisposable?[])[Broker, SimpleSaml, Samlp])
        {
            if (started is not null)
                await started.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>The tests of a class with this share a <see cref="SamlStage"/> with those of the others.</summary>
[CollectionDefinition]
public sealed class OnSamlStage : ICollectionFixture<SamlStage>;
