namespace RunBroker.Bench;

/// <summary>An answer of the identity provider that was taken, with the cookies as they were when it was brought.</summary>
internal sealed record TakenAnswer(string AcsUrl, string Form, string Cookies);

internal sealed record SpentCode(Ask Ask, string Code);

internal sealed record RotatedToken(App App, string Token);

/// <summary>
/// What the driver saw come of its operations, for the comparison with what the broker has written down, and one of each thing that must
/// be good only once.
/// </summary>
internal sealed class Ledger
{
    private long codes;
    private long logins;
    private long exchanges;
    private long refreshes;

    /// <summary>Codes that came: each is a sign-in.</summary>
    public long Codes => Interlocked.Read(ref codes);

    /// <summary>Sign-ins through an upstream: each begins a session.</summary>
    public long Logins => Interlocked.Read(ref logins);

    public long Exchanges => Interlocked.Read(ref exchanges);

    public long Refreshes => Interlocked.Read(ref refreshes);

    public SpentCode? SpentCode { get; set; }
    public RotatedToken? RotatedToken { get; set; }
    public TakenAnswer? TakenAnswer { get; set; }

    public void Code() => Interlocked.Increment(ref codes);

    public void Login() => Interlocked.Increment(ref logins);

    public void Exchange() => Interlocked.Increment(ref exchanges);

    public void Refresh() => Interlocked.Increment(ref refreshes);
}
