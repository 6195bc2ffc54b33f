using System.Collections.Immutable;
using RunBroker.Pages.Words;

namespace RunBroker.Pages;

/// <summary>A sign-in that stopped: what happened, what it means, who does what, and the case id.</summary>
public sealed record ErrorPageModel
{
    public required ErrorReason Reason { get; init; }

    /// <summary>Such as SI-7K4M-2Q9D.</summary>
    public required string CaseId { get; init => field = Inert.Id(value); }

    public required DateTimeOffset At { get; init; }

    /// <summary>4xx, or 5xx for an internal error.</summary>
    public required int Status { get; init; }

    /// <summary>Null when no registered app asked.</summary>
    public string? AppName { get; init => field = Inert.NameOrNone(value); }

    /// <summary>The connection's name; null before one was chosen.</summary>
    public string? UpstreamName { get; init => field = Inert.NameOrNone(value); }

    /// <summary>What happened, in the one sentence that the case file has for it; null: the one of <see cref="Reason"/>.</summary>
    public string? Cause { get; init; }

    /// <summary>The case file, for those who may read it.</summary>
    public string? DetailsUrl { get; init => field = Inert.Link(value); }

    /// <summary>Begins a new sign-in; shown where trying again can help.</summary>
    public string? StartAgainUrl { get; init => field = Inert.Link(value); }

    /// <summary>Null when no registered redirect_uri is known: then nobody is sent anywhere (RFC6749-4.1.2.1).</summary>
    public WayBack? Back { get; init; }

    /// <summary>Sent as Retry-After, in whole seconds.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>How the error travels back to the app, in the response mode it asked for.</summary>
public abstract record WayBack
{
    private WayBack() { }

    /// <summary>The redirect_uri with error, state and iss in its query or fragment.</summary>
    public sealed record Link(string Url) : WayBack;

    /// <summary>The redirect_uri and the fields it is sent (response_mode=form_post).</summary>
    public sealed record Post(Uri Action, ImmutableArray<FormField> Fields) : WayBack;

    public T Match<T>(Func<Link, T> link, Func<Post, T> post) => this switch
    {
        Link l => link(l),
        Post p => post(p),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
