namespace RunBroker.Claims;

/// <summary>Who made a tag. Only what sign-in made is rebuilt at sign-in (requirements section 4, CO-09).</summary>
public enum TagOrigin
{
    /// <summary><c>source: sso</c> (TG-17).</summary>
    Source,

    /// <summary>From a claim mapping: follows the claim, and goes when the claim goes.</summary>
    Sso,

    /// <summary>By an admin or the API: sign-in never changes it.</summary>
    Manual,
}

/// <summary>A tag of a user; keys are compared ordinally and are unique per user.</summary>
public sealed record UserTag(string Key, string Value, TagOrigin Origin)
{
    /// <summary>The key no mapping and no admin may set: automations trigger on it (TG-17, TG-18).</summary>
    public const string SourceKey = "source";

    public static UserTag FromSso { get; } = new(SourceKey, "sso", TagOrigin.Source);
}
