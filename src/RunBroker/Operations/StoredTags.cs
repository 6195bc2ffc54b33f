using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using RunBroker.Claims;

namespace RunBroker.Operations;

/// <summary>How a user's tags lie in <c>run_user.tags</c>: <c>[{"key","value","origin"}]</c>, origin `source`, `sso` or `manual`.</summary>
internal static class StoredTags
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter<TagOrigin>(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static ImmutableArray<UserTag> Read(string json) => [.. JsonSerializer.Deserialize<UserTag[]>(json, Options)!];

    public static string Write(ImmutableArray<UserTag> tags) => JsonSerializer.Serialize(tags.ToArray(), Options);
}
