using System.Collections.Immutable;

namespace RunBroker.AdminWeb.SignOuts;

/// <param name="Told">Apps that have confirmed.</param>
/// <param name="Apps">Apps that could be told.</param>
/// <param name="Open">Legs that wait, or were given up.</param>
public sealed record SignOutRow(string Id, string ReceiptId, string Cause, string? Connection, string UserId, int Told, int Apps, int Open, DateTimeOffset At);

public sealed record SignOutListModel
{
    public required ImmutableArray<SignOutRow> Open { get; init; }
    public required ImmutableArray<SignOutRow> Done { get; init; }
    public string? NotFound { get; init; }
    public string? Next { get; init; }
}

/// <param name="Name">The app's or the connection's.</param>
public sealed record LegRow(string Target, string Name, string Channel, string State, int Attempts, string? LastError, DateTimeOffset At);

/// <param name="Name">What is known of whoever ended it; else as the audit log has it.</param>
/// <param name="Path">Their page in the tenant; null: there is none.</param>
public sealed record SignOutActor(string Name, string? Path);

public sealed record SignOutModel
{
    public required string Id { get; init; }
    public required string ReceiptId { get; init; }
    public required string Cause { get; init; }
    public required SignOutActor Actor { get; init; }
    public required string UserId { get; init; }
    /// <summary>Null: the user is gone.</summary>
    public string? Person { get; init; }
    public required string SessionId { get; init; }
    public required string ConnectionId { get; init; }
    public string? Connection { get; init; }
    public required DateTimeOffset At { get; init; }
    /// <summary>Problems first.</summary>
    public required ImmutableArray<LegRow> Legs { get; init; }
    public required int Told { get; init; }
    public required int Apps { get; init; }
    public required bool MayRetry { get; init; }
}
