using RunBroker.Http;
using RunBroker.Protocol;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;

namespace RunBroker.SignIns;

/// <summary>Row, case file and cookie of a sign-in that goes on later, on whatever node.</summary>
internal sealed class PendingSignIns(Db db, SecretBox box, TimeProvider time)
{
    /// <param name="id">As it came from outside: no id has control characters or is that long.</param>
    public async Task<PendingSignIn?> Find(string? id, CancellationToken stop) =>
        id is { Length: <= 64 } && !id.Any(char.IsControl) ? await db.Read(tx => SignInStore.FindPending(tx, id), stop) : null;

    /// <summary>Its case file and its tenant, as they are now.</summary>
    public Task<(SignInCase? Case, Tenant? Tenant)> About(PendingSignIn pending, CancellationToken stop) => db.Read(async tx =>
        (await SignInStore.FindCase(tx, pending.Id), pending.TenantId is { } id ? await TenantStore.Find(tx, id) : null), stop);

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
