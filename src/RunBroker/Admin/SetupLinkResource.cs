using System.Collections.Immutable;
using System.Text.Json.Serialization;
using RunBroker.Admin.Api;
using RunBroker.Storage.Model;

namespace RunBroker.Admin;

/// <summary>A link by which a tenant's IT sets up its connection without an account.</summary>
internal sealed record SetupLinkResource
{
    [Answered]
    public string Id { get; init; } = "";
    /// <summary>open, in_progress, handed_over, expired or revoked.</summary>
    [Answered]
    public string State { get; init; } = "";
    /// <summary>Of sso, domain, certificate, enable (without it an admin enables).</summary>
    public ImmutableArray<string> Intents { get; init; } = [];
    /// <summary>The only connection within its reach: named on creation, or the one that its holder made.</summary>
    public string? ConnectionId { get; init; }
    /// <summary>Shown on its pages, to whoever has the link.</summary>
    public string? RecipientNote { get; init; }
    /// <summary>At most five days after its creation.</summary>
    public DateTime? ExpiresAt { get; init; }
    /// <summary>In so many browsers it may be opened; ten at most.</summary>
    public int? MaxOpens { get; init; }
    [Answered]
    public long Opens { get; init; }
    /// <summary>Added by its holder.</summary>
    [Answered]
    public ImmutableArray<string> Domains { get; init; } = [];
    [Answered]
    public string CreatedBy { get; init; } = "";
    [Answered]
    public DateTime CreatedAt { get; init; }
    /// <summary>When it was opened first.</summary>
    [Answered]
    public DateTime? BegunAt { get; init; }
    /// <summary>When somebody last signed in by what is saved, as a test.</summary>
    [Answered]
    public DateTime? TestedAt { get; init; }
    [Answered]
    public DateTime? HandedOverAt { get; init; }
    [Answered]
    public DateTime? RevokedAt { get; init; }
    /// <summary>Answered once, on creation.</summary>
    [Answered, JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Url { get; init; }

    public static SetupLinkResource Of(SetupLink row, ImmutableArray<string> domains, DateTimeOffset now) => new()
    {
        Id = row.Id,
        State = SetupLinkState.Of(row, now),
        Intents = row.Intents,
        ConnectionId = row.ConnectionId,
        RecipientNote = row.Note,
        ExpiresAt = row.ExpiresAt.UtcDateTime,
        MaxOpens = (int)row.MaxOpens,
        Opens = row.Opens,
        Domains = domains,
        CreatedBy = row.CreatedBy,
        CreatedAt = row.CreatedAt.UtcDateTime,
        BegunAt = row.BegunAt?.UtcDateTime,
        TestedAt = row.TestedAt?.UtcDateTime,
        HandedOverAt = row.HandedOverAt?.UtcDateTime,
        RevokedAt = row.RevokedAt?.UtcDateTime,
    };
}

/// <summary>What a setup link is at an instant.</summary>
internal static class SetupLinkState
{
    public const string Open = "open";
    public const string InProgress = "in_progress";
    public const string HandedOver = "handed_over";
    public const string Expired = "expired";
    public const string Revoked = "revoked";

    public static string Of(SetupLink row, DateTimeOffset now) => row switch
    {
        { HandedOverAt: not null } => HandedOver,
        { RevokedAt: not null } => Revoked,
        _ when now >= row.ExpiresAt => Expired,
        { BegunAt: not null } => InProgress,
        _ => Open,
    };

    public static bool Lives(SetupLink row, DateTimeOffset now) => Of(row, now) is Open or InProgress;
}

/// <summary>What a setup link is for.</summary>
internal static class SetupIntents
{
    public const string Sso = "sso";
    public const string Domain = "domain";
    public const string Certificate = "certificate";
    public const string Enable = "enable";

    public static ImmutableArray<string> All { get; } = [Sso, Domain, Certificate, Enable];

    /// <summary>What is wrong with these together; null: nothing.</summary>
    public static string? Fault(ImmutableArray<string> intents) =>
        intents.IsEmpty || !intents.All(All.Contains) ? "must be of: " + string.Join(", ", All)
        : intents.Distinct(StringComparer.Ordinal).Count() != intents.Length ? "must not say anything twice"
        : intents.Contains(Enable) && !intents.Contains(Sso) ? "enable goes with sso"
        : intents.Contains(Certificate) && intents.Contains(Sso) ? "sso has the certificate in it: certificate is for a connection that works already"
        : null;
}
