using System.Text.Json;
using System.Text.Json.Serialization;
using RunBroker.Protocol;

namespace RunBroker.SignIns;

/// <summary>The app's parameters as they came, so that they are checked afresh against the app as it then is (S-067).</summary>
internal static class PendingRequest
{
    public static byte[] Write(Parameters sent) =>
        JsonSerializer.SerializeToUtf8Bytes([.. sent.All.Select(p => (string[])[p.Key, p.Value])], PendingJson.Default.StringArrayArray);

    public static Parameters Read(byte[] json) =>
        Parameters.From(JsonSerializer.Deserialize(json, PendingJson.Default.StringArrayArray)!.Select(p => KeyValuePair.Create(p[0], (string?)p[1])));
}

/// <summary>What was asked of the upstream, as far as its answer is judged by it; secrets are derived from the browser's (BrowserSecret).</summary>
/// <param name="Issuer">Whom it was asked of: the connection may be edited before the answer comes.</param>
internal sealed record PendingUpstream(string Issuer, string RedirectUri, DateTimeOffset RequestedAt, string Scopes, int? MaxAge, string? Prompt, string[] EssentialAcr);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(string[][]))]
[JsonSerializable(typeof(PendingUpstream))]
internal sealed partial class PendingJson : JsonSerializerContext;
