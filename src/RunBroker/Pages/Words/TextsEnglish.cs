using System.Globalization;

namespace RunBroker.Pages.Words;

internal sealed partial record Texts
{
    private static readonly string[] EnglishMonths = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    public static Texts English { get; } = new()
    {
        Tag = "en",
        OwnName = "English",
        Moment = at => string.Create(CultureInfo.InvariantCulture,
            $"{at.UtcDateTime.Day} {EnglishMonths[at.UtcDateTime.Month - 1]} {at.UtcDateTime:yyyy, HH':'mm} (UTC)"),
        Errors = EnglishErrors,

        FooterName = "Sign-in by RunBroker",
        Help = "Help",
        Privacy = "Privacy",
        Copied = "Copied",

        SignInTitle = app => $"Sign in to {app}",
        SignInLead = "Your work e-mail takes you to your organisation’s own sign-in page.",
        EmailLabel = "Work e-mail",
        EmailPlaceholder = "you@example.com",
        EmailHelp = "You never type your password here.",
        EmailRefused = "This address does not lead to a sign-in page. "
            + "Check it for typing errors, or ask your IT team which address to use.",
        Continue = "Continue",
        LastTime = "Last time in this browser",
        LoginWithSso = "Login with SSO",

        ChooseTitle = "Choose how to sign in",
        ChooseLead = tenant => $"{tenant} has several sign-in pages. Pick the one where your account is; we remember it in this browser.",
        KindUsedLastTime = kind => $"{kind}, used last time",
        ChooseUnsure = tenant => $"Not sure? Ask the person at {tenant} who invited you, or your IT team.",
        ChooseOtherEmail = tenant => $"Not with {tenant}? Use another e-mail",

        ContinueTitle = app => $"Continue to {app}",
        ContinueLead = tenant => $"You are already signed in to {tenant} in this browser.",
        ContinueAs = person => $"Continue as {person}",
        OtherAccount = "Use another account",
        SeeSessions = "See where you are signed in",
        SharedComputer = "On a shared computer, sign out when you leave.",
        SignOutHere = "Sign out in this browser",

        OnwardTitle = "Taking you to your organisation’s sign-in page",
        OnwardLead = "This takes a moment. If nothing happens, press Continue.",
        FormPostTitle = "Taking you back to the app",
        FormPostLead = "This takes a moment. If nothing happens, press Continue.",
        SignOutOnwardTitle = "Taking you back to your organisation",

        RouteLabel = "Where the sign-in stopped",
        RouteAsked = "asked us",
        RoutePassedOn = "passed it on",
        RouteAnswered = "knows you",
        RouteNotReached = "not reached",
        RouteBroken = "It stopped here:",
        UnknownApp = "The app",
        UnknownUpstream = "Your organisation",
        WhatToDo = "What to do",
        Readers = Rows<ErrorReader, ReaderText>(
            (ErrorReader.TenantIt, new("Message for your IT team", "Copy message for IT")),
            (ErrorReader.AppSupport, new("Message for the app’s support", "Copy message for support"))),
        CouldNotSignInTo = app => $"I could not sign in to {app}.",
        CouldNotSignIn = "I could not sign in.",
        CaseLine = (id, at) => $"Case {id}, {at}",
        ProviderLine = name => $"Sign-in page: {name}",
        CauseLine = cause => $"Cause: {cause}",
        FixLine = fixer => $"To fix by: {fixer}",
        DetailsLine = url => $"Details: {url}",
        CaseLabel = "Case",
        StartAgain = "Start again",
        BackTo = app => $"Back to {app}",
        BackToApp = "Back to the app",

        SignedOutTitle = "You are signed out",
        SignedOutLead = "Your session has ended.",
        SignedOutAll = "Your session has ended, and every app you used knows it.",
        SignedOutSome = (confirmed, all) => $"Your session has ended. Apps that have confirmed it so far: {confirmed} of {all}.",
        SignedOutMany = (sessions, confirmed, all) => $"{(sessions == 2 ? "Both your sessions" : $"All your {sessions} sessions")} have ended. "
            + $"Apps that have confirmed it so far: {confirmed} of {all}.",
        NextTry = minutes => minutes <= 1 ? "Next try within a minute." : $"Next try in {minutes} minutes.",
        AppStates = Rows<AppSignOut, string>(
            (AppSignOut.Confirmed, "Signed out"), (AppSignOut.Asked, "Signed you out"), (AppSignOut.Retrying, "Retrying"), (AppSignOut.GaveUp, "Not reached"),
            (AppSignOut.CannotBeTold, "Cannot be told")),
        SignedOutWarning = "On a shared computer, close any tab that shows an app which has not confirmed. You need not wait for it.",
        SignedOutWarningOf = app => $"On a shared computer, close any tab that shows {app}. You need not wait for it.",
        SignInAgain = "Sign in again",
        SignInAgainTo = app => $"Sign in again to {app}",
        UpstreamStates = Rows<UpstreamOutcome, Func<string, string>>(
            (UpstreamOutcome.NotAsked, provider => $"You are still signed in at {provider}, where your organisation keeps your account."),
            (UpstreamOutcome.Confirmed, provider => $"You are signed out at {provider} as well, where your organisation keeps your account."),
            (UpstreamOutcome.Unconfirmed, provider =>
                $"{provider}, where your organisation keeps your account, has not confirmed the sign-out. You may still be signed in there."),
            (UpstreamOutcome.StaysElsewhere, provider =>
                $"Your other browsers may still be signed in at {provider}. If one of them is not yours, your IT team can end that, too.")),
        UpstreamSignOut = "Sign out there too",
        ReceiptLabel = "Receipt",
        SigningOutTitle = "Signing you out",
        SigningOutLead = "Your session has ended. These apps are being told; it takes a few seconds.",
        FrameTitle = "Signs an app out",
        SignOutOverTitle = "There is no sign-out to show here",
        SignOutOverLead = "This page shows what came of a sign-out, in the browser that signed out, for an hour. "
            + "This browser is signed in. To sign out, open an app and sign out there.",
        SignOutRefusedTitle = "We could not accept your organisation’s sign-out",
        SignOutRefusedLead = id => "Your organisation asked us to sign you out, but its message did not pass our checks, so nothing has changed here. "
            + $"To sign out, open an app and sign out there. For your IT team: case {id}.",
        ConfirmOutTitle = "Do you want to sign out?",
        ConfirmOutLead = "This ends your session in this browser, in every app that uses it. You can sign in again at any time.",
        ConfirmOutAsked = app => $"{app} asks to sign you out. This ends your session in this browser, in every app that uses it. "
            + "You can sign in again at any time.",
        SignOut = "Sign out of all apps",
        StaySignedIn = "Stay signed in",

        Sessions = EnglishSessions,

        SetupTitle = "Set up RunBroker",
        SetupLead = "This makes the first operator token: the key to everything here. Whoever holds it can change every tenant.",
        SetupOnce = "The link works once. The token is shown once, on the next page, so have your password store open.",
        SetupButton = "Create the operator token",
        TokenTitle = "Your operator token",
        TokenLead = "Store it now. It is not shown again, and we keep only a fingerprint of it.",
        TokenLabel = "Operator token",
        TokenCopy = "Copy token",
        TokenLost = "If it gets lost, restart RunBroker with RunBroker:BootstrapToken set, and make a new one.",
        OpenAdmin = "Open administration",
        SetupSpentTitle = "This setup link no longer works",
        SetupSpentLead = "It was used before, or it has expired. If you did not use it yourself, somebody else holds an operator token: "
            + "restart RunBroker with RunBroker:BootstrapToken set, and revoke the tokens you do not know.",

        BusyTitle = "Many people are signing in right now",
        BusyLead = "You need not do anything: this page tries again by itself in a few seconds.",

        NotFoundTitle = "There is no page at this address",
        NotFoundLead = "The link may be old or cut off. To sign in, open the app you want to use; it brings you to the right place.",
    };
}
