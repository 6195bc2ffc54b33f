using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace RunBroker.TestIdps;

/// <summary>A signed-in browser of the OP; its id is the <c>sid</c> claim.</summary>
public sealed record OpSession(string Id, TestUser User, DateTimeOffset AuthTime);

/// <summary>What a code, an access token or a refresh token stands for.</summary>
internal sealed record OpGrant(TestOpClient Client, TestUser User, Fields Request, OpSession Session, string Issuer, DateTimeOffset Until);

/// <summary>An authorization request whose person is looking at the login page.</summary>
internal sealed record OpPending(TestOpClient Client, Fields Request, string Issuer, bool Fresh);

/// <summary>Everything the OP remembers; survives <see cref="TestOp.Stop"/> and <see cref="TestOp.StartAgain"/>.</summary>
internal sealed class OpMemory
{
    public ConcurrentDictionary<string, OpSession> Sessions { get; } = new();
    public ConcurrentDictionary<string, OpPending> Pending { get; } = new();
    public ConcurrentDictionary<string, OpGrant> Codes { get; } = new();
    public ConcurrentDictionary<string, OpGrant> AccessTokens { get; } = new();
    public ConcurrentDictionary<string, OpGrant> RefreshTokens { get; } = new();
    public ConcurrentDictionary<string, bool> AssertionIds { get; } = new();

    public static string NewId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
}
