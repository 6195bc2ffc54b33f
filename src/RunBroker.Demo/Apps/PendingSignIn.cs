using System.Buffers.Text;
using System.Security.Cryptography;

namespace RunBroker.Demo.Apps;

/// <summary>A sign-in that an app began: what it must remember to believe the answer.</summary>
/// <param name="Browser">The cookie of the browser that began it; the answer must come from there, or anybody could sign others in as himself.</param>
/// <param name="Target">Where the person wanted to go: a path of the app.</param>
internal sealed record PendingSignIn(string Browser, string Target, DateTimeOffset Begun)
{
    public string State { get; } = Unguessable.New();
    public string Nonce { get; } = Unguessable.New();
    public string Verifier { get; } = Unguessable.New();
}

internal static class Unguessable
{
    public static string New() => Text(RandomNumberGenerator.GetBytes(32));

    public static string Text(byte[] octets) => Base64Url.EncodeToString(octets);
}
