using RunBroker.AdminWeb.Frame;

namespace RunBroker.AdminWeb.Connections;

/// <summary>The settings of a connection, but the fields themselves (<see cref="FieldWords"/>).</summary>
public sealed partial record ConnectionFormWords : IWords<ConnectionFormWords>
{
    public required string Tenants { get; init; }
    public required string Connections { get; init; }
    public required string NewTitle { get; init; }
    public required string NewLead { get; init; }
    public required string ChooseTitle { get; init; }
    public required string ChooseLead { get; init; }
    public required string WhichTitle { get; init; }
    public required string WhichOidc { get; init; }
    public required string WhichSaml { get; init; }
    public required string WhichBoth { get; init; }
    public required string ChooseOidcLead { get; init; }
    public required string ChooseSamlLead { get; init; }
    public required string ThisConnection { get; init; }
    public required string TabSettings { get; init; }
    public required string TabRules { get; init; }
    public required string TabCheck { get; init; }
    public required string Enabled { get; init; }
    public required string NotEnabled { get; init; }
    public required string Archived { get; init; }
    public required string LastSuccess { get; init; }
    public required string NobodyYet { get; init; }
    public required string LastFailure { get; init; }
    public required string JumpToGuide { get; init; }

    public required string Provider { get; init; }
    public required string ReadAndGood { get; init; }
    public required string CheckNow { get; init; }
    public required string ToRegister { get; init; }
    public required string ToRegisterHelp { get; init; }
    public required string ToRegisterLater { get; init; }
    public required string AlsoThere { get; init; }
    public required string DownloadMetadata { get; init; }
    public required string SecretKept { get; init; }
    public required string SecretAgain { get; init; }
    public required string SecretRemove { get; init; }
    public required string ClaimMappings { get; init; }
    public required string ClaimMappingsHelp { get; init; }
    public required string Optional { get; init; }
    public required string OtherMappings { get; init; }
    public required string OtherMappingsHelp { get; init; }
    public required string Tag { get; init; }
    public required string Claim { get; init; }
    public required string AddMapping { get; init; }
    public required string FurtherSettings { get; init; }
    public required string FurtherSettingsHelp { get; init; }

    public required string IdpMetadata { get; init; }
    public required string ByUrl { get; init; }
    public required string ByUpload { get; init; }
    public required string ByFields { get; init; }
    public required string UploadKept { get; init; }
    public required string SeveralEntities { get; init; }
    public required string WhatWeRead { get; init; }
    public required string EntityId { get; init; }
    public required string SignInUrl { get; init; }
    public required string SignOutUrl { get; init; }
    public required string None { get; init; }
    public required string MetadataEnds { get; init; }
    public required string Certificate { get; init; }
    public required Func<string, string> EndsOn { get; init; }
    public required Func<string, string> EndedOn { get; init; }

    public required string EnabledHelp { get; init; }
    public required Func<string, long, string> WillDisable { get; init; }
    public required Func<string, string> KeepsOff { get; init; }
    public required Func<long, string> OffSignsOut { get; init; }
    public required string PlanLacks { get; init; }
    public required string ArchivedCannot { get; init; }

    public required string SavedMeanwhile { get; init; }
    public required Func<string, string> SavedNow { get; init; }
    public required string SavedEmpty { get; init; }
    public required string Wanted { get; init; }
    public required string Got { get; init; }
    public required string SaveMakesDraft { get; init; }
    public required string NotReady { get; init; }
    public required string NotReadyLead { get; init; }
    public required string Hints { get; init; }

