namespace RunBroker.Protocol.Jose;

/// <summary>Every size this folder refuses beyond (O-062, O-065, O-067).</summary>
public static class JoseLimits
{
    /// <summary>Characters of a compact JWS, unless the policy says otherwise.</summary>
    public const int JwsLength = 16 * 1024;

    /// <summary>Characters of an ID token of a provider that puts group lists into it; for the policy (O-065).</summary>
    public const int IdTokenLength = 64 * 1024;

    /// <summary>Characters of a compact JWE: what is inside may be a whole ID token.</summary>
    public const int JweLength = 64 * 1024;

    /// <summary>Bytes of a claims object (an ID token or a userinfo answer).</summary>
    public const int ClaimsBytes = 64 * 1024;

    /// <summary>Bytes of a JWK set (O-090); Entra ID's with its certificates is about 20 KB.</summary>
    public const int JwkSetBytes = 1024 * 1024;

    /// <summary>Keys looked at in one set: without a kid each of them costs a verification.</summary>
    public const int JwkSetKeys = 100;

    /// <summary>Levels of nesting in any JSON read here.</summary>
    public const int JsonDepth = 16;

    /// <summary>Characters of a kid.</summary>
    public const int KidLength = 256;
}
