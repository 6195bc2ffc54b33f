using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Admin;
using RunBroker.Cases;
using RunBroker.Operations;
using RunBroker.Pages.Words;
using RunBroker.SignIns;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;

namespace RunBroker.Check;

/// <summary>By what each kind of message is judged.</summary>
internal sealed class CheckJudges(CheckSaml saml, CheckSamlLogout samlLogout, CheckOidc oidc, CheckLogoutToken logoutToken, CheckedPerson person)
{
    public async Task<Judged> Of(Tenant tenant, Connection row, Pasted pasted, AsIf asIf, DateTimeOffset at, CheckTexts t, CancellationToken stop)
    {
        var judged = pasted switch
        {
            Pasted.Answer answer => await saml.Answer(row, answer, asIf, at, t, stop),
            Pasted.Logout logout => await samlLogout.Of(row, logout, asIf, at, t, stop),
            Pasted.Token { Kind: CheckKind.LogoutToken } token => await logoutToken.Of(row, token, at, t, stop),
            Pasted.Token token => await oidc.IdToken(row, token, asIf, at, t, stop),
            Pasted.Callback callback => await oidc.Callback(row, callback, asIf, at, t, stop),
            _ => throw new InvalidOperationException("closed set"),
        };
        if (judged.Login is not null)
            await person.Of(judged, tenant, row, t, stop);
        return judged;
    }
}

/// <summary>
/// Paste and check: a message, a connection and a clock, through the code that the endpoints run, without anything coming of it. Nothing of it is
/// stored or logged; the audit log notes who asked, about what kind of message, and the verdict.
/// </summary>
internal sealed class PasteCheck(Db db, CheckJudges judges, Providers providers, CheckPace pace, SecretBox box, TimeProvider time)
{
    public async Task<AdminResult<CheckResource>> Run(
        ManagementCaller caller, Tenant tenant, string id, CheckAsk ask, Language language, CancellationToken stop)
    {
        var (row, provider) = await db.Read(
            async tx => (await ConnectionStore.Find(tx, tenant.Id, id), await providers.Of(tx, tenant.Id, id)), stop);
        if (row is null)
            return Problem.NotFound;
        var asIf = await AsIfSent(row, ask.AsIf, stop);
        if (asIf is null)
            return Problem.Invalid("as_if.sign_in", "must be a sign-in through this connection whose request is kept");
        // Before it is read: reading is what a large recording costs.
        if (!pace.May(row.Id, 1))
            return Problem.TooMany;
        var on = new Desk(tenant, row, provider, CheckTexts.In(language), language);
        var pasted = PasteReading.Of(ask.Input, ask.Kind);
        var mine = pasted is Pasted.Recording all ? Mine(all, row.Id) : [];
        if (mine.Length > 1 && !pace.May(row.Id, mine.Length - 1))
            return Problem.TooMany;
        var answer = pasted is Pasted.Recording recording ? await Each(on, recording, mine, ask with { AsIf = asIf }, stop)
            : await One(on, pasted, asIf, ask.At ?? time.GetUtcNow(), stop);
        await db.Write(
            tx => Events.Record(tx, caller.Did("connection.checked", tenant.Id, "connection", row.Id, time.GetUtcNow(),
                new JsonObject { ["id"] = row.Id, ["name"] = row.Name, ["kind"] = answer.Kind, ["verdict"] = answer.Verdict })), stop);
        return answer;
    }

    private static ImmutableArray<Recorded> Mine(Pasted.Recording recording, string connection) =>
        [.. recording.Messages.Where(m => m.Message.Connection == connection).Take(Limits.CheckArchiveMessages)];

    private async Task<CheckResource> Each(Desk on, Pasted.Recording recording, ImmutableArray<Recorded> mine, CheckAsk ask, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        if (mine.IsEmpty)
            return Unreadable(on, Unread.HarWithoutMessages, CheckKind.Har, ask.At ?? now);
        var results = ImmutableArray.CreateBuilder<CheckResource>(mine.Length);
        foreach (var (at, message) in mine)
            results.Add(await One(on, message, Shown(recording, message, ask.AsIf), ask.At ?? at ?? now, stop));
        var others = recording.Messages.Count(m => m.Message.Connection != on.Row.Id);
        var ours = recording.Messages.Length - others;
        return new()
        {
            Kind = CheckKind.Har.Name(),
            Verdict = results.Any(r => r.Verdict == CheckResource.Refused) ? CheckResource.Refused
                : results.Any(r => r.Verdict == CheckResource.Held) ? CheckResource.Held : CheckResource.Unreadable,
            ConnectionId = on.Row.Id,
            At = (ask.At ?? now).UtcDateTime,
            Notes = [.. others > 0 ? [on.Texts.OthersLeftOut(others)] : Array.Empty<string>(), .. ours > mine.Length ? [on.Texts.TooMany(mine.Length)] : Array.Empty<string>()],
            Results = results.ToImmutable(),
        };
    }

