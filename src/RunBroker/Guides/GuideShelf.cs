using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RunBroker.Guides;

/// <summary>All guides, in the order in which they are offered.</summary>
internal sealed class GuideShelf
{
    public const string Other = "other";

    private static readonly ImmutableArray<string> Order =
        ["okta", "auth0", "entra", "google", "cognito", "onelogin", "ping", "keycloak", "adfs", Other];

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>A file that is not whole stops the start: every test that starts the broker reads them all.</summary>
    public ImmutableArray<Guide> All { get; } = [.. Order.Select(Read)];

    /// <summary>Those that say how to set up this protocol.</summary>
    public ImmutableArray<Guide> For(string protocol) => [.. All.Where(g => g.For(protocol) is not null)];

    public Guide? Find(string? id) => All.FirstOrDefault(g => g.Id == id);

    /// <summary>By an address that the connection has; null when nothing tells.</summary>
    public Guide? KnownBy(params ReadOnlySpan<string?> addresses)
    {
        foreach (var address in addresses)
        {
            if (address is not null && All.FirstOrDefault(g => g.KnownBy.Any(part => address.Contains(part, StringComparison.OrdinalIgnoreCase))) is { } known)
                return known;
        }

        return null;
    }

    private static Guide Read(string id)
    {
        using var file = typeof(GuideShelf).Assembly.GetManifestResourceStream($"guide.{id}.json")
            ?? throw new InvalidOperationException($"The guide {id} is not embedded.");
        return JsonSerializer.Deserialize<Guide>(file, Options) ?? throw new InvalidOperationException($"The guide {id} is empty.");
    }
}
