using System.Collections.Concurrent;
using RunBroker.Http;
using RunBroker.Protocol;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.Tenancy;
using RunBroker.TestSignIns;

namespace RunBroker.SignIns;

/// <summary>Row, case file and cookie of a sign-in that goes on later, on whatever node.</summary>
internal sealed class PendingSignIns(Db db, Registry registry, SecretBox box, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, bool> claimed = new(StringComparer.Ordinal);

    /// <param name="id">As it came from outside: no id has control characters or is that long.</param>
    public async Task<StoredSignIn?> Find(string? id, CancellationToken stop) =>
        id is { Length: <= 64 } && !id.Any(char.IsControl) ? await db.Read(tx => Find(tx, id), stop) : null;

    /// <summary>Single use: of two answers at once one gets it, and with it the right to say what becomes of the sign-in.</summary>
    /// <returns>As it was then; null: it was taken already.</returns>
    public Task<PendingSignIn?> Take(PendingSignIn row, CancellationToken stop) =>
        db.Write(tx => SignInStore.TakePending(tx, row), stop);

    /// <summary>
    /// Before an answer is taken to the provider, whom it may cost something when it comes twice. On SQLite there is one node, so that a note in
    /// its memory does, and the row is taken with what comes of the answer; nodes that share a database take the row at once.
    /// </summary>
    /// <returns>Null: another request has it, or had it.</returns>
    public async Task<AnswerClaim?> Claim(PendingSignIn row, CancellationToken stop)
    {
        // A test makes nothing that its row could go with.
        if (db.Kind != DbKind.Sqlite || row.TestId is not null)
            return await Take(row, stop) is { } taken ? new(taken, null) : null;
        if (!claimed.TryAdd(row.Id, true))
            return null;
        var claim = new AnswerClaim(row, () => claimed.TryRemove(row.Id, out _));
        var waits = false;
        try
        {
            // Since it was read, whoever had the claim before may have come to the end.
            waits = IsSame(await db.Read(tx => SignInStore.FindPending(tx, row.Id), stop), row);
            return waits ? claim : null;
        }
        finally
        {
            if (!waits)
                claim.Dispose();
        }

        // Sent to another provider since, by another tab, it waits for another answer.
        static bool IsSame(PendingSignIn? now, PendingSignIn then) =>
            now is not null && now.BrowserHash.AsSpan().SequenceEqual(then.BrowserHash) && now.StateHash.AsSpan().SequenceEqual(then.StateHash);
    }

    private async Task<StoredSignIn?> Find(Tx tx, string id)
    {
        if (await SignInStore.FindPending(tx, id) is not { } row)
            return null;
        var tenant = row.TenantId is { } of ? await registry.Tenant(tx, of) : null;
        return new(row, await SignInStore.FindCase(tx, id), tenant?.Tenant, await AskedConnection.Find(tx, row, tenant), await OpenSignIns.Closed(tx, row));
    }

    /// <summary>The case of a sign-in that goes on.</summary>
    public CaseFile Case(SignInCase? row, string clientId) =>
        (row is null ? CaseFile.Open(time, clientId) : CaseFile.Continue(time, row)).SealedBy(box);

    /// <summary>Stores it for a page of ours.</summary>
    public Task<(PendingSignIn Row, BrowserSecret Secret)> Save(HttpContext http, SignIn signIn, CancellationToken stop) =>
        Save(http, signIn, SecretOf(http, signIn), row => row, stop);

    /// <param name="with">What is added for the way to an upstream.</param>
    public async Task<(PendingSignIn Row, BrowserSecret Secret)> Save(
        HttpContext http, SignIn signIn, BrowserSecret secret, Func<PendingSignIn, PendingSignIn> with, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var row = with(signIn.Pending ?? new PendingSignIn
        {
            Id = signIn.Case.Id,
            BrowserHash = secret.Hash(),
            ClientId = signIn.App.ClientId,
            Request = Seal(signIn),
            StartedAt = now,
            ExpiresAt = now + Limits.SignIn,
            TestId = signIn.TestId,
        });
        row = row with { TenantId = signIn.TenantId ?? row.TenantId, BrowserHash = secret.Hash() };
        signIn.Case.SealedBy(box).About(signIn.TenantId, row.ConnectionId);
        await db.Write(async tx =>
        {
            if (signIn.Pending is null)
                await SignInStore.InsertPending(tx, row);
            else
                await SignInStore.UpdatePending(tx, row);
            await signIn.Case.Save(tx);
        }, stop);
        Cookies.WriteSignIn(http, row.Id, secret.Value, row.ExpiresAt);
        return (row, secret);
    }

    /// <summary>The one that this browser holds already, or a new one.</summary>
    public static BrowserSecret SecretOf(HttpContext http, SignIn signIn) =>
        signIn.Pending is { } known && BrowserSecret.Of(http, known) is { } held ? held : BrowserSecret.New();

    /// <summary>The app's parameters as they came; none when the master key that sealed them is gone.</summary>
    public Parameters RequestOf(PendingSignIn pending) =>
        box.Open(pending.Request, Place(pending.Id)) is { } json ? PendingRequest.Read(json) : Parameters.None;

    /// <summary>Sealed: an id_token_hint or a state of the app lies in it, and a copy of the database must be worth nothing (P-003).</summary>
    private byte[] Seal(SignIn signIn) => box.Seal(PendingRequest.Write(signIn.Request.Sent), Place(signIn.Case.Id));

    private static SecretPlace Place(string id) => new(null, "pending_sign_in", id, "request");
}
