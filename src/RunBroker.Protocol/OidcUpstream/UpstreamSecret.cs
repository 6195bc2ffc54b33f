using System.Security.Cryptography;
using System.Text;

namespace RunBroker.Protocol.OidcUpstream;

internal static class UpstreamSecret
{
    /// <summary>Takes as long wherever the two differ, and an expectation that was never filled matches nothing (house rule 19).</summary>
    public static bool Same(string? sent, string expected) =>
        expected.Length > 0 && sent is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sent), Encoding.UTF8.GetBytes(expected));
}
