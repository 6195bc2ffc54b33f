using System.Collections.Immutable;

namespace RunBroker.Pages;

public enum AppSignOut
{
    Confirmed,
    /// <summary>It cannot be told, and need not be: it asked for the sign-out itself.</summary>
    Asked,
    Retrying,
    GaveUp,
    /// <summary>It registered no way to be told, or is not registered any more.</summary>
    CannotBeTold,
}

/// <summary>An app the session had reached, and whether it knows that the session is over.</summary>
public sealed record SignedOutApp
{
    public required string Name { get; init => field = Inert.Name(value); }
    public required AppSignOut State { get; init; }

    public bool Knows => State is AppSignOut.Confirmed or AppSignOut.Asked;

    /// <summary>From now; null when nothing more is tried, or nothing was yet.</summary>
    public TimeSpan? NextTry { get; init; }
}

public enum UpstreamOutcome
{
    /// <summary>Nobody asked it, or it cannot be asked: its session lives on.</summary>
    NotAsked,
    Confirmed,
    /// <summary>It was asked, and no good answer came.</summary>
    Unconfirmed,
    /// <summary>The session ended was another browser's, and that browser is still signed in there.</summary>
    StaysElsewhere,
}

/// <summary>Where the person's account is, and whether they are signed out there.</summary>
public sealed record SignedOutUpstream
{
    public required string Name { get; init => field = Inert.Name(value); }
    public required UpstreamOutcome State { get; init; }

    /// <summary>Signs out there as well; null when that is not to be had.</summary>
    public string? SignOutUrl { get; init => field = Inert.Link(value); }
}

/// <summary>The session is over.</summary>
public sealed record SignedOutModel
{
    public ImmutableArray<SignedOutApp> Apps { get; init; } = [];

    /// <summary>How many ended.</summary>
    public int Sessions { get; init; } = 1;

    /// <summary>Such as SO-3F8P-6T1W.</summary>
    public string? Receipt { get; init => field = value is null ? null : Inert.Id(value); }

    public DateTimeOffset? At { get; init; }

    /// <summary>Of the app that asked: where it begins a sign-in.</summary>
    public string? SignInAgainUrl { get; init => field = Inert.Link(value); }

    public string? AppName { get; init => field = Inert.NameOrNone(value); }

    public ImmutableArray<SignedOutUpstream> Upstreams { get; init; } = [];
}

/// <param name="Leg">What the page's script reports when the frame has loaded.</param>
/// <param name="Url">The app's frontchannel_logout_uri with iss and sid (OIDC Front-Channel Logout 1.0).</param>
public sealed record SignOutFrame(string Leg, string AppName, Uri Url)
{
    public string AppName { get; } = Inert.Name(AppName);
}

/// <summary>The session is over, and apps are being told in frames.</summary>
public sealed record SigningOutModel
{
    public required ImmutableArray<SignOutFrame> Frames { get; init; }

    /// <summary>Where the page goes once the frames have loaded, or after five seconds.</summary>
    public required string OnwardUrl { get; init => field = Inert.Link(value) ?? "/"; }

    /// <summary>Where its script says which have.</summary>
    public required string ReportUrl { get; init => field = Inert.Link(value) ?? "/"; }
}

/// <summary>Asks before ending the session: without a hint, anybody's link may have led here (OIDC RP-Initiated Logout 1.0, 6).</summary>
public sealed record ConfirmSignOutModel
{
    public required OwnForm Form { get; init; }

    /// <summary>The app that asks for it, when one is named.</summary>
    public string? AppName { get; init => field = Inert.NameOrNone(value); }

    /// <summary>Where "stay signed in" leads.</summary>
    public string? StayUrl { get; init => field = Inert.Link(value); }
}
