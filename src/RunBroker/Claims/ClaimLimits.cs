namespace RunBroker.Claims;

/// <summary>Sizes of what is read from claims. Lengths are UTF-16 units. Over a length is dropped with a note, never cut.</summary>
public static class ClaimLimits
{
    /// <summary>RFC 3696 erratum 1690's older bound (64 + 1 + 255): the widest any provider stores.</summary>
    public const int Email = 320;

    public const int PersonName = 200;
    public const int TagKey = 100;
    public const int TagValue = 1024;
    public const int ClaimName = 512;
    public const int RoleName = 100;
    public const int RuleValue = 512;

    /// <summary>A pattern's own cap is lower: the automaton grows with the pattern.</summary>
    public const int Pattern = 256;

    /// <summary>What a pattern is tried on; a distinguished name of a group stays well below.</summary>
    public const int Element = 1024;

    /// <summary>TG-28: tags of one user.</summary>
    public const int TagsPerUser = 30;

    public const int OtherMappings = 50;
    public const int RoleRules = 100;
    public const int AccessRules = 100;
    public const int TargetsPerRule = 100;

    /// <summary>Objects inside objects that a dotted path can reach.</summary>
    public const int PathDepth = 8;
}
