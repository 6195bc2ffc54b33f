using System.Collections.Immutable;
using RunBroker.Admin;
using RunBroker.AdminWeb.Connections;
using RunBroker.TestSignIns;

namespace RunBroker.AdminWeb.ConnectionTests;

/// <param name="Current">The connection is as it was then.</param>
public sealed record TestRow(string Id, string State, DateTimeOffset At, long? Draft, bool Current)
{
    internal static TestRow Of(ConnectionTestResource test) =>
        new(test.Id, test.State, new(test.FinishedAt ?? test.CreatedAt, TimeSpan.Zero), test.Draft, test.Current);

    public bool OfDraft => Draft is not null;
}

/// <summary>A connection's tests.</summary>
public sealed record TestListModel
{
    public required ConnectionPageModel Connection { get; init; }
    public required ImmutableArray<TestRow> Rows { get; init; }
    public string? Next { get; init; }

    /// <summary>Of a test that was just made: shown once.</summary>
    public string? Link { get; init; }
}

/// <summary>One test's result.</summary>
public sealed record TestModel
{
    public required ConnectionPageModel Connection { get; init; }
    public required TestRow Row { get; init; }
    public required TestReportModel Report { get; init; }
    public required bool Revealed { get; init; }

    /// <summary>It worked, as the connection is now, and nobody can sign in by it yet.</summary>
    public bool MayEnable => Connection.Now is { Enabled: false, ArchivedAt: null } && Row is { State: "succeeded", Current: true, OfDraft: false };
}
