using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using RunBroker.Storage;

namespace RunBroker.Logout;

/// <summary>
/// Where a browser's sign-out ends, as it is kept while the browser is on its way (sign_out.next). Checked when it was written.
/// </summary>
internal sealed record SignOutNext
{
    /// <summary>The number on the page.</summary>
    public required string Receipt { get; init; }

    /// <summary>The authority of ours that the browser came to: its cookies are there (TG-31).</summary>
    public required string Host { get; init; }

    /// <summary>The app that asked.</summary>
    public string? App { get; init; }

    /// <summary>A registered post_logout_redirect_uri, with the state; null: our page.</summary>
    public string? ReturnUrl { get; init; }

    public string? UiLocales { get; init; }

    /// <summary>The provider that asked and waits for its answer.</summary>
    public SamlAsker? Asker { get; init; }

    /// <summary>Sessions at upstreams that live on, as far as we know: the page offers to end them.</summary>
    public ImmutableArray<UpstreamOffer> Offers { get; init; } = [];

    /// <summary>Sessions among those that ended which were other browsers': what they have at their upstreams is theirs alone.</summary>
    public ImmutableArray<string> Elsewhere { get; init => field = value.IsDefault ? [] : value; } = [];

    public string Write() => JsonSerializer.Serialize(this, SignOutJson.Default.SignOutNext);

    public static SignOutNext Read(string json) => JsonSerializer.Deserialize(json, SignOutJson.Default.SignOutNext)!;
}

/// <param name="Binding">By which its request came.</param>
internal sealed record SamlAsker(string Tenant, string Connection, string RequestId, string Binding, string? RelayState)
{
    [JsonIgnore]
    public TenantId TenantId => new(Tenant);
}

/// <param name="Sealed">What the upstream needs, sealed as it was in the session.</param>
internal sealed record UpstreamOffer(string Tenant, string Logout, string Connection, string Protocol, byte[] Sealed)
{
    [JsonIgnore]
    public TenantId TenantId => new(Tenant);

    /// <summary>Not for logs.</summary>
    public override string ToString() => nameof(UpstreamOffer);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SignOutNext))]
internal sealed partial class SignOutJson : JsonSerializerContext;
