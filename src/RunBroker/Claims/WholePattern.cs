using System.Globalization;
using System.Text.RegularExpressions;

namespace RunBroker.Claims;

/// <summary>
/// A pattern that must match a whole element. No backtracking, so <c>(a+)+$</c> cannot stall a sign-in; no look-around and no
/// back-references, therefore. The time still grows with states times characters, so both have a most, and a clock stands behind.
/// </summary>
public sealed class WholePattern
{
    // Repeats multiply the automaton: (a{999}){999} is 13 characters and a million states.
    private const int MostStates = 256;

    // An honest match takes microseconds; .*a.{250} on a thousand a's takes a quarter of a second. Only such ones meet this end.
    private static readonly TimeSpan LongestMatch = TimeSpan.FromMilliseconds(250);

    private readonly Regex regex;

    private WholePattern(Regex regex) => this.regex = regex;

    /// <summary>Null with a reason for an admin, when the pattern is too long, too large, not a pattern or needs backtracking.</summary>
    public static WholePattern? Read(string pattern, out string fault)
    {
        fault = "";
        if (pattern.Length > ClaimLimits.Pattern)
            fault = $"a pattern has at most {ClaimLimits.Pattern} characters";
        else if (StatesAtMost(pattern) > MostStates)
            fault = "the pattern repeats too much";
        else
            return Compile(pattern, ref fault);
        return null;
    }

    /// <summary>False too for an element over <see cref="ClaimLimits.Element"/>; null when it took too long.</summary>
    public bool? Matches(string element)
    {
        try
        {
            return element.Length <= ClaimLimits.Element && regex.IsMatch(element);
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    private static WholePattern? Compile(string pattern, ref string fault)
    {
        const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
        try
        {
            // Alone first: "a)|(?:b" is no pattern, but inside the brackets below it would match any text that starts with a.
            _ = new Regex(pattern, Options);
            return new(new Regex($@"\A(?:{pattern})\z", Options, LongestMatch));
        }
        catch (ArgumentException)
        {
            fault = "is not a regular expression";
        }
        catch (NotSupportedException)
        {
            fault = "look-around, back-references and atomic groups are not supported";
        }

        return null;
    }

    // A coarse count, one state for each atom: repeats multiply what they follow, an atom or a whole group. It need not know the
    // grammar exactly: what is no pattern is refused by the compiler afterwards.
    private static double StatesAtMost(string pattern)
    {
        var open = new Stack<double>();
        var (before, last) = (0d, 0d);
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '(':
                    open.Push(before + last);
                    (before, last) = (0, 0);
                    break;
                case ')' when open.TryPop(out var outer):
                    (before, last) = (outer, before + last);
                    break;
                case '{' when RepeatsAt(pattern, i) is { } times:
                    last *= times;
                    i = pattern.IndexOf('}', i);
                    break;
                default:
                    (before, last) = (before + last, 1);
                    i = AtomEnd(pattern, i);
                    break;
            }
        }

        return before + last + open.Sum();
    }

    private static int AtomEnd(string pattern, int at) => pattern[at] switch
    {
        '\\' => at + 1,
        '[' when pattern.IndexOf(']', at) is var end and > 0 => end,
        _ => at,
    };

    private static double? RepeatsAt(string pattern, int at)
    {
        var end = pattern.IndexOf('}', at);
        var bounds = end < 0 ? [] : pattern[(at + 1)..end].Split(',');
        return bounds.Length is 1 or 2 && bounds[0].Length > 0 && bounds.All(b => b.All(char.IsAsciiDigit))
            ? bounds.Max(b => b.Length == 0 ? 1 : double.Parse(b, CultureInfo.InvariantCulture))
            : null;
    }
}
