using System.Text.Json;
using System.Text.Json.Serialization;
using RunBroker.Storage.Model;

namespace RunBroker.Tenancy;

/// <summary>How settings lie in the database: snake_case, no nulls, no reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AppMetadata))]
[JsonSerializable(typeof(OidcSettings))]
[JsonSerializable(typeof(SamlSettings))]
[JsonSerializable(typeof(string))]
internal sealed partial class StoredJson : JsonSerializerContext
{
    public static AppMetadata App(string json) => JsonSerializer.Deserialize(json, Default.AppMetadata)!;

    public static OidcSettings Oidc(string json) => JsonSerializer.Deserialize(json, Default.OidcSettings)!;

    public static SamlSettings Saml(string json) => JsonSerializer.Deserialize(json, Default.SamlSettings)!;

    /// <summary>The connection's <c>upstream_logout</c>, whatever its protocol.</summary>
    public static bool UpstreamLogout(Connection row) => row.Protocol == "saml" ? Saml(row.Settings).UpstreamLogout : Oidc(row.Settings).UpstreamLogout;

    public static string Write(AppMetadata app) => JsonSerializer.Serialize(app, Default.AppMetadata);

    public static string Write(OidcSettings settings) => JsonSerializer.Serialize(settings, Default.OidcSettings);

    public static string Write(SamlSettings settings) => JsonSerializer.Serialize(settings, Default.SamlSettings);
}
