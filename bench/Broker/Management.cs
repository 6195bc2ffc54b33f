using System.Text.Json;

namespace RunBroker.Bench;

/// <summary>What the broker counts of itself since its start; null where it counts nothing.</summary>
internal sealed record BrokerCounters(double? Signatures, double? AllocatedBytes, double? Gen0, double? Gen1, double? Gen2)
{
    public static BrokerCounters None { get; } = new(null, null, null, null, null);

    public static BrokerCounters operator -(BrokerCounters after, BrokerCounters before) => new(
        after.Signatures - before.Signatures, after.AllocatedBytes - before.AllocatedBytes, after.Gen0 - before.Gen0, after.Gen1 - before.Gen1,
        after.Gen2 - before.Gen2);
}

/// <summary>The management API, as its operator.</summary>
internal sealed class Management(int port) : IDisposable
{
    private const string Authorization = $"Authorization: Bearer {Site.BootstrapToken}\r\n";

    private readonly HttpConnection http = new(port);

    public void Dispose() => http.Dispose();

    public BrokerCounters Counters()
    {
        var health = JsonElement.Parse(http.Get("/api/v1/health", Authorization).Expect(200, "health of the management API").Body.Span);
        var its = health.TryGetProperty("process", out var process) ? process : default;
        return new(Of("signatures"), Of("allocated_bytes"), Of("gen0_collections"), Of("gen1_collections"), Of("gen2_collections"));

        double? Of(string name) => its.ValueKind == JsonValueKind.Object && its.TryGetProperty(name, out var value) ? value.GetDouble() : null;
    }

    /// <returns>What was made.</returns>
    public JsonElement Create(string path, string json) =>
        JsonElement.Parse(http.Json("POST", $"/api/v1{path}", Authorization, json).Expect(201, path).Body.Span);

    public JsonElement Act(string path, string json = "{}") =>
        JsonElement.Parse(http.Json("POST", $"/api/v1{path}", Authorization, json).Expect(200, path).Body.Span);

    public JsonElement Get(string path) => JsonElement.Parse(http.Get($"/api/v1{path}", Authorization).Expect(200, path).Body.Span);
}
