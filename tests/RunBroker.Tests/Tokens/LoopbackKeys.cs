using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using RunBroker.TestIdps;

namespace RunBroker.Tests.Tokens;

/// <summary>An app's jwks_uri whose key can be changed.</summary>
internal sealed class LoopbackKeys(TestKey key) : IAsyncDisposable
{
    private LoopbackHost? host;

    public TestKey Key { get; set; } = key;

    public string Url => $"http://127.0.0.1:{host!.Port}/jwks";

    public static async Task<LoopbackKeys> Start(TestKey key)
    {
        var keys = new LoopbackKeys(key);
        keys.host = await LoopbackHost.Start(0, TimeProvider.System,
            app => app.MapGet("/jwks", () => Results.Text(new JsonObject { ["keys"] = new JsonArray(keys.Key.PublicJwk()) }.ToJsonString(), "application/json")));
        return keys;
    }

    public ValueTask DisposeAsync() => host!.DisposeAsync();
}
