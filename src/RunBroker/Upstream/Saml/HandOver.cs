using System.Security.Cryptography;
using System.Text;
using RunBroker.Protocol.Saml;
using RunBroker.SignIns;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;

namespace RunBroker.Upstream.Saml;

/// <summary>
/// A Response comes by a POST from another site, and browsers keep SameSite=Lax cookies back from that: the sessions this browser holds
/// are not known there, so the new one could neither renew its own nor leave those of other tenants in place. So the checked answer is put
/// aside, sealed, and the browser is sent on with a GET, which brings all cookies. It is the same browser's still: the sign-in's own cookie
/// says so both times.
/// </summary>
internal sealed class HandOver(Db db, SecretBox box, TimeProvider time)
{
    public async Task<Parked> Park(SignIn signIn, Connection row, SamlLogin login, SamlUpstream upstream, PendingSaml asked)
    {
        var person = SamlPerson.Of(login, upstream.SpEntityId, asked.RequestedAt);
        var parked = new ParkedAnswer(Convert.ToBase64String(box.Seal(person.ToJson(), Place(signIn.Case.Id))));
        var pending = signIn.Pending! with { StateHash = null, Upstream = parked.Write(), ExpiresAt = time.GetUtcNow() + Limits.HandOver };
        return await db.Write(async tx =>
        {
            // Deleting the row is the lock: of two posts at once one goes on.
            if (await SignInStore.TakePending(tx, signIn.Pending!) is null)
                return Parked.TakenBefore;
            // In the same transaction, and before there is any session: of two nodes with one assertion, one has it.
            if (!await Replays.IsNew(tx, row.Id, login.AssertionId, login.ReplayUntil))
                return Parked.Replayed;
            await SignInStore.InsertPending(tx, pending);
            await signIn.Case.Save(tx);
            return Parked.Done;
        }, CancellationToken.None);
    }

    /// <summary>The answer, which is used up with its row; null: nothing was put aside.</summary>
    public SamlPerson? Open(PendingSignIn pending) =>
        ParkedAnswer.Read(pending.Upstream) is { } parked && box.Open(Convert.FromBase64String(parked.Sealed), Place(pending.Id)) is { } json
            ? SamlPerson.Read(json) : null;

    private static SecretPlace Place(string id) => new(null, "pending_sign_in", id, "upstream");
}

internal enum Parked
{
    Done,
    /// <summary>The row was gone: nothing was stored.</summary>
    TakenBefore,
    /// <summary>This assertion came before (S-073): the row is spent, and nothing was stored.</summary>
    Replayed,
}

/// <summary>What was taken once (S-073, S-112). IDs are hashed: a provider may make them as long as it likes, an index may not.</summary>
internal static class Replays
{
    public static Task<bool> IsNew(Tx tx, string connection, string id, DateTimeOffset until) => SignInStore.UseOnce(tx, Scope(connection), Key(id), until);

    /// <summary>Only looks.</summary>
    public static Task<bool> Came(Tx tx, string connection, string id) => SignInStore.WasUsed(tx, Scope(connection), Key(id));

    /// <summary>For the transaction that makes the session.</summary>
    public static UsedAnswer Of(string connection, SamlLogin login) => new(
        Scope(connection), Key(login.AssertionId), login.ReplayUntil,
        SamlFaults.Of(new SamlRefusal(SamlReason.Replayed, "S-073", "an assertion that never came before", login.AssertionId)));

    private static string Scope(string connection) => $"saml:{connection}";

    private static string Key(string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
}
