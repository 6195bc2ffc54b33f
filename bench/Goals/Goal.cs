namespace RunBroker.Bench;

/// <summary>A promise that a run can hold or break.</summary>
/// <param name="What">For people.</param>
/// <param name="Finding">The name under which a part of the bench puts the number.</param>
/// <param name="Bound">The most that it may be; with <see cref="AtLeast"/> the least.</param>
/// <param name="Command">What measures it.</param>
internal sealed record Goal(string What, string Finding, double Bound, string Command)
{
    public bool AtLeast { get; init; }

    public string Unit { get; init; } = "";

    public bool IsMetBy(double value) => AtLeast ? value >= Bound : value <= Bound;
}
