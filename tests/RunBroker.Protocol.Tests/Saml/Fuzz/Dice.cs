namespace RunBroker.Protocol.Tests.Saml.Fuzz;

/// <summary>SplitMix64: the same throws for the same seed, on every machine and in every version of the framework.</summary>
internal sealed class Dice(ulong seed)
{
    private ulong state = seed;

    /// <param name="sides">At least one.</param>
    /// <returns>0 and up, less than the sides.</returns>
    public int Below(int sides) => (int)(Next() % (ulong)sides);

    public bool OneIn(int sides) => Below(sides) == 0;

    public T Of<T>(IReadOnlyList<T> many) => many[Below(many.Count)];

    public ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
