using System.Collections.Immutable;
using System.Globalization;
using RunBroker.Http;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.SignIns;

/// <summary>
/// The sign-ins that a browser has under way when it signs out: none becomes a session afterwards, on whatever node it goes on. A sign-in
/// and a sign-out write the same key, so that exactly one of them is first.
/// </summary>
internal static class OpenSignIns
{
    public const string Code = "sign_in.SignedOut";
    public const string Says = "somebody signed out in this browser while the sign-in was under way";

    private const string Once = "sign_in_end";
    private const string Session = "sign_in_session";

    // A sign-in may wait so long, and its last step a little longer.
    private static readonly TimeSpan Kept = Limits.SignIn + Limits.HandOver;

    /// <summary>In the transaction that makes the session.</summary>
    /// <returns>False: the browser has signed out since.</returns>
    public static Task<bool> Claim(Tx tx, PendingSignIn pending, DateTimeOffset now) =>
        SignInStore.UseOnce(tx, Once, Key(pending.Id, pending.BrowserHash), now + Kept);

    /// <summary>In the same transaction: should the browser sign out before the answer reaches it, this session has to end, too.</summary>
    public static Task Became(Tx tx, PendingSignIn pending, string session, DateTimeOffset now) =>
        SignInStore.NoteUse(tx, Session, $"{Key(pending.Id, pending.BrowserHash)} {session}", now + Kept);

    public static Task<bool> Closed(Tx tx, PendingSignIn pending) => SignInStore.WasUsed(tx, Once, Key(pending.Id, pending.BrowserHash));

    /// <summary>In the transaction of the sign-out. The key holds a hash of the cookie's secret: nobody closes another browser's.</summary>
    /// <param name="connection">Only sign-ins that have gone to it: a provider has no say in others. Null: all.</param>
    /// <returns>Sessions that have just begun, of which this browser has no cookie yet.</returns>
    public static async Task<ImmutableArray<Session>> Close(Tx tx, HttpContext http, DateTimeOffset now, string? connection = null)
    {
        var begun = ImmutableArray.CreateBuilder<Session>();
        foreach (var id in Cookies.SignIns(http))
        {
            if (Cookies.ReadSignIn(http, id) is not { Length: > 0 and <= 128 } secret || id.Length > 64)
                continue;
            // A cookie is quickly made up: of a sign-in that never was, no row is written (O-126).
            if (await SignInStore.FindCase(tx, id) is not { } file || (connection is not null && file.ConnectionId != connection))
                continue;
            var key = Key(id, new BrowserSecret(secret).Hash());
            if (await SignInStore.UseOnce(tx, Once, key, now + Kept))
                continue;
            // The other was first: what it wrote is visible now.
            if (await SignInStore.FindCase(tx, id) is not { SessionId: { } session, TenantId: { } tenant })
                continue;
            if (await SignInStore.WasUsed(tx, Session, $"{key} {session}") && await SessionStore.Find(tx, tenant, session) is { EndedAt: null } row)
                begun.Add(row);
        }

        return begun.ToImmutable();
    }

    private static string Key(string id, byte[] browserHash) => string.Create(CultureInfo.InvariantCulture, $"{id} {Convert.ToHexStringLower(browserHash)}");
}
