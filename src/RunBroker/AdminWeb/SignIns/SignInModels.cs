using System.Collections.Immutable;

namespace RunBroker.AdminWeb.SignIns;

/// <param name="Title">What happened, when it failed.</param>
public sealed record SignInRow(string CaseId, string State, string? Title, string? Error, string? App, string? Connection, DateTimeOffset At, bool Test);

public sealed record SignInChoice(string Id, string Name);

/// <summary>What the list is narrowed to, as it stands in the address.</summary>
public sealed record SignInFilter
{
    public string? State { get; init; }
    public string? ConnectionId { get; init; }
    public string? UserId { get; init; }
    public string? Error { get; init; }

    public bool IsAny => State is null && ConnectionId is null && UserId is null && Error is null;

    /// <summary>For the link to the next page.</summary>
    public string Query => Part("state", State) + Part("connection_id", ConnectionId) + Part("user_id", UserId) + Part("error", Error);

    private static string Part(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";
}

public sealed record SignInListModel
{
    /// <summary>Those that failed lately; only where nothing is filtered.</summary>
    public required ImmutableArray<SignInRow> Failed { get; init; }
    public required ImmutableArray<SignInRow> All { get; init; }
    public required ImmutableArray<SignInChoice> Connections { get; init; }
    public required SignInFilter Filter { get; init; }
    /// <summary>A number that was looked for and is of no case here.</summary>
    public string? NotFound { get; init; }
    public string? Next { get; init; }
}

public sealed record SignInStepRow(DateTimeOffset At, string Name, string Outcome, string? Detail, string? Wanted, string? Got);

/// <param name="Value">Masked, unless it was revealed.</param>
public sealed record MappingRow(string Target, string? Claim, string Step, string? Value);

public sealed record SignInMessageRow(string Direction, string Kind, ImmutableArray<string> Redacted, string Decoded);

/// <param name="Who">As the management API names it.</param>
/// <param name="Here">The admin page on which it is put right here; null: none.</param>
/// <param name="Times">Seen in the last 30 days, this time among them. Null: of a test, which counts for nothing.</param>
public sealed record Verdict(string Code, string Title, string Explanation, string Fix, string Who, string? Where, string? Here, string Stop, long? Times);

public sealed record SignInModel
{
    public required string Id { get; init; }
    public required string CaseId { get; init; }
    public required string State { get; init; }
    public Verdict? Verdict { get; init; }
    public required DateTimeOffset At { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public required DateTimeOffset KeptUntil { get; init; }
    /// <summary>Nobody was signed in or kept out by it.</summary>
    public bool Test { get; init; }
    public string? App { get; init; }
    public string? ClientId { get; init; }
    public string? Connection { get; init; }
    public string? ConnectionId { get; init; }
    /// <summary>The product, where its addresses tell it.</summary>
    public string? Provider { get; init; }
    public string? UserId { get; init; }
    public string? SessionId { get; init; }
    public string? LogoutId { get; init; }
    public required ImmutableArray<SignInStepRow> Steps { get; init; }
    public required ImmutableArray<MappingRow> Mapping { get; init; }
    public required ImmutableArray<string> Unused { get; init; }
    public required ImmutableArray<SignInMessageRow> Messages { get; init; }
    public required bool Revealed { get; init; }
}
