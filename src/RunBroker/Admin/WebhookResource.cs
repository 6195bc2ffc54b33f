using System.Collections.Immutable;
using System.Text.Json.Serialization;
using RunBroker.Admin.Api;

namespace RunBroker.Admin;

internal sealed record WebhookConditionResource
{
    public string Tag { get; init; } = "";
    /// <summary>Null: any value.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Value { get; init; }
}

internal sealed record WebhookResource
{
    [Answered]
    public string Id { get; init; } = "";
    public string Url { get; init; } = "";
    public ImmutableArray<string> Events { get; init; } = [];
    /// <summary>Several: or. None: all events of those types.</summary>
    public ImmutableArray<WebhookConditionResource> Conditions { get; init; } = [];
    /// <summary>whsec_ and base64. Answered once when it was made here: on creation and by rotate-secret.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; init; }
    /// <summary>Set when the receiver answered 410 Gone; enable it again with the action.</summary>
    [Answered]
    public DateTime? DisabledAt { get; init; }
    [Answered]
    public DateTime CreatedAt { get; init; }
    [Answered]
    public DateTime UpdatedAt { get; init; }
}

internal sealed record DeliveryResource
{
    public required string Id { get; init; }
    public string? EventId { get; init; }
    /// <summary>pending, delivered, failed or gone.</summary>
    public required string State { get; init; }
    public int Attempts { get; init; }
    public DateTime? NextAttemptAt { get; init; }
    public int? LastStatus { get; init; }
    public string? LastError { get; init; }
    public DateTime CreatedAt { get; init; }
    public DateTime? DoneAt { get; init; }
}
