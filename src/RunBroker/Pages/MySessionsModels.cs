using System.Collections.Immutable;

namespace RunBroker.Pages;

/// <summary>Where everybody who is signed in in this browser is signed in (contract section 8): what lives, until when, and what ends with it.</summary>
public sealed record MySessionsModel
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>One in nearly every browser; several where it holds sessions of several tenants.</summary>
    public required ImmutableArray<SignedInPerson> People { get; init; }

    /// <summary>What came of the session of another browser that was just signed out.</summary>
    public EndedSession? Ended { get; init; }
}

public sealed record SignedInPerson
{
    /// <summary>First and last name; null when the upstream never told one.</summary>
    public string? Name { get; init => field = Inert.NameOrNone(value); }

    public required string Email { get; init => field = Inert.Name(value); }
    public required string TenantName { get; init => field = Inert.Name(value); }

    /// <summary>The limits of the tenant.</summary>
    public required TimeSpan Idle { get; init; }

    public required TimeSpan Absolute { get; init; }

    /// <summary>This browser's first, then the one used last.</summary>
    public required ImmutableArray<LiveSession> Sessions { get; init; }

    /// <summary>How many there are, shown or not.</summary>
    public required int AllSessions { get; init; }

    /// <summary>In how many apps, each counted once.</summary>
    public required int AllApps { get; init; }

    public required OwnForm Everywhere { get; init; }

    internal string Known => Name is null ? Email : $"{Name}, {Email}";
}

/// <summary>What a user agent string says of a browser; names of our own table only.</summary>
public sealed record Device(string? Browser, string? System)
{
    public static Device Unknown { get; } = new(null, null);
}

public sealed record LiveSession
{
    public required Device Device { get; init; }
    public required bool ThisBrowser { get; init; }
    public required DateTimeOffset SignedInAt { get; init; }
    public required DateTimeOffset LastUsedAt { get; init; }

    /// <summary>When it ends if no app is opened before; never after <see cref="AtLatest"/>.</summary>
    public required DateTimeOffset Ends { get; init; }

    public required DateTimeOffset AtLatest { get; init; }

    /// <summary>It was the provider that said when at the latest.</summary>
    public bool EndedByProvider { get; init; }

    /// <summary>The connection's name: the session hangs on the one that the person has there.</summary>
    public required string ProviderName { get; init => field = Inert.Name(value); }

    /// <summary>Signing this one out asks the provider as well.</summary>
    public bool ProviderToo { get; init; }

    public string? Address { get; init => field = Inert.NameOrNone(value); }

    /// <summary>The one used last first.</summary>
    public required ImmutableArray<SessionAppUse> Apps { get; init; }

    public required OwnForm End { get; init; }
}

public sealed record SessionAppUse
{
    public required string Name { get; init => field = Inert.Name(value); }
    public required DateTimeOffset UsedAt { get; init; }

    /// <summary>False: it registered no way to be told, or none that works without that browser.</summary>
    public bool CanBeTold { get; init; }
}

/// <summary>A session of another browser that has ended, and who knows of it by now.</summary>
public sealed record EndedSession
{
    public required Device Device { get; init; }
    public required ImmutableArray<SignedOutApp> Apps { get; init; }

    /// <summary>Such as SO-3F8P-6T1W.</summary>
    public required string Receipt { get; init => field = Inert.Id(value); }

    public required string ProviderName { get; init => field = Inert.Name(value); }
}