    // choices
    public required string Automatic { get; init; }
    public required string NoEncryption { get; init; }
    public required string PromptNone { get; init; }
    public required string PromptLogin { get; init; }
    public required string PromptSelect { get; init; }
    public required string PromptConsent { get; init; }
    public required string SignedEither { get; init; }
    public required string SignedAssertion { get; init; }
    public required string SignedResponse { get; init; }
    public required string PendingTitle { get; init; }
    public required string PendingLead { get; init; }
    public required Func<string, string> PendingReason { get; init; }
    public required string PendingDocument { get; init; }
    public required string PendingTake { get; init; }
    public required string Before { get; init; }
    public required string After { get; init; }
    public required string AsBefore { get; init; }
    public required string CheckNowHelp { get; init; }
    public required string OurKeysTitle { get; init; }
    public required string OurKeysHelp { get; init; }
    public required string KeySigning { get; init; }
    public required string KeyEncryption { get; init; }
    public required string KeyCurrent { get; init; }
    public required string KeyPrevious { get; init; }
    public required string DownloadSigning { get; init; }
    public required string DownloadEncryption { get; init; }
    public required string RollTitle { get; init; }
    public required string RollLead { get; init; }
    public required string RollUse { get; init; }
    public required string RollBoth { get; init; }
    public required string RollWhen { get; init; }
    public required string RollNow { get; init; }
    public required string RollDo { get; init; }
    public required string RestoreTitle { get; init; }
    public required string RestoreLead { get; init; }
    public required string RestoreDo { get; init; }
    public required string ArchiveTitle { get; init; }
    public required string ArchiveLead { get; init; }
    public required string ArchiveDo { get; init; }
    public required string DisconnectTitle { get; init; }
    public required string DisconnectLead { get; init; }
    public required string DisconnectUrls { get; init; }
    public required string YourProvider { get; init; }
    public required string GuideTitle { get; init; }
    public required string GuideFor { get; init; }
    public required string GuideShow { get; init; }
    public required string GuideNone { get; init; }
    public required string OnceSaved { get; init; }
    public required string PresetOpen { get; init; }
    public required string PresetLead { get; init; }
    public required string PresetDo { get; init; }
    public required string GuideRulesTitle { get; init; }
    public required string GuideRulesNone { get; init; }
    public required Func<DateTimeOffset, string> Day { get; init; }
    public required Func<string, string> KeyNext { get; init; }
    public required Func<int, string> RollLater { get; init; }
    public required Func<string, string> DisconnectOpen { get; init; }
    public required Func<long, string> DisconnectUsed { get; init; }
    public required Func<long, long, string> DisconnectEnds { get; init; }
    public required Func<string, string> DisconnectSure { get; init; }
    public required Func<string, long, string> DisconnectDo { get; init; }
    public required Func<string, string> GuideRulesClaim { get; init; }

    // what a form came to
    public required string Saved { get; init; }
    public required string Created { get; init; }
    public required string SavedEnabled { get; init; }
    public required string SavedEnabledAlone { get; init; }
    public required string SavedDisabled { get; init; }
    public required string Checked { get; init; }
    public required string ArchivedNow { get; init; }
    public required string RestoredNow { get; init; }
    public required string MetadataTaken { get; init; }
    public required string KeysRolled { get; init; }
    public required string PresetTaken { get; init; }
    public required string RulesSaved { get; init; }
    public required string DraftSaved { get; init; }
    public required string DraftDiscarded { get; init; }
    public required string Promoted { get; init; }
    public required string RolledBack { get; init; }

    // why it came to nothing
    public required string SavedNotEnabled { get; init; }
    public required string StaleTitle { get; init; }
    public required string StaleLead { get; init; }
    public required string InvalidTitle { get; init; }
    public required string InvalidLead { get; init; }
    public required string InUseTitle { get; init; }
    public required string InUseLead { get; init; }
    public required string NotReadyWhy { get; init; }

    /// <summary>What the form before this page came to; only the names below are known.</summary>
    public string? SaidOf(string? name) => name switch
    {
        nameof(Saved) => Saved,
        nameof(Created) => Created,
        nameof(SavedEnabled) => SavedEnabled,
        nameof(SavedEnabledAlone) => SavedEnabledAlone,
        nameof(SavedDisabled) => SavedDisabled,
        nameof(Checked) => Checked,
        nameof(ArchivedNow) => ArchivedNow,
        nameof(RestoredNow) => RestoredNow,
        nameof(MetadataTaken) => MetadataTaken,
        nameof(KeysRolled) => KeysRolled,
        nameof(PresetTaken) => PresetTaken,
        nameof(RulesSaved) => RulesSaved,
        nameof(DraftSaved) => DraftSaved,
        nameof(DraftDiscarded) => DraftDiscarded,
        nameof(Promoted) => Promoted,
        nameof(RolledBack) => RolledBack,
        _ => null,
    };

    internal string Title(Admin.Problem why) => why.Code switch
    {
        "precondition_failed" => StaleTitle,
        "invalid" => InvalidTitle,
        "connection_in_use" => InUseTitle,
        _ => why.Title,
    };

    internal string? Why(Admin.Problem why) => why.Code switch
    {
        "precondition_failed" => StaleLead,
        "invalid" => InvalidLead,
        "connection_in_use" => InUseLead,
        "connection_not_ready" => NotReadyWhy,
        "plan" => PlanLacks,
        "archived" => ArchivedCannot,
        _ => why.Detail,
    };

    public static string Protocol(string protocol) => protocol == "saml" ? "SSO SAML" : "SSO OIDC";
}
