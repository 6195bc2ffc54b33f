using System.Security.Cryptography;
using System.Text;
using RunBroker.Protocol.Jose;

namespace RunBroker.Protocol.Oidc;

/// <summary>Proof Key for Code Exchange, S256 only (RFC 7636; plain is refused, RFC9700-2.1.1).</summary>
public static class Pkce
{
    /// <summary>Whether the text is the base64url of 32 bytes.</summary>
    public static bool IsChallenge(string challenge) => challenge.Length == 43 && Base64Url.TryDecode(challenge, out var bytes) && bytes.Length == 32;

    /// <summary>RFC7636-4.6. A verifier outside of 43 to 128 unreserved characters matches nothing.</summary>
    public static bool Matches(string verifier, string challenge) =>
        IsVerifier(verifier)
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Challenge(verifier)), Encoding.ASCII.GetBytes(challenge));

    public static string Challenge(string verifier) => Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    private static bool IsVerifier(string verifier) =>
        verifier.Length is >= 43 and <= 128 && verifier.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~');
}
