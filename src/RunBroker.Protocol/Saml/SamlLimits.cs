namespace RunBroker.Protocol.Saml;

/// <summary>The one place for sizes and times of SAML messages.</summary>
public static class SamlLimits
{
    /// <summary>A decoded or inflated message (S-001, S-005).</summary>
    public const int MessageBytes = 256 * 1024;
    /// <summary>
    /// What a signature covers, in canonical form, as a multiple of the message: that writes namespaces where they are used, and every
    /// end tag (S-010). Real messages stay under 2.
    /// </summary>
    public const int CanonicalRatio = 4;
    /// <summary>DEFLATE of a message may become this many times as long; real ones stay under 20 (S-005).</summary>
    public const int InflateRatio = 100;
    /// <summary>S-120.</summary>
    public const int MetadataBytes = 10 * 1024 * 1024;
    /// <summary>Bindings 3.4.3.</summary>
    public const int RelayStateBytes = 80;
    /// <summary>S-052.</summary>
    public const int NameIdLength = 1024;
    /// <summary>S-015.</summary>
    public const int IdLength = 1024;
    /// <summary>S-068.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(3);
    public static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(5);
    /// <summary>An assertion issued longer ago is refused (S-072).</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(10);
    /// <summary>An assertion valid for longer is refused (S-073).</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromHours(24);
}
