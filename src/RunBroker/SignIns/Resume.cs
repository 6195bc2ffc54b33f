using RunBroker.Pages.Words;
using RunBroker.Protocol.Oidc;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;
using RunBroker.TestSignIns;
using RunBroker.Tokens;

namespace RunBroker.SignIns;

/// <summary>
/// Takes up a sign-in that waits for a page of ours or for an upstream. App, tenant and request are looked at afresh: what was
/// disabled meanwhile stays out (S-067).
/// </summary>
internal sealed class Resume(PendingSignIns pendings, Apps apps, IdTokenHints hints, Refusal refusal, TimeProvider time)
{
    /// <summary>For pages that ask the person something: a test sign-in has none.</summary>
    public async Task<(SignIn? SignIn, BrowserSecret? Secret, IResult? Page)> ForPage(HttpContext http, string? id, CancellationToken stop) =>
        await Of(http, await pendings.Find(id, stop) is { Row.TestId: null } found ? found : null, stop);

    /// <summary>For the second step of an answer.</summary>
    public async Task<(SignIn? SignIn, AskedConnection? Connection, IResult? Page)> ForAnswer(HttpContext http, string? id, CancellationToken stop)
    {
        var found = await pendings.Find(id, stop);
        var (signIn, _, page) = await Of(http, found, stop);
        return (signIn, found?.Connection, page);
    }

    /// <summary>The sign-in of this browser, or the page that says why not.</summary>
    private async Task<(SignIn? SignIn, BrowserSecret? Secret, IResult? Page)> Of(HttpContext http, StoredSignIn? found, CancellationToken stop)
    {
        if (found is not { Row: { } pending } || pending.ExpiresAt <= time.GetUtcNow())
            return (null, null, await Expired(http, found?.Row, "sign_in.Expired", "the sign-in has expired or is finished"));
        if (BrowserSecret.Of(http, pending) is not { } secret)
            return (null, null, await Expired(http, pending, "sign_in.OtherBrowser", "this browser did not begin the sign-in, or keeps no cookies"));
        if (found.SignedOut)
            return (null, null, await SignedOutSince(http, pending));
        var (signIn, page) = await Load(http, found, stop);
        return (signIn, secret, page);
    }

    /// <summary>The page of a sign-in whose browser has signed out since; the last word has <see cref="FinishSignIn"/>.</summary>
    public Task<IResult> SignedOutSince(HttpContext http, PendingSignIn pending) => Expired(http, pending, OpenSignIns.Code, OpenSignIns.Says);

    /// <summary>App and request as they are now; the row may be spent already.</summary>
    public async Task<(SignIn? SignIn, IResult? Page)> Load(HttpContext http, StoredSignIn found, CancellationToken stop)
    {
        var (pending, tenant) = (found.Row, found.Tenant);
        var file = pendings.Case(found.Case, pending.ClientId);
        var app = pending is { TestId: not null, TenantId: { } of } ? TestRequest.App(of) : await apps.Find(pending.ClientId, stop);
        if (AuthorizeRequest.Check(pendings.RequestOf(pending), app?.Trust) is not AuthorizeOutcome.Accepted accepted)
        {
            return (null, await refusal.TellPerson(http, file, ErrorReason.AppNotRegistered, "request.AppChanged",
                "the app was changed or removed since the sign-in began", "S-067"));
        }

        if (pending.TenantId is not null && (tenant is null || !app!.MayServe(tenant.Id)))
        {
            return (null, await refusal.TellPerson(http, file, ErrorReason.TenantUnknown, "tenant.Gone",
                "the tenant was removed, or no longer uses this app", "S-067"));
        }

        // It was good when the sign-in began; if its key is gone since, whoever comes back is somebody else.
        var hinted = hints.Check(accepted.Request.IdTokenHint, app!.ClientId) switch { IdTokenHint.Names names => names.UserId, IdTokenHint.Bad => "", _ => null };
        return (new SignIn
        {
            App = app,
            Request = accepted.Request,
            Case = file,
            Tenant = tenant,
            ConnectionId = pending.ConnectionId,
            Pending = pending,
            HintedUser = hinted,
            TestId = pending.TestId,
        }, null);
    }

    /// <summary>Says what happened and offers to begin anew; never finishes without the cookie (O-085).</summary>
    public Task<IResult> Expired(HttpContext http, PendingSignIn? pending, string code, string says)
    {
        var again = pending is null or { TestId: not null } ? null : Refusal.Again(pendings.RequestOf(pending));
        return Expired(http, new(pending?.ClientId, pending?.TenantId, pending?.ConnectionId, pending?.TestId), code, says, again);
    }

    /// <summary>As above where no sign-in is known: only the connection that an answer came to, if that.</summary>
    public Task<IResult> Expired(HttpContext http, Connection? connection, string code, string says) =>
        Expired(http, new(null, connection?.TenantId, connection?.Id, null), code, says, null);

    private Task<IResult> Expired(HttpContext http, Whose whose, string code, string says, string? again)
    {
        // A case of its own: the one under way belongs to the browser that began it.
        var file = CaseFile.Open(time, whose.App).OfTest(whose.Test);
        file.About(whose.Tenant, whose.Connection);
        return refusal.TellPerson(http, file, ErrorReason.SignInExpired, code, says, "O-085", again);
    }

    private sealed record Whose(string? App, TenantId? Tenant, string? Connection, string? Test);
}
