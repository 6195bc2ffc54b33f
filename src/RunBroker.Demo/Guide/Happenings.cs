using System.Collections.Immutable;

namespace RunBroker.Demo.Guide;

public enum Happened { SignedIn, Refreshed, SignedOut, Ended, Told, Noticed, Refused }

/// <summary>One thing that an app noticed.</summary>
/// <param name="Person">For <see cref="Happened.Refused"/>: the error.</param>
public sealed record Happening(DateTimeOffset At, Happened What, string AppKey, string App, string Person, string Tenant)
{
    public string Says => What switch
    {
        Happened.SignedIn => $"{App}: {Person} of {Tenant} signed in",
        Happened.Refreshed => $"{App}: new tokens for {Person}",
        Happened.SignedOut => $"{App}: {Person} signed out",
        Happened.Ended => $"{App}: the broker has ended {Person}'s session, so it ended here",
        Happened.Told => $"{App}: RunBroker told it that {Person}'s session is over, so it ended here",
        Happened.Noticed => $"{App}: noticed in the browser that {Person}'s session is over, and signed out",
        _ => $"{App}: no sign-in ({Person})",
    };
}

/// <summary>What happened in the demo since it was started, for its first page.</summary>
internal sealed class Happenings
{
    private const int Kept = 200;

    private readonly Lock gate = new();
    private ImmutableArray<Happening> all = [];

    /// <summary>Oldest first.</summary>
    public ImmutableArray<Happening> All
    {
        get
        {
            lock (gate)
                return all;
        }
    }

    public void Add(Happening happening)
    {
        lock (gate)
            all = [.. all.TakeLast(Kept - 1), happening];
    }
}