    /// <summary>What the recording itself shows to have been asked.</summary>
    private static AsIf Shown(Pasted.Recording recording, Pasted message, AsIf given) => message switch
    {
        Pasted.Answer answer when given.InResponseTo is null && answer.Message.Peek().InResponseTo is { } id && recording.RequestIds.Contains(id) =>
            given with { InResponseTo = id },
        Pasted.Callback callback when given.State is null && callback.Sent["state"] is { } state && recording.States.Contains(state) => given with { State = state },
        _ => given,
    };

    private async Task<CheckResource> One(Desk on, Pasted pasted, AsIf asIf, DateTimeOffset at, CancellationToken stop)
    {
        if (pasted is Pasted.Nothing nothing)
            return Unreadable(on, nothing.Why, null, at);
        var kind = pasted.KindOf()!.Value;
        if (kind.IsSaml() != (on.Row.Protocol == CauseCatalogue.Saml))
            return Unreadable(on, Unread.OtherProtocol, kind, at);
        var judged = await judges.Of(on.Tenant, on.Row, pasted, asIf, at, on.Texts, stop);
        return new()
        {
            Kind = kind.Name(),
            Verdict = judged.Fault is null ? CheckResource.Held : CheckResource.Refused,
            ConnectionId = on.Row.Id,
            At = at.UtcDateTime,
            Error = judged.Fault is { } fault ? on.Error(fault.Code) : null,
            Checks = judged.Rows(on.Texts.NotReached),
            Messages = [.. judged.File.Record.Messages.Select(m => new CheckMessage(m.Kind, [.. m.Redacted], Personal.Revealed(m.Decoded)))],
            User = judged.Person,
            Sessions = judged.Sessions,
            Notes = [.. on.Notes(pasted, judged)],
        };
    }

    private static CheckResource Unreadable(Desk on, Unread why, CheckKind? kind, DateTimeOffset at)
    {
        var text = on.Texts.Unread(why);
        return new()
        {
            Kind = kind?.Name(),
            Verdict = CheckResource.Unreadable,
            ConnectionId = on.Row.Id,
            At = at.UtcDateTime,
            Error = new($"check.{why}", text.Title, text.Explanation, text.Fix, CauseParty.Person.Name(), null),
        };
    }

    /// <returns>Null: there is no such sign-in, or nothing is kept of what it asked.</returns>
    private async Task<AsIf?> AsIfSent(Connection row, AsIf given, CancellationToken stop)
    {
        if (given.SignIn is not { } named)
            return given;
        var file = await db.Read(tx => SignInStore.FindCase(tx, row.TenantId, Storage.Secrets.CaseId.Read(named) ?? named), stop);
        return file?.ConnectionId == row.Id ? SignInMade.Of(CaseFile.Opened(file, box), given) : null;
    }

    private sealed record Desk(Tenant Tenant, Connection Row, Provider Provider, CheckTexts Texts, Language Language)
    {
        public CheckError Error(string code)
        {
            var error = SignInAdmin.Error(code, Provider, Language);
            return new(error.Code, error.Title, error.Explanation, error.Fix, error.Who, error.Where);
        }

        public IEnumerable<string> Notes(Pasted pasted, Judged judged)
        {
            if (pasted.Connection is { } other && other != Row.Id)
                yield return Texts.OtherConnection(other);
            foreach (var note in pasted.Notes)
                yield return Texts.Note(note);
            foreach (var note in judged.Notes)
                yield return note;
            if (judged.Fault is { Code: "upstream.BadSignature" or "upstream.NoKeyForAlgorithm", Protocol: CauseCatalogue.Saml })
                yield return Texts.KeysAsKnown;
            if (!Row.IsUsable)
                yield return Texts.Disabled;
            if (!Plans.AllowSso(Tenant))
                yield return Texts.NoPlan;
        }
    }
}
