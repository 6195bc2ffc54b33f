using System.Text.Json;
using System.Text.Json.Nodes;

namespace RunBroker.Admin;

/// <summary>How resources are written: snake_case, nulls said, times RFC 3339 UTC.</summary>
internal static class AdminJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        PropertyNameCaseInsensitive = false,
    };

    /// <summary>A tree of what is answered, as if it had been read from the wire.</summary>
    public static JsonObject Tree<T>(T resource) => JsonNode.Parse(JsonSerializer.SerializeToUtf8Bytes(resource, Options))!.AsObject();

    /// <summary>A stored JSON text in the shape it is answered in.</summary>
    public static T Shape<T>(JsonNode? json) => json.Deserialize<T>(Options)!;
}
