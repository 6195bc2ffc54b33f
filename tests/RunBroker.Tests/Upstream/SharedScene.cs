using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Upstream;

/// <summary>One scene for all tests of a class; each test takes a <see cref="Stage"/> of its own.</summary>
public sealed class SharedScene : IAsyncLifetime
{
    internal Scene Scene { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Scene = await Scene.Start();

    public ValueTask DisposeAsync() => Scene.DisposeAsync();
}
