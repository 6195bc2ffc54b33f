namespace RunBroker.Protocol;

/// <summary>The one place for sizes and times that protocol rules use.</summary>
public static class ProtocolLimits
{
    /// <summary>UTF-16 units of all names and values (security.md O-010).</summary>
    public const int AuthorizeRequest = 16 * 1024;
    public const int State = 2048;
    public const int Nonce = 512;

    /// <summary>A client assertion may not live longer than this (security.md O-033).</summary>
    public static readonly TimeSpan ClientAssertionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>By how much clocks may differ where a client assertion is judged.</summary>
    public static readonly TimeSpan ClientSkew = TimeSpan.FromSeconds(60);

    /// <summary>Bits of an RSA modulus. The upper end keeps a hostile set from making each verification slow.</summary>
    public const int RsaBitsMin = 2048, RsaBitsMax = 8192;
}
