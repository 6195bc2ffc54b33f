using System.Text.RegularExpressions;

namespace RunBroker.AdminWeb.Connections;

public enum GuideMark
{
    Plain,
    Code,

    /// <summary>A word of the provider's console.</summary>
    Name,
}

public sealed record GuideSpan(GuideMark Kind, string Text);

/// <summary>The marks in a guide's text. What comes out is text: the page escapes it as any other.</summary>
internal static partial class GuideMarks
{
    public static IEnumerable<GuideSpan> Read(string text, OurValues ours, string missing)
    {
        var at = 0;
        foreach (Match mark in Marks().Matches(text))
        {
            if (mark.Index > at)
                yield return new(GuideMark.Plain, Filled(text[at..mark.Index], ours, missing));
            yield return mark.Groups["code"] is { Success: true, Value: var code } ? new(GuideMark.Code, Filled(code, ours, missing))
                : new(GuideMark.Name, Filled(mark.Groups["name"].Value, ours, missing));
            at = mark.Index + mark.Length;
        }

        if (at < text.Length)
            yield return new(GuideMark.Plain, Filled(text[at..], ours, missing));
    }

    /// <summary>With our values in the place of their names.</summary>
    public static string Filled(string text, OurValues ours, string missing) =>
        Places().Replace(text, place => ours[place.Groups["value"].Value] is not [var first, ..] ? missing
            : place.Groups["as"].Success ? Regex.Escape(first) : first);

    /// <summary>The names of our values that a text asks for.</summary>
    public static IEnumerable<string> Asked(string text) => Places().Matches(text).Select(place => place.Groups["value"].Value);

    [GeneratedRegex(@"`(?<code>[^`]+)`|\*\*(?<name>[^*]+)\*\*", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Marks();

    [GeneratedRegex(@"\[\[(?<value>[a-z_]+)(?<as>\|pattern)?\]\]", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Places();
}
