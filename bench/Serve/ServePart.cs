using System.Runtime.InteropServices;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;

namespace RunBroker.Bench;

/// <summary>bench serve: a seeded broker for drivers from outside, by the ids that <c>bench/profiles</c> name, until it is told to stop.</summary>
internal static class ServePart
{
    public static async Task<int> Run(Options options)
    {
        await using var store = await Store.Make(options.Postgres);
        await using (var db = store.Open())
            await new Seeding(db, store.Box(), Upstreams(options)).Run((seeding, to) => Upload(seeding, to, options.SamlMetadata));
        using var broker = BrokerProcess.Start(options.Broker, store, options.Port);
        broker.WaitUntilReady();
        Console.WriteLine($"{broker.Origin} pid {broker.Pid} data {store.Folder} token {Site.BootstrapToken}");
        var stop = new TaskCompletionSource();
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Told);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Told);
        await stop.Task;
        return 0;

        void Told(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.TrySetResult();
        }
    }

    private static SeedUpstreams Upstreams(Options options)
    {
        using var nobody = new SamlStub(1);
        var saml = SeedUpstreams.SamlOf(SamlStub.EntityId, SamlStub.SsoUrl, nobody.Certificate);
        return SeedUpstreams.Of(options.OidcIssuer, "up-client", "up-secret", options.SamlMetadata is null ? saml : Uploaded(saml));
    }

    private static SamlSettings Uploaded(SamlSettings saml) => saml with { MetadataUploaded = true, IdpEntityId = null, SsoUrl = null, Certificates = [] };

    private static async Task Upload(Seeding seeding, Db db, string? file)
    {
        if (file is null)
            return;
        var (tenant, document) = (seeding.TenantOf(Site.Tenant(UpstreamKind.Saml)).Id, await File.ReadAllBytesAsync(file));
        await db.Write(tx => SamlMetadataStore.Put(tx, new SamlMetadataRow
        {
            TenantId = tenant,
            ConnectionId = Seeding.ConnectionId(tenant),
            Source = SamlMetadataRow.Upload,
            Document = document,
            FetchedAt = TimeProvider.System.GetUtcNow(),
            Version = 1,
        }), CancellationToken.None);
    }
}
