using System.Collections.Immutable;
using RunBroker.Pages.Words;

namespace RunBroker.Cases;

/// <param name="Title">What happened, in a sentence that is also the heading.</param>
/// <param name="Explanation">What that means.</param>
/// <param name="Fix">What the one who must act does.</param>
internal sealed record CauseText(string Title, string Explanation, string Fix);

/// <summary>One way in which a sign-in or sign-out ends badly: a row of the catalogue.</summary>
/// <param name="Codes">Stable; several where the texts and the acts are one and the same.</param>
internal sealed record Cause(ImmutableArray<string> Codes, CauseParty Who, CauseText English, CauseText Portuguese)
{
    /// <summary>Of codes that both protocols have: whose row this is. Null: any.</summary>
    public string? Protocol { get; init; }

    /// <summary>What has to be looked at in the provider's console.</summary>
    public ConsoleTopic Console { get; init; }

    public AdminPlace Here { get; init; }

    public CauseStop Stop { get; init; } = CauseStop.Broker;

    public CauseText Text(Language language) => language == Language.Portuguese ? Portuguese : English;
}
