using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RunBroker.Demo.Apps;

/// <summary>A claim as a page shows it: times also as a clock shows them (UTC), and what it is for.</summary>
public sealed record ClaimRow(string Name, string Value, string Meaning)
{
    // For people's eyes; the page encodes it.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly FrozenDictionary<string, string> Meanings = new Dictionary<string, string>
    {
        ["iss"] = "Who made the token: RunBroker",
        ["sub"] = "The person: a RUN user of this tenant. Never the e-mail address, which may change",
        ["aud"] = "For whom it is",
        ["client_id"] = "The app that got it",
        ["exp"] = "No longer good from this time on",
        ["iat"] = "When it was made",
        ["auth_time"] = "When the person signed in at the provider: the same in every app of the session",
        ["nonce"] = "The app's own number: the token answers this app's request",
        ["at_hash"] = "Ties the ID token to the access token",
        ["jti"] = "The token's own number",
        ["scope"] = "What the app may ask for with it",
        ["sid"] = "The session as this app knows it, used for sign-out",
        ["amr"] = "How the person proved who they are, as the provider says",
        ["acr"] = "How strong that was, as the provider says",
        ["idp"] = "The connection that was used",
        ["tenant_id"] = "The tenant's lasting number",
        ["tenant"] = "The tenant's short name",
        ["email"] = "As the provider asserted it",
        ["email_verified"] = "True: the provider says so and the domain is proved to be the tenant's",
        ["name"] = "From the claim mappings of the connection",
        ["given_name"] = "From the claim mappings of the connection",
        ["family_name"] = "From the claim mappings of the connection",
        ["updated_at"] = "When the person's data changed last",
        ["roles"] = "From the groups at the provider, by the connection's role rules",
        ["tags"] = "From other claims of the provider, by the connection's mappings",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static ImmutableArray<ClaimRow> Of(JsonObject claims) =>
        [.. claims.Select(c => new ClaimRow(c.Key, Show(c.Key, c.Value), Meanings.GetValueOrDefault(c.Key, "")))];

    private static string Show(string name, JsonNode? value) => (name, value) switch
    {
        (_, null) => "null",
        ("exp" or "iat" or "auth_time" or "updated_at", JsonValue time) when time.TryGetValue<long>(out var seconds) =>
            $"{seconds} ({DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("HH:mm:ss", CultureInfo.InvariantCulture)} UTC)",
        (_, JsonValue text) when text.GetValueKind() == JsonValueKind.String => text.ToString(),
        (_, { } other) => other.ToJsonString(Readable),
    };
}
