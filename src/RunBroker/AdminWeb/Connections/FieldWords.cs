using System.Collections.Immutable;
using RunBroker.Pages.Words;

namespace RunBroker.AdminWeb.Connections;

/// <param name="Label">As the admins of RUN know it, where they do; the same in both languages then.</param>
/// <param name="Help">In plain words.</param>
public sealed record FieldWord(string Label, string? Help = null);

/// <summary>Label and help of each field, by its name in the management API.</summary>
public static partial class FieldWords
{
    public static ImmutableDictionary<string, FieldWord> In(Language language) => language == Language.Portuguese ? Portuguese : English;

    public static FieldWord Of(string field, Language language) =>
        In(language).GetValueOrDefault(field) ?? In(language).GetValueOrDefault(field.Split('[')[0]) ?? new(field);
}
