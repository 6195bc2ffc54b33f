using System.Collections.Immutable;
using RunBroker.AdminWeb.Frame;

namespace RunBroker.AdminWeb.SignIns;

public sealed partial record SignInWords : IWords<SignInWords>
{
    public required string Tenants { get; init; }
    public required string SignIns { get; init; }
    public required string Lead { get; init; }
    public required string CaseNumber { get; init; }
    public required string State { get; init; }
    public required string AnyState { get; init; }
    public required string Connection { get; init; }
    public required string AnyConnection { get; init; }
    public required string Show { get; init; }
    public required string ShowAll { get; init; }
    public required string FailedLately { get; init; }
    public required string AllSignIns { get; init; }
    public required string Matching { get; init; }
    public required string NoneYet { get; init; }
    public required string NoneYetLead { get; init; }
    public required Func<string, string> NoSuchCase { get; init; }
    public required string NoSuchCaseLead { get; init; }
    public required string Pages { get; init; }
    public required string What { get; init; }
    public required string App { get; init; }
    public required string When { get; init; }
    public required string Unknown { get; init; }
    public required string NotChosen { get; init; }
    public required string TestSignIn { get; init; }

    /// <summary>failed, succeeded, pending: as a badge.</summary>
    public required Func<string, string> States { get; init; }
    /// <summary>The same as a sentence.</summary>
    public required Func<string, string> Outcome { get; init; }

    /// <summary>State, app, moment; the case's number follows.</summary>
    public required Func<string, string, string, string> CaseLine { get; init; }
    public required string RevealedTitle { get; init; }
    public required string RevealedLead { get; init; }
    public required string Hide { get; init; }
    public required string WhatHappened { get; init; }
    public required string Wanted { get; init; }
    public required string Got { get; init; }
    public required string Nothing { get; init; }
    public required string NotReachedTitle { get; init; }
    public required string NotReached { get; init; }
    public required string Facts { get; init; }
    public required string Provider { get; init; }
    public required string Person { get; init; }
    public required string NobodyKnown { get; init; }
    public required string Session { get; init; }
    public required string SignOut { get; init; }
    public required string Receipt { get; init; }
    public required string Took { get; init; }
    public required string KeptUntil { get; init; }
    public required Func<TimeSpan, string> Later { get; init; }

    // the verdict
    public required string RouteLabel { get; init; }
    public required string RouteBroken { get; init; }
    public required string TheApp { get; init; }
    public required string TheProvider { get; init; }
    public required string StoppedApp { get; init; }
    public required string StoppedBroker { get; init; }
    public required string StoppedProvider { get; init; }
    public required string NotReachedShort { get; init; }
    public required string AskedCorrectly { get; init; }
    public required string SentAndChecked { get; init; }
    /// <summary>Who, the tenant, the provider (null: not known).</summary>
    public required Func<string, string, string?, string> MustFix { get; init; }
    public required Func<string, string> Party { get; init; }
    public required string Who { get; init; }
    public required string Where { get; init; }
    public required string Act { get; init; }
    public required string Here { get; init; }
    public required string OpenHere { get; init; }
    public required string Cause { get; init; }
    public required Func<long, string> Seen { get; init; }

    // mapping and messages
    public required string MappingTrace { get; init; }
    public required string UnusedClaims { get; init; }
    public required string Ours { get; init; }
    public required string ReadFrom { get; init; }
    public required string Result { get; init; }
    public required string Tag { get; init; }
    public required string Role { get; init; }
    public required ImmutableDictionary<string, string> MappingSteps { get; init; }
    public required string Messages { get; init; }
    public required string MessagesHelp { get; init; }
    public required string Sent { get; init; }
    public required string Received { get; init; }
    public required ImmutableDictionary<string, string> Kinds { get; init; }
    public required string WasCut { get; init; }
    public required string ShowPersonal { get; init; }
    public required string ShowPersonalLead { get; init; }
    public required string ShowIt { get; init; }

    /// <summary>By the name of the step.</summary>
    public required ImmutableDictionary<string, string> Steps { get; init; }

    public string Step(string name) => Steps.GetValueOrDefault(name, name);

    public string MappingStep(string name) => MappingSteps.GetValueOrDefault(name, name);

    public string Message(string direction,
        string kind) => $"{(direction == "sent" ? Sent : Received)}: {Kinds.GetValueOrDefault(kind, kind)}";

    /// <summary>Fields keep the names that the claim mapping page has for them.</summary>
    public string Target(string target) => target switch
    {
        "email" => "E-mail",
        "first_name" => "First Name",
        "last_name" => "Last Name",
        _ when target.StartsWith("tag:", StringComparison.Ordinal) => $"{Tag} {target[4..]}",
        _ when target.StartsWith("role:", StringComparison.Ordinal) => $"{Role} {target[5..]}",
        _ => target,
    };

    private static ImmutableDictionary<string, string> Rows(params ReadOnlySpan<(string Key, string Value)> rows)
    {
        var made = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in rows)
            made.Add(key, value);
        return made.ToImmutable();
    }
}
