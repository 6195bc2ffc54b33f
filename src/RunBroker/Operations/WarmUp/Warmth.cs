namespace RunBroker.Operations.WarmUp;

/// <summary>Whether this process has done what makes its first sign-ins as quick as later ones; readiness waits for it.</summary>
internal sealed class Warmth
{
    private volatile bool rehearsing;

    public bool IsRehearsing => rehearsing;

    /// <summary>Before the first question of readiness.</summary>
    public void Begin() => rehearsing = true;

    public void End() => rehearsing = false;
}
