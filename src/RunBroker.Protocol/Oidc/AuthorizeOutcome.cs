namespace RunBroker.Protocol.Oidc;

/// <summary>Why a request may not be answered by a redirect.</summary>
public enum PersonError
{
    UnknownApp,
    UnknownRedirect,
}

public abstract record AuthorizeOutcome
{
    private AuthorizeOutcome()
    {
    }

    public sealed record Accepted(AuthorizeRequest Request) : AuthorizeOutcome;

    /// <summary>Safe to send back: only a <see cref="RegisteredRedirect"/> fits in here.</summary>
    public sealed record TellApp(RegisteredRedirect Redirect, ResponseMode Mode, string? State, OAuthError Error) : AuthorizeOutcome;

    /// <summary>Not safe to redirect: our own page.</summary>
    public sealed record TellPerson(PersonError Kind, OAuthError Error) : AuthorizeOutcome;

    public T Match<T>(Func<Accepted, T> accepted, Func<TellApp, T> tellApp, Func<TellPerson, T> tellPerson) => this switch
    {
        Accepted a => accepted(a),
        TellApp a => tellApp(a),
        TellPerson p => tellPerson(p),
        _ => throw new InvalidOperationException("closed set"),
    };
}
