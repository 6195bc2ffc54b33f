using System.Collections.Immutable;
using System.Security.Cryptography;
using RunBroker.Http;
using RunBroker.Protocol.Jose;
using RunBroker.Storage.Model;

namespace RunBroker.Sessions;

/// <summary>
/// What the check-session frame finds in a browser (OIDCSession-3.2, "OP User Agent state"): a value for each session, so that the end of one
/// tenant's session changes nothing for another tenant's apps. It goes with the frame cookie's secret: new with every sign-in and every
/// person, gone with every sign-out; and any node can say what it should be from the row alone.
/// </summary>
internal static class BrowserState
{
    private const int Length = 22; // 132 bits: nobody guesses it, so no page can ask the frame whether somebody is signed in

    /// <param name="frameHash">Of a secret of 256 random bits: a page that reads the value cannot get back to that.</param>
    public static string Of(byte[] frameHash) => Base64Url.Encode(SHA256.HashData([.. "rb_state"u8, .. frameHash]))[..Length];

    public static string? Of(Session session) => session.FrameHash is { } hash ? Of(hash) : null;

    /// <summary>Writes the cookie when it is not so already: a poll every few seconds must not send it each time.</summary>
    public static void Write(HttpContext http, ImmutableArray<string> states, DateTimeOffset until)
    {
        if (!Cookies.ReadStates(http).SequenceEqual(states))
            Cookies.WriteStates(http, states, until);
    }
}
