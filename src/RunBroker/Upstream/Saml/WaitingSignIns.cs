using RunBroker.Http;
using RunBroker.Protocol;
using RunBroker.Protocol.Saml;
using RunBroker.SignIns;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Upstream.Saml;

/// <summary>Whether a sign-in of this browser waits for an answer.</summary>
internal abstract record Waiting
{
    private Waiting()
    {
    }

    /// <summary>It did, and is now this request's alone.</summary>
    public sealed record Claimed(PendingSignIn Pending, PendingSaml Asked) : Waiting;

    /// <summary>The message answers no request.</summary>
    public sealed record Nobody : Waiting;

    /// <summary>The message cannot be read, and nothing else says whose it is.</summary>
    public sealed record Unreadable(SamlRefusal Why) : Waiting;

    public sealed record Refused(IResult Page) : Waiting;
}

/// <summary>
/// Finds the sign-in that an answer belongs to: by RelayState, as the specification has it. Providers that drop or change it are many, so
/// else by the request that the answer names, among the sign-ins whose cookies this browser holds. Either is only a way to find it: the
/// cookie, the connection and the answer itself are checked all the same (S-064, S-065, S-146).
/// </summary>
internal sealed class WaitingSignIns(Db db, PendingSignIns pendings, Resume resume, TimeProvider time)
{
    /// <param name="row">Null: deleted meanwhile, or there never was one.</param>
    public async Task<Waiting> Claim(
        HttpContext http, string connection, Connection? row, Parameters sent, PostedMessage message, CancellationToken stop)
    {
        var handle = Handle.Parse(sent[PostedMessage.RelayState]);
        var named = await pendings.Find(handle?.Id, stop);
        var found = named is not null && named.ConnectionId == connection && handle!.Matches(named.StateHash) ? named : null;
        if (found is null)
        {
            var (request, why) = message.Peek();
            found = await ByRequest(http, connection, request, stop);
            if (found is null && named is { StateHash: not null })
                return await Refused(row, "sign_in.WrongState", "the answer's RelayState is not one that was sent to this connection");
            if (found is null && (named is not null || request is not null))
                return await Refused(row, "sign_in.Expired", "no sign-in of this browser waits for this answer, or the answer came before");
            if (found is null)
                return why is null ? new Waiting.Nobody() : new Waiting.Unreadable(why);
        }

        if (found.ExpiresAt <= time.GetUtcNow())
            return new Waiting.Refused(await resume.Expired(http, found, "sign_in.Expired", "the person took too long at the provider"));
        if (BrowserSecret.Of(http, found) is null)
        {
            return new Waiting.Refused(await resume.Expired(
                http, found, "sign_in.OtherBrowser", "this browser did not begin the sign-in, or keeps no cookies"));
        }

        // Deleting the row is the lock: of two posts at once one goes on.
        var taken = await db.Write(tx => SignInStore.TakePending(tx, found.Id, found.BrowserHash), stop);
        return taken is not null && PendingSaml.Read(taken.Upstream) is { } asked
            ? new Waiting.Claimed(taken, asked)
            : await Refused(row, "sign_in.Replayed", "this answer was taken already");

        async Task<Waiting> Refused(Connection? of, string code, string says) =>
            new Waiting.Refused(await resume.Expired(http, of, code, says));
    }

    private async Task<PendingSignIn?> ByRequest(HttpContext http, string connection, string? request, CancellationToken stop)
    {
        if (request is null)
            return null;
        foreach (var id in Cookies.SignIns(http))
        {
            if (await pendings.Find(id, stop) is { } pending && pending.ConnectionId == connection
                && BrowserSecret.Of(http, pending) is not null && PendingSaml.Read(pending.Upstream)?.RequestId == request)
                return pending;
        }

        return null;
    }
}
