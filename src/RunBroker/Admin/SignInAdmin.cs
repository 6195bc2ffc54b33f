using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using RunBroker.Admin.Api;
using RunBroker.Cases;
using RunBroker.Claims;
using RunBroker.Operations;
using RunBroker.Pages.Words;
using RunBroker.SignIns;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;

namespace RunBroker.Admin;

/// <summary>Case files: what became of each sign-in, in whose hands it is, and what was said on the way.</summary>
internal sealed class SignInAdmin(Db db, SecretBox box, Providers providers, Settings settings, TimeProvider time)
{
    public Task<Page<SignInResource>> List(TenantId tenant, CaseFilter filter, PageAsk page, Language language, CancellationToken stop) =>
        db.Read(
            async tx =>
            {
                var wanted = filter with { CaseId = filter.CaseId is { } typed ? Storage.Secrets.CaseId.Read(typed) ?? typed : null };
                var rows = await SignInStore.PageCases(tx, tenant, page.After, page.Take, wanted);
                var shown = ImmutableArray.CreateBuilder<SignInResource>(rows.Length);
                var known = new Dictionary<string, Provider>(StringComparer.Ordinal);
                foreach (var row in rows)
                {
                    var provider = row is { Error: not null, ConnectionId: { } id }
                        ? known.TryGetValue(id, out var seen) ? seen : known[id] = await providers.Of(tx, tenant, id) : Provider.None;
                    shown.Add(Show(row, provider, language, Personal.Masked));
                }

                return page.Cut(shown.ToImmutable(), c => c.Id, c => c);
            }, stop);

    /// <param name="id">sin_…, or the case id as a person types it.</param>
    public Task<AdminResult<Versioned<SignInResource>>> Get(TenantId tenant, string id, Language language, CancellationToken stop) =>
        db.Read<AdminResult<Versioned<SignInResource>>>(
            async tx => await Find(tx, tenant, id) is { } row
                ? new Versioned<SignInResource>(await Whole(tx, tenant, row, language, Personal.Masked))
                : Problem.NotFound, stop);

    /// <summary>With the personal data in it; who saw it, and when, stays in the audit log.</summary>
    public Task<AdminResult<SignInResource>> Reveal(ManagementCaller caller, TenantId tenant, string id, Language language, CancellationToken stop) =>
        db.Try<SignInResource>(
            async tx =>
            {
                if (await Find(tx, tenant, id) is not { } row)
                    return Problem.NotFound;
                await NoteReveal(tx, caller, row, time.GetUtcNow());
                return await Whole(tx, tenant, row, language, Personal.Revealed);
            }, stop);

    internal static Task NoteReveal(Tx tx, ManagementCaller caller, SignInCase row, DateTimeOffset now) => Events.Record(tx, new(
        "sign_in.revealed", row.TenantId, caller.Actor, "sign_in", row.Id,
        new JsonObject { ["case_id"] = row.CaseId, ["user_id"] = row.UserId }, caller.Ip, now));

    /// <summary>Also of one that is disconnected, while its snapshot is kept.</summary>
    public Task<string?> ConnectionName(TenantId tenant, string connection, CancellationToken stop) =>
        db.Read(async tx => (await ConnectionStore.FindSnapshot(tx, tenant, connection))?.Name, stop);

    /// <summary>How often the tenant met this cause in the last 30 days, this time among them.</summary>
    public Task<long> CountOf(TenantId tenant, string error, CancellationToken stop) =>
        db.Read(tx => SignInStore.CountOf(tx, tenant, error, time.GetUtcNow().AddDays(-30)), stop);

    /// <summary>The tenant whose case it is, if the caller may see it: for the link on the person's page, which names no tenant.</summary>
    public Task<Tenant?> TenantOf(ManagementCaller caller, string caseId, CancellationToken stop) => db.Read(
        async tx => Storage.Secrets.CaseId.Read(caseId) is { } id && await SignInStore.FindCaseOfAny(tx, id) is { TenantId: { } tenant }
            && caller.Reaches(tenant) ? await TenantStore.Find(tx, tenant) : null, stop);

    private static Task<SignInCase?> Find(Tx tx, TenantId tenant, string id) =>
        SignInStore.FindCase(tx, tenant, Storage.Secrets.CaseId.Read(id) ?? id);

    internal async Task<SignInResource> Whole(Tx tx, TenantId tenant, SignInCase row, Language language, Func<string, string> shown)
    {
        var provider = row.ConnectionId is { } connection ? await providers.Of(tx, tenant, connection) : Provider.None;
        var resource = Show(row, provider, language, shown);
        var logout = row.SessionId is { } session ? await LogoutStore.OfSession(tx, tenant, session) : null;
        var record = CaseFile.Opened(row, box);
        var claims = record?.Claims ?? UpstreamClaims.Empty;
        return resource with
        {
            LogoutId = logout?.Id,
            Steps = [.. resource.Steps.Select(s => s with { Value = ValueOf(claims, s, shown) }), .. await SignInSequel.Of(tx, row), .. SignInSequel.End(logout)],
            UnusedClaims = [.. claims.All.Select(c => c.Key).Except(resource.Steps.Where(s => s.Target is not null).Select(s => s.Wanted!), StringComparer.Ordinal)],
            Messages = [.. (record?.Messages ?? [])
                .Select(m => new SignInMessage(m.At.UtcDateTime, m.Direction, m.Kind, [.. m.Redacted], shown(m.Decoded)))],
        };
    }

    private static string? ValueOf(UpstreamClaims claims, SignInStep step, Func<string, string> shown) =>
        step is { Target: not null, Wanted: { } claim } && claims.Find(claim) is { Values: { Length: > 0 } values }
            ? string.Join(", ", values.Take(20).Select(v => shown(Personal.Mark(v)))) : null;

    private SignInResource Show(SignInCase row, Provider provider, Language language, Func<string, string> shown)
    {
        return new()
        {
            Id = row.Id,
            CaseId = row.CaseId,
            State = row.State,
            ConnectionId = row.ConnectionId,
            ClientId = row.ClientId,
            UserId = row.UserId,
            SessionId = row.SessionId,
            Test = row.TestId is not null,
            Error = row.Error is { } code ? Error(code, provider, language) : null,
            Steps = [.. (JsonSerializer.Deserialize(row.Steps, CaseJson.Default.ListCaseStep) ?? []).Select(s => new SignInStep(
                s.At.UtcDateTime, s.Name, s.Outcome, Text(s.Detail), s.Spec, Text(s.Wanted), Text(s.Got), s.Target))],
            CreatedAt = row.CreatedAt.UtcDateTime,
            FinishedAt = row.FinishedAt?.UtcDateTime,
            KeptUntil = (row.CreatedAt + settings.CaseRetention).UtcDateTime,
        };

        string? Text(string? text) => text is null ? null : shown(text);
    }

    internal static SignInError Error(string code, Provider provider, Language language)
    {
        if (CauseCatalogue.Of(code, provider.Protocol) is not { } cause)
            return new(code, code, "", "", CauseParty.Operator.Name(), null);
        var text = cause.Text(language);
        return new(code, text.Title, text.Explanation, text.Fix, cause.Who.Name(), ConsolePlaces.Of(cause.Console, provider.Kind, provider.Protocol, language));
    }
}
