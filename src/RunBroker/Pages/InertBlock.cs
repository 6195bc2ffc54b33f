namespace RunBroker.Pages;

/// <summary>Text of several lines from outside: nothing in it reorders or hides a part of the page.</summary>
internal static class InertBlock
{
    public static string Of(string text) => string.Join('\n', text.Split('\n').Select(Indented));

    // Inert trims a line, and the indentation is what makes XML and JSON readable.
    private static string Indented(string line)
    {
        var blanks = line.Length - line.TrimStart(' ').Length;
        return string.Concat(line.AsSpan(0, blanks), Whole(line[blanks..]));
    }

    private static string Whole(string line) =>
        string.Concat(line.Chunk(500).Select(part => Inert.Text(new string(part))));
}
