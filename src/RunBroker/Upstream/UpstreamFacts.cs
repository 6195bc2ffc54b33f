using System.Text.Json;
using System.Text.Json.Serialization;
using RunBroker.Protocol.Saml;

namespace RunBroker.Upstream;

/// <summary>What a sign-out at the upstream will need, kept sealed with the session (AU-28, SDP-SP31).</summary>
/// <param name="Protocol"><c>oidc</c> or <c>saml</c>.</param>
internal sealed record UpstreamFacts(string Protocol)
{
    /// <summary>OIDC: as it came, for id_token_hint.</summary>
    public string? IdToken { get; init; }

    /// <summary>SAML: with all its qualifiers, since it is sent back unchanged.</summary>
    public SamlNameId? NameId { get; init; }

    public string? SessionIndex { get; init; }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, UpstreamFactsJson.Default.UpstreamFacts);

    public static UpstreamFacts? Read(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, UpstreamFactsJson.Default.UpstreamFacts);

    /// <summary>A token and a name are in it: neither is for logs.</summary>
    public override string ToString() => nameof(UpstreamFacts);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UpstreamFacts))]
internal sealed partial class UpstreamFactsJson : JsonSerializerContext;
