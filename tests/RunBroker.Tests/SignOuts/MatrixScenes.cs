using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Storage;

namespace RunBroker.Tests.SignOuts;

/// <summary>A scene on each database, and for each a provider that has no end_session endpoint.</summary>
public sealed class MatrixScenes(PostgresServer postgres) : IAsyncLifetime
{
    private readonly Dictionary<bool, (Scene Scene, TestOp Mute)> scenes = [];

    internal (Scene Scene, TestOp Mute) On(bool onPostgres) => scenes[onPostgres];

    public async ValueTask InitializeAsync()
    {
        foreach (var onPostgres in (bool[])[false, true])
        {
            var scene = await Scene.Start(new TestBrokerOptions { Postgres = onPostgres ? await postgres.CreateDatabase() : null });
            var mute = await TestOp.Start(new() { AcceptAnyClient = true, Clock = scene.Clock });
            mute.EditDiscovery = d => d.Remove("end_session_endpoint");
            mute.Users.Add(TestUser.Person("alice", "Alice", "Liddell", "alice@acme.example"));
            scenes[onPostgres] = (scene, mute);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (scene, mute) in scenes.Values)
        {
            await mute.DisposeAsync();
            await scene.DisposeAsync();
        }
    }
}
