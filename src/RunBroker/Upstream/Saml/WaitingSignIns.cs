using RunBroker.Http;
using RunBroker.Protocol;
using RunBroker.Protocol.Saml;
using RunBroker.SignIns;
using RunBroker.Storage.Model;

namespace RunBroker.Upstream.Saml;

/// <summary>Whether a sign-in of this browser waits for an answer.</summary>
internal abstract record Waiting
{
    private Waiting()
    {
    }

    /// <summary>It does. Its row is still to be taken, with what comes of the answer.</summary>
    public sealed record Found(StoredSignIn SignIn, PendingSaml Asked) : Waiting;

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
internal sealed class WaitingSignIns(PendingSignIns pendings, Resume resume, TimeProvider time)
{
    /// <summary>The sign-in that the RelayState names, whether the answer is its or not.</summary>
    public Task<StoredSignIn?> Named(Parameters? sent, CancellationToken stop) => pendings.Find(Handle.Parse(sent?[PostedMessage.RelayState])?.Id, stop);

    /// <param name="row">Null: deleted meanwhile, or there never was one.</param>
    /// <param name="named">See <see cref="Named"/>.</param>
    public async Task<Waiting> Find(
        HttpContext http, string connection, Connection? row, StoredSignIn? named, Parameters sent, PostedMessage message, CancellationToken stop)
    {
        var handle = Handle.Parse(sent[PostedMessage.RelayState]);
        var found = named is not null && named.Row.ConnectionId == connection && handle!.Matches(named.Row.StateHash) ? named : null;
        if (found is null)
        {
            var (request, why) = message.Peek();
            found = await ByRequest(http, connection, request, stop);
            if (found is null && named is { Row.StateHash: not null })
                return await Refused(row, "sign_in.WrongState", "the answer's RelayState is not one that was sent to this connection");
            if (found is null && (named is not null || request is not null))
                return await Refused(row, "sign_in.Expired", "no sign-in of this browser waits for this answer, or the answer came before");
            if (found is null)
                return why is null ? new Waiting.Nobody() : new Waiting.Unreadable(why);
        }

        if (found.Row.ExpiresAt <= time.GetUtcNow())
            return new Waiting.Refused(await resume.Expired(http, found.Row, "sign_in.Expired", "the person took too long at the provider"));
        if (BrowserSecret.Of(http, found.Row) is null)
        {
            return new Waiting.Refused(await resume.Expired(
                http, found.Row, "sign_in.OtherBrowser", "this browser did not begin the sign-in, or keeps no cookies"));
        }

        return PendingSaml.Read(found.Row.Upstream) is { } asked ? new Waiting.Found(found, asked) : new Waiting.Refused(await Replayed(http, row));

        async Task<Waiting> Refused(Connection? of, string code, string says) =>
            new Waiting.Refused(await resume.Expired(http, of, code, says));
    }

    public Task<IResult> Replayed(HttpContext http, Connection? row) => resume.Expired(http, row, "sign_in.Replayed", "this answer was taken already");

    private async Task<StoredSignIn?> ByRequest(HttpContext http, string connection, string? request, CancellationToken stop)
    {
        if (request is null)
            return null;
        foreach (var id in Cookies.SignIns(http))
        {
            if (await pendings.Find(id, stop) is { Row: var pending } found && pending.ConnectionId == connection
                && BrowserSecret.Of(http, pending) is not null && PendingSaml.Read(pending.Upstream)?.RequestId == request)
                return found;
        }

        return null;
    }
}
