using System.Text.Json.Nodes;

namespace RunBroker.Interop.Tests.Harness;

/// <summary>
/// One broker, one SimpleSAMLphp and one samlp for all SAML tests: each of these has tenants, connections and apps of its own.
/// </summary>
public sealed class SamlStage : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("runbroker-interop-").FullName;
    private readonly Dictionary<ISamlProvider, SamlTenant> shared = [];
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

    /// <summary>A new tenant with an enabled connection to the provider: each costs two new keys of ours.</summary>
    /// <param name="settings">Members of the connection; the claim mappings fit both providers unless said otherwise.</param>
    internal async Task<SamlTenant> Connect(ISamlProvider provider, JsonObject? settings = null)
    {
        var slug = $"tenant-{Interlocked.Increment(ref tenants)}";
        await Management.CreateTenant(slug);
        return new SamlTenant(this, provider, slug, await Management.ConnectSaml(slug, provider, With(settings)));
    }

    /// <summary>
    /// The provider's one tenant for tests that mind neither who signed in there before nor who will. Its connection gets these settings,
    /// and the usual ones for the rest.
    /// </summary>
    internal async Task<SamlTenant> Shared(ISamlProvider provider, JsonObject? settings = null)
    {
        if (!shared.TryGetValue(provider, out var tenant))
        {
            shared[provider] = tenant = await Connect(provider);
            await tenant.AddApp();
        }

        await tenant.Change(With(settings));
        return tenant;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var tenant in shared.Values)
            await tenant.DisposeAsync();
        Management?.Dispose();
        foreach (var started in (IAsyncDisposable?[])[Broker, SimpleSaml, Samlp])
        {
            if (started is not null)
                await started.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    private static JsonObject With(JsonObject? settings)
    {
        var all = new JsonObject
        {
            ["claim_mappings"] = new JsonObject { ["email"] = "mail", ["first_name"] = "givenName", ["last_name"] = "sn" },
            ["other_claim_mappings"] = null,
            ["role_rules"] = null,
            ["sign_authn_requests"] = true,
            ["sso_binding"] = "redirect",
            ["require_signed"] = "either",
            ["want_assertions_encrypted"] = false,
            ["allow_aes_cbc"] = false,
            ["name_id_format"] = null,
            ["subject_attribute"] = null,
            ["allow_idp_initiated"] = false,
        };
        foreach (var (name, value) in settings ?? [])
            all[name] = value?.DeepClone();
        return all;
    }
}

/// <summary>The tests of a class with this share a <see cref="SamlStage"/> with those of the others.</summary>
[CollectionDefinition]
public sealed class OnSamlStage : ICollectionFixture<SamlStage>;
