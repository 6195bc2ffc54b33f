using System.Collections.Immutable;
using RunBroker.Admin;
using RunBroker.Storage.Model;

namespace RunBroker.SetupLinks;

/// <summary>In the order in which they are taken.</summary>
public enum SetupStep
{
    Provider,
    Connect,
    Certificate,
    Domain,
    Test,
    Finish,
}

/// <summary>A step of one link.</summary>
/// <param name="Done">What it is for is there; it may be opened again all the same.</param>
public sealed record SetupStop(SetupStep Step, bool Done);

/// <summary>Which steps a link has, by its intents, and how far its holders are: pure, so that any browser goes on where another stopped.</summary>
internal static class SetupPlan
{
    private static readonly ImmutableArray<(SetupStep Step, string? Intent)> Rows =
    [
        (SetupStep.Provider, SetupIntents.Sso), (SetupStep.Connect, SetupIntents.Sso), (SetupStep.Certificate, SetupIntents.Certificate),
        (SetupStep.Domain, SetupIntents.Domain), (SetupStep.Test, SetupIntents.Sso), (SetupStep.Finish, null),
    ];

    public static bool Has(SetupLink link, SetupStep step) => Rows.Any(r => r.Step == step && (r.Intent is null || link.Intents.Contains(r.Intent)));

    /// <param name="domains">That the link has added, and whether all of them are proved does not matter: DNS takes up to two days.</param>
    public static ImmutableArray<SetupStop> Of(SetupLink link, ImmutableArray<string> domains) =>
        [.. Rows.Where(r => Has(link, r.Step)).Select(r => new SetupStop(r.Step, IsDone(link, domains, r.Step)))];

    /// <summary>Where somebody goes on who comes with the link.</summary>
    public static SetupStep Next(SetupLink link, ImmutableArray<string> domains) =>
        Of(link, domains).FirstOrDefault(s => !s.Done)?.Step ?? SetupStep.Finish;

    /// <summary>The step after this one, done or not.</summary>
    public static SetupStep After(SetupLink link, SetupStep step) => Rows.First(r => r.Step > step && Has(link, r.Step)).Step;

    /// <summary>Without a connection there is nothing to fill in or to test.</summary>
    public static bool IsReachable(SetupLink link, SetupStep step) => step switch
    {
        SetupStep.Connect or SetupStep.Test => link.ConnectionId is not null,
        SetupStep.Finish => link.ConnectionId is not null || !link.Intents.Contains(SetupIntents.Sso),
        _ => true,
    };

    private static bool IsDone(SetupLink link, ImmutableArray<string> domains, SetupStep step) => step switch
    {
        SetupStep.Provider => link is { ConnectionId: not null, Guide: not null },
        SetupStep.Connect => link is { SavedAt: not null, Ready: true },
        SetupStep.Certificate => link.SavedAt is not null,
        SetupStep.Domain => !domains.IsEmpty,
        SetupStep.Test => link.TestedAt is not null,
        _ => link.HandedOverAt is not null,
    };
}
