using System.Collections.Immutable;

namespace RunBroker.Pages.Words;

/// <summary>
/// Every text of the pages in one language. A missing one does not compile (<c>required</c>). Sentences are whole: a name
/// goes in, a piece never does, so that each language orders its own words.
/// </summary>
internal sealed partial record Texts
{
    public static Texts In(Language language) => language switch
    {
        Language.English => English,
        Language.Portuguese => Portuguese,
        _ => throw new ArgumentOutOfRangeException(nameof(language)),
    };

    /// <summary>The language of the link in the footer.</summary>
    public Texts Other => Tag == English.Tag ? Portuguese : English;

    /// <summary>BCP 47, for the lang attribute and <c>ui_locales</c>.</summary>
    public required string Tag { get; init; }

    /// <summary>The language's own name for itself.</summary>
    public required string OwnName { get; init; }

    public required Func<DateTimeOffset, string> Moment { get; init; }
    public required ImmutableDictionary<ErrorReason, ErrorText> Errors { get; init; }

    // frame
    public required string FooterName { get; init; }
    public required string Help { get; init; }
    public required string Privacy { get; init; }
    public required string Copied { get; init; }

    // sign in
    public required Func<string, string> SignInTitle { get; init; }
    public required string SignInLead { get; init; }
    public required string EmailLabel { get; init; }
    public required string EmailPlaceholder { get; init; }
    public required string EmailHelp { get; init; }
    public required string EmailRefused { get; init; }
    public required string Continue { get; init; }
    public required string LastTime { get; init; }
    public required string LoginWithSso { get; init; }

    // choose a connection
    public required string ChooseTitle { get; init; }
    public required Func<string, string> ChooseLead { get; init; }
    public required Func<string, string> KindUsedLastTime { get; init; }
    public required Func<string, string> ChooseUnsure { get; init; }
    public required Func<string, string> ChooseOtherEmail { get; init; }

    // continue as
    public required Func<string, string> ContinueTitle { get; init; }
    public required Func<string, string> ContinueLead { get; init; }
    public required Func<string, string> ContinueAs { get; init; }
    public required string OtherAccount { get; init; }
    public required string SeeSessions { get; init; }
    public required string SharedComputer { get; init; }
    public required string SignOutHere { get; init; }

    // on the way to another origin
    public required string OnwardTitle { get; init; }
    public required string OnwardLead { get; init; }
    public required string FormPostTitle { get; init; }
    public required string FormPostLead { get; init; }
    public required string SignOutOnwardTitle { get; init; }

    // errors
    public required string RouteLabel { get; init; }
    public required string RouteAsked { get; init; }
    public required string RoutePassedOn { get; init; }
    public required string RouteAnswered { get; init; }
    public required string RouteNotReached { get; init; }
    public required string RouteBroken { get; init; }
    public required string UnknownApp { get; init; }
    public required string UnknownUpstream { get; init; }
    public required string WhatToDo { get; init; }
    public required ImmutableDictionary<ErrorReader, ReaderText> Readers { get; init; }
    public required Func<string, string> CouldNotSignInTo { get; init; }
    public required string CouldNotSignIn { get; init; }
    public required Func<string, string, string> CaseLine { get; init; }
    public required Func<string, string> ProviderLine { get; init; }
    public required Func<string, string> CauseLine { get; init; }
    public required Func<string, string> FixLine { get; init; }
    public required Func<string, string> DetailsLine { get; init; }
    public required string CaseLabel { get; init; }
    public required string StartAgain { get; init; }
    public required Func<string, string> BackTo { get; init; }
    public required string BackToApp { get; init; }

    // sign out
    public required string SignedOutTitle { get; init; }
    public required string SignedOutLead { get; init; }
    public required string SignedOutAll { get; init; }
    public required Func<int, int, string> SignedOutSome { get; init; }

    /// <summary>How many sessions, of how many apps confirmed, of how many.</summary>
    public required Func<int, int, int, string> SignedOutMany { get; init; }

    /// <summary>In so many minutes.</summary>
    public required Func<int, string> NextTry { get; init; }
    public required ImmutableDictionary<AppSignOut, string> AppStates { get; init; }
    public required string SignedOutWarning { get; init; }
    public required Func<string, string> SignedOutWarningOf { get; init; }
    public required string SignInAgain { get; init; }
    public required Func<string, string> SignInAgainTo { get; init; }
    public required ImmutableDictionary<UpstreamOutcome, Func<string, string>> UpstreamStates { get; init; }
    public required string UpstreamSignOut { get; init; }
    public required string ReceiptLabel { get; init; }
    public required string SigningOutTitle { get; init; }
    public required string SigningOutLead { get; init; }
    public required string FrameTitle { get; init; }
    public required string SignOutOverTitle { get; init; }
    public required string SignOutOverLead { get; init; }
    public required string SignOutRefusedTitle { get; init; }
    public required Func<string, string> SignOutRefusedLead { get; init; }
    public required string ConfirmOutTitle { get; init; }
    public required string ConfirmOutLead { get; init; }
    public required Func<string, string> ConfirmOutAsked { get; init; }
    public required string SignOut { get; init; }
    public required string StaySignedIn { get; init; }

    public required SessionTexts Sessions { get; init; }

    // first start
    public required string SetupTitle { get; init; }
    public required string SetupLead { get; init; }
    public required string SetupOnce { get; init; }
    public required string SetupButton { get; init; }
    public required string TokenTitle { get; init; }
    public required string TokenLead { get; init; }
    public required string TokenLabel { get; init; }
    public required string TokenCopy { get; init; }
    public required string TokenLost { get; init; }
    public required string OpenAdmin { get; init; }
    public required string SetupSpentTitle { get; init; }
    public required string SetupSpentLead { get; init; }

    // more people than can be served at once
    public required string BusyTitle { get; init; }
    public required string BusyLead { get; init; }

    public required string NotFoundTitle { get; init; }
    public required string NotFoundLead { get; init; }

    private static ImmutableDictionary<TKey, TValue> Rows<TKey, TValue>(params ReadOnlySpan<(TKey Key, TValue Value)> rows)
        where TKey : notnull
    {
        var made = ImmutableDictionary.CreateBuilder<TKey, TValue>();
        foreach (var (key, value) in rows)
            made.Add(key, value);
        return made.ToImmutable();
    }
}

/// <summary>The words around a message that one kind of reader gets.</summary>
internal sealed record ReaderText(string MessageLabel, string CopyButton);
