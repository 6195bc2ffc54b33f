namespace RunBroker.Protocol;

/// <summary>The one place for sizes and times that protocol rules use.</summary>
public static class ProtocolLimits
{
    /// <summary>UTF-16 units of all names and values (security.md O-010).</summary>
    public const int AuthorizeRequest = 16 * 1024;
    public const int State = 2048;
    public const int Nonce = 512;

    /// <summary>UTF-16 units of a parameter that goes on to the provider (security.md O-130).</summary>
    public const int ForwardedValue = 512;
    public const int ForwardedName = 128;

    /// <summary>
    /// UTF-16 units of all of them as they stand in the URL: some providers refuse a query over 2 to 4 KB.
    /// </summary>
    public const int ForwardedTotal = 2048;

    /// <summary>UTF-16 units of anything from outside that a case file shows (O-095, S-060).</summary>
    public const int Shown = 300;

    /// <summary>A client assertion may not live longer than this (security.md O-033).</summary>
    public static readonly TimeSpan ClientAssertionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>By how much clocks may differ where a client assertion is judged.</summary>
    public static readonly TimeSpan ClientSkew = TimeSpan.FromSeconds(60);

    /// <summary>Bits of an RSA modulus. The upper end keeps a hostile set from making each verification slow.</summary>
    public const int RsaBitsMin = 2048, RsaBitsMax = 8192;
}
