using System.Collections.Immutable;
using System.Text.Json.Serialization;
using RunBroker.Admin.Api;

namespace RunBroker.Admin;

internal sealed record SessionLimitsResource
{
    /// <summary>Seconds; null: the broker's own.</summary>
    public int? AbsoluteLifetimeSeconds { get; init; }
    public int? IdleTimeoutSeconds { get; init; }
}

internal sealed record AccessTargetResource
{
    /// <summary>user, tag, tag_key or any.</summary>
    public string? Type { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? UserId { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Tag { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Value { get; init; }
}

internal sealed record AccessRuleResource
{
    /// <summary>allow or deny; deny beats allow.</summary>
    public string? Effect { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }
    public ImmutableArray<AccessTargetResource> Targets { get; init; } = [];
}

/// <summary>How the tenant's pages look to its people.</summary>
internal sealed record BrandResource
{
    /// <summary>#rrggbb; its lightness is adjusted where text would be hard to read.</summary>
    public string? Colour { get; init; }
    /// <summary>Where its people find help with signing in: a link below every page.</summary>
    public string? HelpUrl { get; init; }
    public string? PrivacyUrl { get; init; }
    /// <summary>PNG, JPEG or WebP of at most 32 KB, in base64; null takes it away.</summary>
    [WriteOnly, JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Logo { get; init; }
    [Answered]
    public string? LogoUrl { get; init; }
}

internal sealed record TenantResource
{
    [Answered]
    public string Id { get; init; } = "";
    /// <summary>Set once: it is in URLs and in apps' requests.</summary>
    public string Slug { get; init; } = "";
    public string Name { get; init; } = "";
    /// <summary>free, starter, growth or scale; operators only.</summary>
    public string Plan { get; init; } = Plans.Free;
    public string? DefaultClientId { get; init; }
    /// <summary>exclusive or multiple; operators only.</summary>
    public string ConnectionPolicy { get; init; } = TenantAdmin.Exclusive;
    public SessionLimitsResource Session { get; init; } = new();
    public string DefaultRole { get; init; } = "member";
    public BrandResource Brand { get; init; } = new();
    public ImmutableArray<AccessRuleResource> AccessRules { get; init; } = [];
    /// <summary>Further hosts at which the broker answers for this tenant; operators only.</summary>
    public ImmutableArray<string> CallbackHosts { get; init; } = [];
    [Answered]
    public DateTime CreatedAt { get; init; }
    [Answered]
    public DateTime UpdatedAt { get; init; }
}

/// <summary>What tenants pay for (TG-15).</summary>
internal static class Plans
{
    public const string Free = "free";
    public const string Scale = "scale";

    public static ImmutableArray<string> All { get; } = [Free, "starter", "growth", Scale];

    /// <summary>A downgrade keeps every connection as it is; it only may no longer be enabled or signed in through (P-017).</summary>
    public static bool AllowSso(Storage.Model.Tenant tenant) => tenant.Plan == Scale;
}
