namespace RunBroker.Protocol.Saml.Signatures;

/// <summary>What may be weakened for one connection, and until when.</summary>
/// <param name="DangerAllowSha1Until">RSA-SHA1, ECDSA-SHA1 and SHA-1 digests are taken before this instant (S-027); null: never.</param>
public sealed record SignaturePolicy(DateTimeOffset? DangerAllowSha1Until = null)
{
    public static SignaturePolicy Strict { get; } = new();
}

/// <summary>The list of signature and digest methods (S-027, S-028). Nothing is looked up anywhere else.</summary>
public static class SignatureMethods
{
    public const string RsaSha256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
    public const string Sha256 = "http://www.w3.org/2001/04/xmlenc#sha256";
}
