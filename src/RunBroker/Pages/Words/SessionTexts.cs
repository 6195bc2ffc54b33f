namespace RunBroker.Pages.Words;

/// <summary>The words of "Where you are signed in". In a text with <c>{0}</c> a time stands there, marked up as one.</summary>
internal sealed record SessionTexts
{
    public required string Title { get; init; }

    /// <summary>Browser and system, either of them null when it is not known.</summary>
    public required Func<string?, string?, string> Device { get; init; }

    /// <summary>Who, and how long a session lives: without activity, at most.</summary>
    public required Func<string, string, string, string> Lead { get; init; }

    /// <summary>The same under a heading that says who.</summary>
    public required Func<string, string, string> LeadAlone { get; init; }

    public required Func<string, string, string> PersonAt { get; init; }
    public required string ThisBrowser { get; init; }
    public required string LastUsed { get; init; }
    public required Func<TimeSpan, string> Span { get; init; }

    /// <summary>Used, left, at most.</summary>
    public required Func<string, string, string, string> Life { get; init; }

    public required string Ends { get; init; }
    public required string EndsUnless { get; init; }
    public required string EndsSurely { get; init; }
    public required string AtLatest { get; init; }
    public required string AtLatestIs { get; init; }
    public required Func<string, string> AtLatestBy { get; init; }
    public required string SignedIn { get; init; }
    public required Func<string, string> SignedInBy { get; init; }
    public required string Account { get; init; }
    public required Func<string, string> AccountStays { get; init; }
    public required Func<string, string> AccountToo { get; init; }
    public required string Address { get; init; }
    public required string Apps { get; init; }
    public required string NoApps { get; init; }
    public required string NotTold { get; init; }
    public required Func<int, string> MinutesAgo { get; init; }

    /// <summary>A moment beside now: the year only where it differs.</summary>
    public required Func<DateTimeOffset, DateTimeOffset, string> When { get; init; }

    public required Func<int, string> SignOutOf { get; init; }

    /// <summary>The same for a screen reader: which of the buttons it is.</summary>
    public required Func<string, string, string> SignOutOn { get; init; }

    public required string OddTitle { get; init; }
    public required Func<string, string> OddLead { get; init; }
    public required Func<string, string> OddLeadAlone { get; init; }
    public required string Everywhere { get; init; }

    /// <summary>How many sessions, how many apps.</summary>
    public required Func<int, int, string> EverywhereLead { get; init; }

    /// <summary>How many are shown, how many there are.</summary>
    public required Func<int, int, string> More { get; init; }

    public required Func<string, string> EndedTitle { get; init; }
    public required string EndedAll { get; init; }
    public required Func<int, int, string> EndedSome { get; init; }
    public required Func<string, string> EndedProvider { get; init; }
    public required string NoneTitle { get; init; }
    public required string NoneLead { get; init; }
    public required string RefusedTitle { get; init; }
    public required string RefusedLead { get; init; }
}
