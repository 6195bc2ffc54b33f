using System.Collections.Immutable;
using RunBroker.Cases;
using RunBroker.SignIns;
using RunBroker.Upstream;

namespace RunBroker.Check;

/// <summary>A clock that stands where whoever asks has put it.</summary>
internal sealed class StandingClock(DateTimeOffset at) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => at;
}

/// <summary>What the endpoints' own code made of one message: a case file that nobody stores, and how it ended.</summary>
internal sealed class Judged
{
    /// <summary>Whether the sign-in's user is active, and all that a sign-in needs is there.</summary>
    public const string User = "check.user";

    /// <summary>Of a refusal before any check: the connection's own settings, keys or metadata.</summary>
    public const string Ready = "check.ready";

    private readonly Dictionary<string, string> unknown = new(StringComparer.Ordinal);

    /// <param name="names">The checks of such a message, in order.</param>
    public Judged(DateTimeOffset at, ImmutableArray<string> names) => (File, Names) = (CaseFile.Open(new StandingClock(at), null), names);

    public CaseFile File { get; }

    public ImmutableArray<string> Names { get; }

    public UpstreamFault? Fault { get; private set; }

    /// <summary>The check that the fault is of.</summary>
    public string? Failed { get; private set; }

    public UpstreamLogin? Login { get; set; }

    public CheckUser? Person { get; set; }

    /// <summary>Claims that are not here may come from there: what is missing is not known to be missing.</summary>
    public bool UserInfoMayAdd { get; set; }

    public int? Sessions { get; set; }

    public List<string> Notes { get; } = [];

    /// <summary>Only what came from outside can say whether this one holds, and nobody gave it.</summary>
    public void NotChecked(string name, string why) => unknown[name] = why;

    /// <param name="failed">Null: none of the checks, but what comes before them.</param>
    public Judged Refused(UpstreamFault fault, string? failed)
    {
        (Fault, Failed) = (fault, failed ?? Ready);
        return this;
    }

    /// <param name="notReached">Said of checks after the one that failed.</param>
    public ImmutableArray<CheckRow> Rows(string notReached)
    {
        var held = File.Steps.Where(s => s.Outcome == "passed").GroupBy(s => s.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last());
        var names = Failed is { } failed && !Names.Contains(failed) ? Names.Insert(failed == Ready ? 0 : Names.Length, failed) : Names;
        return
        [
            .. names.Select(name => name == Failed ? new CheckRow(name, "failed", Fault!.Spec, Shown(Fault.Wanted), Shown(Fault.Got))
                : unknown.TryGetValue(name, out var why) ? new CheckRow(name, "not_checked", null, null, null, why)
                : held.TryGetValue(name, out var step) ? new CheckRow(name, "held", null, Shown(step.Wanted), Shown(step.Got))
                : new CheckRow(name, "not_checked", null, null, null, notReached)),
        ];
    }

    // Whoever pasted has it all.
    private static string? Shown(string? text) => text is null ? null : Personal.Revealed(text);
}
