using System.Collections.Immutable;
using RunBroker.Admin;
using RunBroker.Guides;
using RunBroker.Pages.Words;

namespace RunBroker.AdminWeb.Connections;

/// <summary>A connection's settings, saved or not.</summary>
public sealed record ConnectionPageModel
{
    /// <summary>Null: not saved yet.</summary>
    public string? Id { get; init; }
    public required string Name { get; init; }
    public required ConnectionForm Form { get; init; }

    /// <summary>What is stored now, when somebody else saved after this form was opened.</summary>
    public ConnectionForm? SavedNow { get; init; }
    public long Version { get; init; }
    public OurValues Ours { get; init; } = OurValues.None;

    /// <summary>Why nothing, or not all, was done.</summary>
    public Refusal? Refused { get; init; }
    public ImmutableArray<ConnectionFault> Faults { get; init; } = [];
    public ConnectionNow? Now { get; init; }
    public required EnablePlan Enabling { get; init; }
    public Guide? Guide { get; init; }
    public required ImmutableArray<Guide> Guides { get; init; }

    /// <summary>Of what the form edits: the draft's number, where there is one.</summary>
    public long EditVersion { get; init; }

    /// <summary>Null: the form edits what is live.</summary>
    public VersionFacts? Draft { get; init; }

    /// <summary>That were live before, the last one first.</summary>
    public ImmutableArray<VersionFacts> Before { get; init; } = [];

    /// <summary>The newest test sign-in.</summary>
    public ConnectionTests.TestRow? LastTest { get; init; }

    /// <summary>Empty lines after the tags that there are.</summary>
    public int MoreTags { get; init; } = 1;

    /// <summary>A secret was in the form that could not be saved: it is not shown back, so it has to be typed again.</summary>
    public bool SecretTyped { get; init; }

    /// <summary>What saving this mapping would change.</summary>
    public MappingPreviewResource? Preview { get; init; }

    public bool IsSaml => Form.IsSaml;

    public FieldFrame Fields(Language language, bool mayWrite) => new(language, Form, SavedNow, Faults, !mayWrite);
}

/// <summary>What surrounds each field.</summary>
public sealed record FieldFrame(
    Language Language, ConnectionForm Form, ConnectionForm? SavedNow, ImmutableArray<ConnectionFault> Faults, bool ReadOnly)
{
    public ImmutableArray<ConnectionFault> At(string field) => [.. Faults.Where(f => f.At == field)];

    /// <summary>What was saved meanwhile in this field, if it is something else.</summary>
    public string? Other(string field) => SavedNow is { } saved && saved[field] != Form[field] ? saved[field] : null;
}

/// <summary>What the toggle does when it is saved.</summary>
/// <param name="Others">That would be disabled by it.</param>
/// <param name="Users">Who are signed out when this one is disabled.</param>
public sealed record EnablePlan(bool PlanAllows, ImmutableArray<OtherConnection> Others, long Users);

/// <param name="Users">Who are signed out when it is disabled.</param>
public sealed record OtherConnection(string Id, string Name, string Protocol, long Users);

/// <summary>What disconnecting would do now.</summary>
public sealed record DisconnectPlan(long Users, long Sessions, long Apps, long Viewers);

/// <summary>A saved connection as it is.</summary>
public sealed record ConnectionNow
{
    public required bool Enabled { get; init; }
    public DateTimeOffset? ArchivedAt { get; init; }
    public DateTimeOffset? LastSuccessAt { get; init; }
    public DateTimeOffset? LastFailureAt { get; init; }
    public DateTimeOffset? ReadAt { get; init; }
    public bool SecretSet { get; init; }
    public required DisconnectPlan Disconnect { get; init; }

    /// <summary>url, upload or fields; null of OIDC.</summary>
    public string? Source { get; init; }
    public IdpFacts? Idp { get; init; }
    public PendingFacts? Pending { get; init; }
    public ImmutableArray<CertificateFacts> OurKeys { get; init; } = [];
}

/// <summary>What is known of a SAML provider.</summary>
public sealed record IdpFacts(
    string? EntityId, string? SsoUrl, string? SloUrl, DateTimeOffset? ValidUntil, ImmutableArray<CertificateFacts> Certificates);

/// <param name="Label">The provider's: its subject and kind of key. Ours: what it is for.</param>
public sealed record CertificateFacts(string Sha256, string Label, DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>Ours: current, next or previous.</summary>
    public string? State { get; init; }
    public DateTimeOffset? ActiveAt { get; init; }
}

/// <summary>Metadata that waits for somebody to look at it.</summary>
public sealed record PendingFacts(
    ImmutableArray<string> Reasons, string? EntityId, string? SsoUrl, ImmutableArray<string> Certificates, string Sha256, DateTimeOffset Since);

/// <summary>Before a connection has a protocol.</summary>
public sealed record ChooseProtocolModel
{
    public required ImmutableArray<Guide> Guides { get; init; }
    public Guide? Guide { get; init; }
    public required bool PlanAllows { get; init; }
}
