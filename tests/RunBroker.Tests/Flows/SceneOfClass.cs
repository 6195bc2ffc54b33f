namespace RunBroker.Tests.Flows;

/// <summary>One scene for all tests of a class: for those that leave the rows and the clock as they are, each with a browser of its own.</summary>
public sealed class SceneOfClass : IAsyncLifetime
{
    internal Scene Scene { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Scene = await Scene.Start();

    public ValueTask DisposeAsync() => Scene.DisposeAsync();
}
