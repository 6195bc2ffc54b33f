using System.Security.Cryptography;
using System.Text;
using RunBroker.Protocol.Jose;

namespace RunBroker.Protocol.Oidc;

/// <summary>
/// The <c>session_state</c> of an answer (OIDCSession-3.2): a hash over app, origin, what our frame can read in this browser, and a salt. Only
/// somebody who knows the browser's value can say of it whether it still holds; an app learns nothing from it but that.
/// </summary>
public static class SessionStateHash
{
    private const int SaltLength = 16;

    /// <summary>Null for a native app's own scheme: it has no origin that could ask the frame.</summary>
    /// <param name="browserState">What <c>check_session_iframe</c> finds in the browser as long as the session is there.</param>
    public static string? For(AuthorizeRequest request, string browserState) => request.Redirect.WebOrigin is { } origin
        ? Compute(request.ClientId, origin, browserState, Base64Url.Encode(RandomNumberGenerator.GetBytes(SaltLength)))
        : null;

    /// <summary>The script of the frame computes the very same.</summary>
    public static string Compute(string clientId, string origin, string browserState, string salt) =>
        $"{Base64Url.Encode(SHA256.HashData(Encoding.UTF8.GetBytes($"{clientId} {origin} {browserState} {salt}")))}.{salt}";
}
