using System.Collections.Immutable;
using System.Text.RegularExpressions;
using RunBroker.Admin;
using RunBroker.Pages.Words;

namespace RunBroker.AdminWeb.Connections;

/// <summary>
/// What the domain says of a connection, in the reader's language. English is the domain's own. Portuguese goes by the problem's code, which
/// never changes; what has no row stays English, and a test sees that every code has one.
/// </summary>
internal static partial class FaultTexts
{
    public static (string Fix, string? Wanted) Of(ConnectionProblem problem, Language language)
    {
        if (language != Language.Portuguese)
            return (Labelled(problem.Fix), problem.Wanted is { } text ? Labelled(text) : null);
        var fix = Fixes.GetValueOrDefault($"{problem.Code} {problem.Field}") ?? Fixes.GetValueOrDefault($"{problem.Code} {problem.Got}")
            ?? Fixes.GetValueOrDefault(problem.Code) ?? problem.Fix;
        return (fix, problem.Wanted is { } wanted ? Translated(Wanted, wanted) : null);
    }

    /// <summary>The API's names of fields are the page's labels to a reader.</summary>
    private static string Labelled(string english) =>
        Members().Replace(english, member => FieldWords.In(Language.English).GetValueOrDefault(member.Value)?.Label ?? member.Value);

    [GeneratedRegex("[a-z0-9]+(_[a-z0-9]+)+", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Members();

    /// <summary>A rule of one field, such as “must not be blank”.</summary>
    public static string Rule(string says, Language language) => language == Language.Portuguese ? Translated(Rules, says) : Labelled(says);

    internal static bool Knows(string code) => Fixes.ContainsKey(code) || Fixes.Keys.Any(key => key.StartsWith(code + " ", StringComparison.Ordinal));

    private static string Translated(ImmutableArray<Phrase> phrases, string english) =>
        phrases.Select(p => p.Of(english)).FirstOrDefault(text => text is not null) ?? english;

    /// <summary>A sentence with holes: what stands in them is the same in both languages.</summary>
    private sealed record Phrase
    {
        private readonly Regex english;
        private readonly string portuguese;

        public Phrase(string english, string portuguese)
        {
            this.english = new($"^{Regex.Escape(english).Replace(Regex.Escape("{}"), "(.*)", StringComparison.Ordinal)}$",
                RegexOptions.NonBacktracking | RegexOptions.Singleline);
            this.portuguese = portuguese;
        }

        public string? Of(string text)
        {
            if (english.Match(text) is not { Success: true } match)
                return null;
            var (made, hole) = (portuguese, 1);
            for (var at = made.IndexOf("{}", StringComparison.Ordinal); at >= 0; at = made.IndexOf("{}", at, StringComparison.Ordinal))
            {
                var filling = match.Groups[hole++].Value;
                made = string.Concat(made.AsSpan(0, at), filling, made.AsSpan(at + 2));
                at += filling.Length;
            }

            return made;
        }
    }
}
