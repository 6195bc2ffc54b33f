namespace RunBroker.Protocol.OidcUpstream;

/// <summary>Every limit of this folder. Lengths are UTF-16 units or octets, as each says.</summary>
public static class UpstreamLimits
{
    /// <summary>Octets of a discovery document, token answer or userinfo answer (O-090, O-091).</summary>
    public const int Answer = 1024 * 1024;

    /// <summary>Units of an ID token, signed userinfo or logout token (O-065).</summary>
    public const int Token = 64 * 1024;

    /// <summary>Octets of sub (OIDCC-2).</summary>
    public const int Subject = 255;

    /// <summary>How far in the future iat may lie (O-069).</summary>
    public static readonly TimeSpan IssuedAhead = TimeSpan.FromSeconds(300);

    /// <summary>The largest clock difference a connection may allow (O-069).</summary>
    public static readonly TimeSpan MaxSkew = TimeSpan.FromSeconds(60);

    /// <summary>How old a logout token may be (O-092).</summary>
    public static readonly TimeSpan LogoutTokenAge = TimeSpan.FromMinutes(5);

    /// <summary>How long an order to revoke everything may be good; Okta's are for five minutes.</summary>
    public static readonly TimeSpan RevocationLife = TimeSpan.FromMinutes(10);

    /// <summary>How long a client assertion of ours lives.</summary>
    public static readonly TimeSpan AssertionLife = TimeSpan.FromSeconds(60);
}
