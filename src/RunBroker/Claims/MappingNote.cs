namespace RunBroker.Claims;

/// <summary>What happened to one field, tag or rule. Stored in case files, never renamed.</summary>
public enum MappingStep
{
    Read,
    FirstOfSeveral,
    SeveralAsJson,
    Absent,
    Blank,
    ControlCharacters,
    TooLong,
    KeyIsOurs,
    ManualTagKept,
    TagMappedTwice,
    OverTagLimit,
    NoLongerAsserted,
    RuleMatched,
    RuleDidNotMatch,
    RuleUnusable,
    ValuesElsewhere,
    DefaultRole,
}

/// <summary>
/// One row of the case file. <paramref name="Target"/>: <c>email</c>, <c>first_name</c>, <c>last_name</c>, <c>tag:KEY</c> or
/// <c>role:NAME</c>. Holds names and counts, never a value: case files are read by people who need not see personal data.
/// </summary>
public sealed record MappingNote(string Target, string? Claim, MappingStep Step, string Says);
