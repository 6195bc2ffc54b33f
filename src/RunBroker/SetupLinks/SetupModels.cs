using System.Collections.Immutable;
using RunBroker.AdminWeb.Connections;
using RunBroker.AdminWeb.Frame;
using RunBroker.Guides;
using RunBroker.Pages;

namespace RunBroker.SetupLinks;

/// <summary>The link, before it is opened.</summary>
public sealed record SetupBeginModel
{
    public required OwnForm Form { get; init; }
    public required string TenantName { get; init => field = Inert.Name(value); }
    public string? Note { get; init => field = value is null ? null : Inert.Text(value); }
    public required DateTimeOffset ExpiresAt { get; init; }
    public required long OpensLeft { get; init; }
    public required ImmutableArray<SetupStep> Steps { get; init; }
}

/// <summary>What surrounds every step.</summary>
public sealed record SetupSurround
{
    public required AdminFrame Frame { get; init; }
    public required string TenantName { get; init => field = Inert.Name(value); }
    public string? Note { get; init => field = value is null ? null : Inert.Text(value); }
    public required DateTimeOffset ExpiresAt { get; init; }
    public required long Opens { get; init; }
    public required long MaxOpens { get; init; }
    public required SetupStep Here { get; init; }
    public required ImmutableArray<SetupStopLine> Steps { get; init; }

    public string At(SetupStep step) => Steps.First(s => s.Step == step).Href;

    /// <summary>The one after this.</summary>
    public string Next => Steps.First(s => s.Step > Here).Href;

    /// <summary>Another page of this step.</summary>
    public string Below(string path) => At(Here) is var at && at.IndexOf('?', StringComparison.Ordinal) is > 0 and var query
        ? at[..query] + path + at[query..] : at + path;
}

/// <param name="Says">What was done, once it was.</param>
public sealed record SetupStopLine(SetupStep Step, bool Done, bool Reachable, string Href, string? Says);

public sealed record ProviderModel
{
    public required SetupSurround Setup { get; init; }
    public required ImmutableArray<Guide> Guides { get; init; }
    public string? Chosen { get; init; }
    public string? Protocol { get; init; }

    /// <summary>The only one that can be chosen.</summary>
    public string? Only { get; init; }

    /// <summary>Something was filled in that goes when the other protocol is chosen.</summary>
    public bool Loses { get; init; }
    public FormProblem? Problem { get; init; }
}

public sealed record ConnectModel
{
    public required SetupSurround Setup { get; init; }
    public required ConnectionPageModel Form { get; init; }
}

public sealed record CertificateModel
{
    public required SetupSurround Setup { get; init; }
    public required string Source { get; init; }
    public required IdpFacts Idp { get; init; }
    public string Typed { get; init; } = "";
    public FormProblem? Problem { get; init; }
    public bool Saved { get; init; }
    public ImmutableArray<ConnectionFault> Faults { get; init; } = [];
}

public sealed record SetupDomain(string Name, bool Verified, string TxtName, string TxtValue);

public sealed record DomainModel
{
    public required SetupSurround Setup { get; init; }
    public required ImmutableArray<SetupDomain> Domains { get; init; }
    public string Typed { get; init; } = "";
    public FormProblem? Problem { get; init; }
}

public sealed record FinishModel
{
    public required SetupSurround Setup { get; init; }

    /// <summary>The connection's name; null: the link is not about one.</summary>
    public string? Name { get; init => field = Inert.NameOrNone(value); }
    public bool Ready { get; init; }
    public bool Tested { get; init; }
    public bool MayEnable { get; init; }
    public bool Enabled { get; init; }

    /// <summary>Who are signed out when it takes the place of what the tenant signs in by now; null: it takes no place.</summary>
    public long? Replaces { get; init; }
    public ImmutableArray<string> DomainsPending { get; init; } = [];
    public FormProblem? Problem { get; init; }
    public ImmutableArray<ConnectionFault> Faults { get; init; } = [];
}

public sealed record SetupDoneModel
{
    public required string TenantName { get; init => field = Inert.Name(value); }

    /// <summary>Null: there was none to enable.</summary>
    public bool? Enabled { get; init; }
    public bool DomainsPending { get; init; }
}
