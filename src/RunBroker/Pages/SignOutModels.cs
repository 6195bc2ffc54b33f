using System.Collections.Immutable;

namespace RunBroker.Pages;

public enum AppSignOut
{
    Confirmed,
    Retrying,
    GaveUp,
}

/// <summary>An app the session had reached, and whether it knows that the session is over.</summary>
public sealed record SignedOutApp
{
    public required string Name { get; init => field = Inert.Name(value); }
    public required AppSignOut State { get; init; }
}

/// <summary>The session is over.</summary>
public sealed record SignedOutModel
{
    public ImmutableArray<SignedOutApp> Apps { get; init; } = [];

    /// <summary>Such as SO-3F8P-6T1W.</summary>
    public string? Receipt { get; init => field = value is null ? null : Inert.Id(value); }

    public string? SignInAgainUrl { get; init => field = Inert.Link(value); }

    /// <summary>The checked post_logout_redirect_uri; with <see cref="Frames"/> the script goes there once they have loaded.</summary>
    public string? ReturnUrl { get; init => field = Inert.Link(value); }

    /// <summary>The name of the app behind <see cref="ReturnUrl"/>.</summary>
    public string? ReturnAppName { get; init => field = Inert.NameOrNone(value); }

    /// <summary>Set when the upstream's own session lives on.</summary>
    public string? UpstreamName { get; init => field = Inert.NameOrNone(value); }

    public string? UpstreamSignOutUrl { get; init => field = Inert.Link(value); }

    /// <summary>The apps' frontchannel_logout_uri with iss and sid (OIDC Front-Channel Logout 1.0).</summary>
    public ImmutableArray<Uri> Frames { get; init; } = [];
}

/// <summary>Asks before ending the session: without a hint, anybody's link may have led here (OIDC RP-Initiated Logout 1.0, 6).</summary>
public sealed record ConfirmSignOutModel
{
    public required OwnForm Form { get; init; }

    /// <summary>Where "stay signed in" leads.</summary>
    public string? StayUrl { get; init => field = Inert.Link(value); }
}
