using System.Globalization;

namespace RunBroker.Pages.Words;

internal sealed partial record Texts
{
    private static readonly string[] EnglishDays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

    private static SessionTexts EnglishSessions => new()
    {
        Title = "Where you are signed in",
        Device = (browser, system) => (browser, system) switch
        {
            ({ } b, { } s) => $"{b} on {s}",
            ({ } b, null) => b,
            (null, { } s) => $"A browser on {s}",
            _ => "A browser",
        },
        Lead = (who, idle, absolute) => $"{who}. A session ends {idle} after you last open an app, and {absolute} after sign-in at the latest.",
        LeadAlone = (idle, absolute) => $"A session ends {idle} after you last open an app, and {absolute} after sign-in at the latest.",
        PersonAt = (who, tenant) => $"{who}, {tenant}",
        ThisBrowser = "This browser",
        LastUsed = "Last used {0}",
        Span = EnglishSpan,
        Life = (used, left, most) => $"{used} used; ends after {left} more unless you open an app; {most} at most",
        Ends = "Ends",
        EndsUnless = "{0} unless you open an app before",
        EndsSurely = "{0}, whatever you do",
        AtLatest = "At the latest",
        AtLatestIs = "{0}",
        AtLatestBy = provider => $"{{0}}, as {provider} wants it",
        SignedIn = "Signed in",
        SignedInBy = provider => $"{{0}} by {provider}",
        Account = "Your account",
        AccountStays = provider => $"Is kept at {provider}. Signing out here leaves you signed in there.",
        AccountToo = provider => $"Is kept at {provider}. Signing out here asks it to sign you out there, too.",
        Address = "IP address",
        Apps = "Apps",
        NoApps = "None",
        NotTold = "Cannot be told when you sign out here. Close its tabs yourself.",
        MinutesAgo = minutes => minutes < 1 ? "just now" : minutes == 1 ? "1 minute ago" : $"{minutes} minutes ago",
        When = (at, now) => string.Create(CultureInfo.InvariantCulture,
            $"{EnglishDays[(int)at.UtcDateTime.DayOfWeek]}, {at.UtcDateTime.Day} {EnglishMonths[at.UtcDateTime.Month - 1]}{Year(at, now)}, {at.UtcDateTime:HH':'mm} UTC"),
        SignOutOf = apps => apps switch { 0 => "Sign out", 1 => "Sign out of this app", _ => $"Sign out of these {apps} apps" },
        SignOutOn = (button, device) => $"{button}: {device}",
        OddTitle = "Something here is not you?",
        OddLead = tenant => $"Sign out everywhere, then tell {tenant}’s IT: your password is kept by them, not by us.",
        OddLeadAlone = tenant => $"Sign out, then tell {tenant}’s IT: your password is kept by them, not by us.",
        Everywhere = "Sign out everywhere",
        EverywhereLead = (sessions, apps) => $"This ends {(sessions == 2 ? "both sessions" : $"all {sessions} sessions")} and signs you out of "
            + $"{(apps == 1 ? "1 app" : $"{apps} apps")}, here and in your other browsers. You will see which apps confirmed it. You can sign in again at any time.",
        More = (shown, all) => $"The {shown} used last are shown, of {all}. Signing out everywhere ends all of them.",
        EndedTitle = device => $"Signed out: {device}",
        EndedAll = "Every app of that session knows it.",
        EndedSome = (confirmed, all) => $"Apps that have confirmed it so far: {confirmed} of {all}.",
        EndedProvider = provider => $"That browser may still be signed in at {provider}, where your organisation keeps your account.",
        NoneTitle = "You are not signed in here",
        NoneLead = "This browser has no session. To sign in, open the app you want to use; it brings you to the right place.",
        RefusedTitle = "Nothing was signed out",
        RefusedLead = "That session is over already, or the button was not on your own page in this browser. Look again at where you are signed in.",
    };

    private static string EnglishSpan(TimeSpan span)
    {
        var (large, small) = Parts(span, "day", "hour", "minute");
        return small is null ? Counted(large) : $"{Counted(large)} and {Counted(small.Value)}";

        static string Counted((int Count, string Unit) part) => part.Count == 1 ? $"1 {part.Unit}" : $"{part.Count} {part.Unit}s";
    }

    /// <summary>The two largest units that follow each other; the second one only where there is any of it.</summary>
    private static ((int Count, string Unit) Large, (int Count, string Unit)? Small) Parts(TimeSpan span, string day, string hour, string minute)
    {
        var minutes = Math.Max(0, (int)Math.Floor(span.TotalMinutes));
        var (days, hours) = (minutes / 1440, minutes / 60 % 24);
        return days > 0 ? ((days, day), hours > 0 ? (hours, hour) : null)
            : hours > 0 ? ((hours, hour), minutes % 60 > 0 ? (minutes % 60, minute) : null)
            : ((minutes, minute), null);
    }

    private static string Year(DateTimeOffset at, DateTimeOffset now) =>
        at.UtcDateTime.Year == now.UtcDateTime.Year ? "" : string.Create(CultureInfo.InvariantCulture, $" {at.UtcDateTime.Year}");
}
