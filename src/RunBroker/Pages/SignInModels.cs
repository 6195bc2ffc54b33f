using System.Collections.Immutable;

namespace RunBroker.Pages;

/// <summary>Asks for the work e-mail, which leads to a tenant.</summary>
public sealed record SignInEmailModel
{
    public required string AppName { get; init => field = Inert.Name(value); }
    public required OwnForm Form { get; init; }

    /// <summary>What the person typed last time, or login_hint; only a prefilled value, never trusted.</summary>
    public string? Email { get; init; }

    /// <summary>The address leads nowhere. One text for every cause, so nobody learns which addresses exist (O-127).</summary>
    public bool AddressRefused { get; init; }

    public LastTime? LastTime { get; init; }
}

/// <summary>The choice this browser made last time.</summary>
public sealed record LastTime
{
    public required string TenantName { get; init => field = Inert.Name(value); }
    public required string Url { get; init; }
}

/// <summary>A tenant with several connections asks which one.</summary>
public sealed record ChooseConnectionModel
{
    public required string TenantName { get; init => field = Inert.Name(value); }
    public required ImmutableArray<ConnectionChoice> Connections { get; init; }
    public string? OtherEmailUrl { get; init => field = Inert.Link(value); }
}

/// <summary>One connection to choose.</summary>
public sealed record ConnectionChoice
{
    public required string Name { get; init => field = Inert.Name(value); }

    /// <summary>The product's name, such as Okta, or the protocol when that is all we know.</summary>
    public required string Kind { get; init => field = Inert.Name(value); }

    public required string Url { get; init; }
    public bool UsedLastTime { get; init; }
}

/// <summary>Somebody with a live session opens an app: one press goes on (AU-19).</summary>
public sealed record ContinueAsModel
{
    public required string AppName { get; init => field = Inert.Name(value); }
    public required string TenantName { get; init => field = Inert.Name(value); }

    /// <summary>First and last name; null when the upstream never told one.</summary>
    public string? PersonName { get; init => field = Inert.NameOrNone(value); }

    public required string Email { get; init => field = Inert.Name(value); }

    /// <summary><see cref="OwnForm.LeadsTo"/> must name the app's redirect_uri.</summary>
    public required OwnForm Form { get; init; }

    public required string OtherAccountUrl { get; init => field = Inert.Link(value) ?? "/"; }
    public string? SessionsUrl { get; init => field = Inert.Link(value); }
    public string? SignOutUrl { get; init => field = Inert.Link(value); }

    /// <summary>Up to two letters: of the name's first and last word.</summary>
    internal string Initials => (PersonName ?? Email).Split(' ') switch
    {
        [var only] => Inert.Initial(only),
        [var first, .., var last] => Inert.Initial(first) + Inert.Initial(last),
        _ => "",
    };

    internal string ShortName => PersonName?.Split(' ')[0] ?? Email;
}

/// <summary>The step between a form of ours and another origin, see <see cref="OwnForm.LeadsTo"/>.</summary>
public sealed record OnwardModel
{
    /// <summary>The address to go to at once, with or without script; http, https or a path of ours, anything else throws.</summary>
    public required string Url
    {
        get;
        init => field = Inert.Link(value) ?? throw new ArgumentException("not a place to send a browser to", nameof(value));
    }

    /// <summary>On the way out, not in.</summary>
    public bool SignsOut { get; init; }
}

/// <summary>A form that the browser posts to another origin: an answer in response_mode=form_post (Form Post 1.0), or a SAML message.</summary>
/// <param name="Action">The registered redirect_uri, or an endpoint of the provider's metadata.</param>
/// <param name="Fields">code, state, iss or error fields; a message and its RelayState; as they are.</param>
public sealed record FormPostModel(Uri Action, ImmutableArray<FormField> Fields)
{
    public FormPostTo To { get; init; }
}

/// <summary>Where a form goes, for what the page says meanwhile.</summary>
public enum FormPostTo
{
    App,
    UpstreamSignIn,
    UpstreamSignOut,
}
