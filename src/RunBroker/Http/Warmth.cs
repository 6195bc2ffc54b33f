namespace RunBroker.Http;

/// <summary>Whether this process has done what makes its first sign-ins as quick as later ones; readiness waits for it.</summary>
internal sealed class Warmth
{
    private volatile bool rehearsing;
    private volatile bool visited;

    public bool IsRehearsing => rehearsing;

    /// <summary>Somebody signs in: a rehearsal would only stand in the way.</summary>
    public bool HasVisitors => visited;

    /// <summary>Before the first question of readiness.</summary>
    public void Begin() => rehearsing = true;

    public void End() => rehearsing = false;

    public void Visit() => visited = true;
}
