using System.Security.Cryptography;
using System.Text;
using RunBroker.Http;
using RunBroker.Protocol.Jose;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;

namespace RunBroker.SignIns;

/// <summary>
/// What binds a sign-in to one browser: a secret in a cookie of its own, of which the row has the hash (O-020, O-085, S-065).
/// PKCE verifier and nonce are derived from it, so that neither lies in the database nor travels in a URL.
/// </summary>
internal sealed record BrowserSecret(string Value)
{
    public static BrowserSecret New() => new(RandomToken.Create("", 32));

    /// <summary>The one that this browser holds for this sign-in; null when it is another browser's.</summary>
    public static BrowserSecret? Of(HttpContext http, PendingSignIn pending) =>
        Cookies.ReadSignIn(http, pending.Id) is { Length: <= 128 } value && new BrowserSecret(value) is var secret
        && CryptographicOperations.FixedTimeEquals(secret.Hash(), pending.BrowserHash) ? secret : null;

    public byte[] Hash() => SHA256.HashData(Encoding.ASCII.GetBytes(Value));

    /// <param name="state">Of this request: two upstreams asked in one sign-in see nothing of each other's.</param>
    public string CodeVerifier(string state) => Derive("pkce " + state);

    public string Nonce(string state) => Derive("nonce " + state);

    /// <summary>For forms of our own pages: another site can neither read nor guess it (O-110).</summary>
    public string FormToken => Derive("form");

    public bool IsFormToken(string? sent) =>
        sent is not null && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(sent), Encoding.ASCII.GetBytes(FormToken));

    public override string ToString() => nameof(BrowserSecret);

    private string Derive(string use) => Base64Url.Encode(HMACSHA256.HashData(Encoding.ASCII.GetBytes(Value), Encoding.ASCII.GetBytes(use)));
}
