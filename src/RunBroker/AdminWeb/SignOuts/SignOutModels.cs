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

public sealed record SignOutModel
{
    public required string Id { get; init; }
    public required string ReceiptId { get; init; }
    public required string Cause { get; init; }
    public required string Actor { get; init; }
    public required string UserId { get; init; }
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
