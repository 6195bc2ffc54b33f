using RunBroker.Pages.Words;

namespace RunBroker.Check;

/// <summary>Why nothing was made of a paste: heading, meaning, what to do.</summary>
internal sealed record UnreadText(string Title, string Explanation, string Fix);

/// <summary>What a check says beside the catalogue of causes.</summary>
internal sealed record CheckTexts
{
    public required string NotReached { get; init; }
    public required Func<string, string> RequestUnknown { get; init; }
    public required string NonceUnknown { get; init; }
    public required string StateUnknown { get; init; }
    public required string HashesUnknown { get; init; }
    public required string CodeNotRedeemed { get; init; }
    public required string CameBefore { get; init; }
    public required string BeginsAnew { get; init; }
    public required Func<string, string> UserInfoNotAsked { get; init; }
    public required Func<string, string> ProviderSaid { get; init; }
    public required string Disabled { get; init; }
    public required string NoPlan { get; init; }
    public required Func<string, string> OtherConnection { get; init; }
    public required Func<int, string> OthersLeftOut { get; init; }
    public required Func<int, string> TooMany { get; init; }
    public required string KeysAsKnown { get; init; }
    public required Func<ReadNote, string> Note { get; init; }
    public required Func<Unread, UnreadText> Unread { get; init; }

    public static CheckTexts In(Language language) => language == Language.Portuguese ? CheckTextsPortuguese.Texts : CheckTextsEnglish.Texts;
}
