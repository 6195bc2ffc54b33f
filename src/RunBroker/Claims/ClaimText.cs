using System.Collections.Immutable;
using System.Globalization;

namespace RunBroker.Claims;

/// <summary>Reads one text from the claims and notes what became of it.</summary>
internal static class ClaimText
{
    /// <summary>
    /// As asserted, or null with the reason noted. Of several values the first. Control characters make it unusable rather than
    /// cleaned (S-057): a silently different e-mail or name is worse than a refused one that is explained.
    /// </summary>
    public static string? ReadOne(
        UpstreamClaims claims, string target, string claim, int longest, ImmutableArray<MappingNote>.Builder notes)
    {
        if (claims.Find(claim) is not { Values: [var first, .. var rest] })
            return Drop(MappingStep.Absent, "the provider did not send this claim");
        if (Unusable(first, longest) is { } fault)
            return Drop(fault.Step, fault.Says);

        notes.Add(rest.IsEmpty
            ? new(target, claim, MappingStep.Read, "read")
            : new(target, claim, MappingStep.FirstOfSeveral, Invariant($"the first of {rest.Length + 1} values was taken")));
        return first;

        string? Drop(MappingStep step, string says)
        {
            notes.Add(new(target, claim, step, says));
            return null;
        }
    }

    /// <summary>
    /// The same for a claim with several usual names: the first that was sent and is not blank. One that cannot be used ends the search:
    /// another name might hold another value.
    /// </summary>
    public static string? ReadFirst(
        UpstreamClaims claims, string target, ImmutableArray<string> names, int longest, ImmutableArray<MappingNote>.Builder notes)
    {
        var sent = names.Where(n => claims.Find(n) is { Values: [_, ..] }).ToImmutableArray();
        if (sent.IsEmpty && names.Length > 1)
        {
            notes.Add(new(target, names[0], MappingStep.Absent, "the provider sent this under none of its usual names"));
            return null;
        }

        var filled = sent.FirstOrDefault(n => !string.IsNullOrWhiteSpace(claims.Find(n)!.Values[0]));
        return ReadOne(claims, target, filled ?? (sent.IsEmpty ? names[0] : sent[0]), longest, notes);
    }

    public static (MappingStep Step, string Says)? Unusable(string text, int longest) =>
        string.IsNullOrWhiteSpace(text) ? (MappingStep.Blank, "the value is blank")
        : text.Any(char.IsControl) ? (MappingStep.ControlCharacters, "the value holds control characters")
        : text.Length > longest ? (MappingStep.TooLong, Invariant($"the value has {text.Length} characters, {longest} are kept"))
        : null;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
