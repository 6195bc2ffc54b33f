using System.Globalization;

namespace RunBroker.Claims;

/// <summary>
/// When an app is told <c>email_verified: true</c> (O-082, S-142): the upstream says so and the address's domain is verified for
/// this tenant. Either alone is how nOAuth worked: an admin of any directory can write any e-mail into it.
/// </summary>
public static class EmailVerified
{
    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    public static bool Decide(bool upstreamSays, bool domainVerifiedForTenant) => upstreamSays && domainVerifiedForTenant;

    /// <summary>
    /// <paramref name="verifiedDomains"/>: the tenant's own, lower case, as A-labels; <paramref name="email"/> as asserted.
    /// </summary>
    public static bool Decide(UpstreamClaims claims, string emailClaim, string email, IReadOnlySet<string> verifiedDomains) =>
        Decide(UpstreamSays(claims, emailClaim), DomainOf(email) is { } domain && verifiedDomains.Contains(domain));

    /// <summary>
    /// <c>email_verified</c> (OIDCC-5.1; Cognito sends it as a string) or Entra's <c>xms_edov</c> (true, or 1); when both came, both.
    /// They are about the claim <c>email</c> only, so an address mapped from another claim is never verified by them.
    /// </summary>
    public static bool UpstreamSays(UpstreamClaims claims, string emailClaim) =>
        emailClaim == "email"
        && (claims.Find("email_verified"), claims.Find("xms_edov")) switch
        {
            (null, null) => false,
            (var verified, var owner) => verified is null or { Values: ["true"] } && owner is null or { Values: ["true" or "1"] },
        };

    /// <summary>
    /// The domain, lower case, as A-labels; null when the address has not exactly one @ with text on both sides, or a domain that reads
    /// differently after IDNA mapping (full-width letters would pass for the verified domain).
    /// </summary>
    public static string? DomainOf(string email)
    {
        if (email.Split('@') is not [{ Length: > 0 }, { Length: > 0 } domain]) return null;
        var lower = domain.ToLowerInvariant();
        try
        {
            var ascii = Idn.GetAscii(lower);
            return ascii == lower || Idn.GetUnicode(ascii) == lower ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
