using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using RunBroker.Admin.Api;

namespace RunBroker.Admin;

/// <summary>How resources are written: snake_case, nulls said, times RFC 3339 UTC.</summary>
internal static class AdminJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        PropertyNameCaseInsensitive = false,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { HideOtherProtocols } },
    };

    /// <summary>A tree of what is answered, as if it had been read from the wire.</summary>
    public static JsonObject Tree<T>(T resource) => JsonNode.Parse(JsonSerializer.SerializeToUtf8Bytes(resource, Options))!.AsObject();

    /// <summary>A stored JSON text in the shape it is answered in.</summary>
    public static T Shape<T>(JsonNode? json) => json.Deserialize<T>(Options)!;

    // One description for both protocols, and in each answer only what belongs to its own: nobody has to wonder what a SAML
    // connection's client_id is for, or sends it back.
    private static void HideOtherProtocols(JsonTypeInfo type)
    {
        if (type.Type != typeof(ConnectionResource))
            return;
        foreach (var member in type.Properties)
        {
            if (member.AttributeProvider?.GetCustomAttributes(typeof(OfProtocolAttribute), false) is [OfProtocolAttribute of])
            {
                var before = member.ShouldSerialize;
                member.ShouldSerialize = (resource, value) =>
                    ((ConnectionResource)resource).Protocol == of.Protocol && before?.Invoke(resource, value) != false;
            }
        }
    }
}
