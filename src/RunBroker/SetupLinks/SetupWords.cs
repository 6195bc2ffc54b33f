using RunBroker.AdminWeb.Frame;

namespace RunBroker.SetupLinks;

/// <summary>What the holder of a setup link reads, but for what the admin pages say of the same fields.</summary>
public sealed partial record SetupWords : IWords<SetupWords>
{
    public required Func<string, string> Title { get; init; }
    public required Func<string, string> BeginLead { get; init; }
    public required string BeginOnce { get; init; }
    public required string Begin { get; init; }
    public required Func<long, string> OpensLeft { get; init; }
    public required string WhatItTakes { get; init; }
    public required string Lead { get; init; }
    public required string From { get; init; }
    public required Func<string, string> ValidUntil { get; init; }
    public required Func<long, long, string> Opened { get; init; }
    public required Func<string, string> NothingChanges { get; init; }
    public required string SomeoneElse { get; init; }
    public required string Steps { get; init; }
    public required string Change { get; init; }
    public required string Open { get; init; }
    public required Func<string, string> SavedAt { get; init; }
    public required Func<string, string> TestedAt { get; init; }
    public required string GoOn { get; init; }

    public required string Provider { get; init; }
    public required string Connect { get; init; }
    public required string Certificate { get; init; }
    public required string Domain { get; init; }
    public required string Test { get; init; }
    public required string Finish { get; init; }
    public required string ProviderLater { get; init; }
    public required string ConnectLater { get; init; }
    public required string CertificateLater { get; init; }
    public required string DomainLater { get; init; }
    public required string TestLater { get; init; }
    public required string FinishLater { get; init; }

    public required string ProviderLead { get; init; }
    public required string Chosen { get; init; }
    public required string Loses { get; init; }
    public required Func<string, string, string> With { get; init; }
    public required string WhichTitle { get; init; }

    public required Func<string, string> ThereTitle { get; init; }
    public required string HereTitle { get; init; }
    public required string RolesNote { get; init; }
    public required string SaveAndCheck { get; init; }
    public required string GoOnAnyway { get; init; }

    public required string CertificateLead { get; init; }
    public required string CertificatesNow { get; init; }
    public required string ByUrlLead { get; init; }
    public required string ReadAgain { get; init; }
    public required string ByUploadLead { get; init; }
    public required string ByFieldsLead { get; init; }
    public required string NewCertificate { get; init; }
    public required string Keep { get; init; }
    public required string CertificateSave { get; init; }
    public required string CertificateSaved { get; init; }

    public required string DomainLead { get; init; }
    public required string DomainNoneYet { get; init; }
    public required string DomainPending { get; init; }
    public required string CheckNow { get; init; }
    public required Func<string, string> CheckNowOf { get; init; }
    public required Func<string, string> RemoveOf { get; init; }

    public required string TestLead { get; init; }
    public required string TestNotReady { get; init; }
    public required string TestDo { get; init; }
    public required string TestAgain { get; init; }
    public required string TestSucceeded { get; init; }
    public required string TestFailed { get; init; }
    public required string TestUnderWay { get; init; }

    public required string SummaryTitle { get; init; }
    public required string SummaryConnection { get; init; }
    public required string SummaryReady { get; init; }
    public required string SummaryNotReady { get; init; }
    public required string SummaryTest { get; init; }
    public required string Tested { get; init; }
    public required string NotTested { get; init; }
    public required string SummaryDomains { get; init; }
    public required Func<string, string> DomainsPending { get; init; }
    public required string DomainsProved { get; init; }
    public required Func<string, string> EnableLead { get; init; }
    public required Func<long, string> Replaces { get; init; }
    public required string EnableDo { get; init; }
    public required string AdminEnables { get; init; }
    public required string HandOverLead { get; init; }
    public required string HandOverDo { get; init; }
    public required string HandOverOnlyDo { get; init; }
    public required string AlreadyOn { get; init; }

    public required string DoneTitle { get; init; }
    public required Func<string, string> DoneEnabled { get; init; }
    public required string DoneWaits { get; init; }
    public required string DoneThanks { get; init; }
    public required string DoneDomains { get; init; }
    public required string DoneClosed { get; init; }

    public required string UnknownTitle { get; init; }
    public required string UnknownLead { get; init; }
    public required string OpenAgainTitle { get; init; }
    public required string OpenAgainLead { get; init; }
    public required string HandedOverTitle { get; init; }
    public required string HandedOverClosed { get; init; }
    public required string RevokedTitle { get; init; }
    public required string ExpiredTitle { get; init; }
    public required string OpenedOftenTitle { get; init; }
    public required string GoneTitle { get; init; }
    public required string AskForAnother { get; init; }

    public required (string Title, string Detail) DomainTaken { get; init; }
    public required (string Title, string Detail) DomainNotFound { get; init; }
    public required (string Title, string Detail) InUse { get; init; }
    public required (string Title, string Detail) OtherProtocol { get; init; }
    public required (string Title, string Detail) NoPlan { get; init; }

    public string Name(SetupStep step) => step switch
    {
        SetupStep.Provider => Provider,
        SetupStep.Connect => Connect,
        SetupStep.Certificate => Certificate,
        SetupStep.Domain => Domain,
        SetupStep.Test => Test,
        _ => Finish,
    };

    public string Later(SetupStep step) => step switch
    {
        SetupStep.Provider => ProviderLater,
        SetupStep.Connect => ConnectLater,
        SetupStep.Certificate => CertificateLater,
        SetupStep.Domain => DomainLater,
        SetupStep.Test => TestLater,
        _ => FinishLater,
    };

    /// <summary>A problem that means something else here than on the admin pages; null: it does not.</summary>
    internal (string Title, string Detail)? Says(string code) => code switch
    {
        "duplicate" => DomainTaken,
        "domain_not_proven" => DomainNotFound,
        "enabled" => InUse,
        "protocol" => OtherProtocol,
        "plan" => NoPlan,
        _ => null,
    };
}
