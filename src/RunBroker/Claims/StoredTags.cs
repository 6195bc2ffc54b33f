using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RunBroker.Claims;

/// <summary>Tags with their origin, as run_user.tags holds them.</summary>
internal static class StoredTags
{
    private const string None = "[]";

    public static ImmutableArray<UserTag> Read(string json) => json == None ? [] :
        [.. JsonSerializer.Deserialize(json, TagJson.Default.StoredTagArray)!.Select(t => new UserTag(t.Key, t.Value, Enum.Parse<TagOrigin>(t.Origin, ignoreCase: true)))];

    public static string Write(ImmutableArray<UserTag> tags) => tags.IsEmpty ? None :
        JsonSerializer.Serialize([.. tags.Select(t => new StoredTag(t.Key, t.Value, t.Origin.ToString().ToLowerInvariant()))], TagJson.Default.StoredTagArray);
}

internal sealed record StoredTag(string Key, string Value, string Origin);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(StoredTag[]))]
internal sealed partial class TagJson : JsonSerializerContext;
