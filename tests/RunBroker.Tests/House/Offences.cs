namespace RunBroker.Tests.House;

/// <summary>Shows every offence in full, where an assertion on a collection would show the beginning of the first few.</summary>
internal static class Offences
{
    public static void None(IEnumerable<string?> found)
    {
        var all = found.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }
}
