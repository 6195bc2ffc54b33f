using System.Collections.Immutable;

namespace RunBroker.Http.Dns;

public enum DnsTxtReason
{
    /// <summary>Not a host name.</summary>
    BadName,
    /// <summary>Neither the setting nor the system names a server.</summary>
    NoServer,
    TimedOut,
    /// <summary>The server could not be reached or hung up.</summary>
    Unreachable,
    /// <summary>The server answered with a failure of its own (SERVFAIL, REFUSED…).</summary>
    ServerFailed,
    /// <summary>The answer cannot be read.</summary>
    Malformed,
}

public abstract record DnsTxtResult
{
    private DnsTxtResult() { }

    /// <summary>One text per record, its strings joined; octets above 127 become the character of the same number.</summary>
    public sealed record Found(ImmutableArray<string> Texts) : DnsTxtResult;

    /// <summary>No such name, or no TXT record there.</summary>
    public sealed record NotFound : DnsTxtResult;

    public sealed record Failed(DnsTxtReason Reason) : DnsTxtResult;

    public T Match<T>(Func<Found, T> found, Func<NotFound, T> notFound, Func<Failed, T> failed) => this switch
    {
        Found f => found(f),
        NotFound n => notFound(n),
        Failed f => failed(f),
        _ => throw new InvalidOperationException("The set of outcomes is closed."),
    };
}
