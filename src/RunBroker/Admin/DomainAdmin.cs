using System.Data.Common;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using RunBroker.Admin.Api;
using RunBroker.Http.Dns;
using RunBroker.Operations;
using RunBroker.Storage;
using RunBroker.Storage.Secrets;
using Row = RunBroker.Storage.Model.Domain;

namespace RunBroker.Admin;

internal sealed record DomainResource
{
    public string Domain { get; init; } = "";
    /// <summary>Set by verify, or by an operator.</summary>
    public bool Verified { get; init; }
    [Answered]
    public string DnsTxtName { get; init; } = "";
    [Answered]
    public string DnsTxtValue { get; init; } = "";
    [Answered]
    public DateTime CreatedAt { get; init; }
    [Answered]
    public DateTime? VerifiedAt { get; init; }
}

/// <summary>E-mail domains of a tenant. One is verified for one tenant at most: by a DNS record, or by an operator's word.</summary>
internal sealed partial class DomainAdmin(Db db, DnsTxt dns, TimeProvider time)
{
    private const string Label = "_runbroker.";
    private const string ValuePrefix = "runbroker-domain=";

    public Task<Page<DomainResource>> List(TenantId tenant, PageAsk page, CancellationToken stop) =>
        db.Read(async tx => page.Cut(await DomainStore.Page(tx, tenant, page.AfterOrStart, page.Take), d => d.Name, Show), stop);

    public Task<AdminResult<Versioned<DomainResource>>> Get(TenantId tenant, string name, CancellationToken stop) =>
        db.Read<AdminResult<Versioned<DomainResource>>>(
            async tx => await DomainStore.Find(tx, tenant, name) is { } row ? Answer(row) : Problem.NotFound, stop);

    public Task<AdminResult<Versioned<DomainResource>>> Create(ManagementCaller caller, TenantId tenant, JsonObject sent,
        CancellationToken stop) =>
        Create(caller, tenant, sent, (_, _) => Task.FromResult(true), stop);

    /// <param name="also">Written with it, or neither: by its name. False takes it back.</param>
    public Task<AdminResult<Versioned<DomainResource>>> Create(
        ManagementCaller caller, TenantId tenant, JsonObject sent, Func<Tx, string, Task<bool>> also, CancellationToken stop) =>
        Settle(
            async tx =>
            {
                var draft = Draft.New(sent);
                draft.ReadOnly("dns_txt_name", "dns_txt_value", "created_at", "verified_at");
                var name = draft.Reader.RequiredText("domain", 253) is { } typed ? Normal(typed) : null;
                if (name is null)
                    draft.Errors.Add("domain", "must be a domain such as acme.example");
                var verified = draft.Reader.Flag("verified") ?? false;
                if (draft.Fault() is { } fault)
                    return fault;
                if (verified && !caller.IsOperator)
                    return Problem.OperatorOnly("verified");
                var now = time.GetUtcNow();
                var row = new Row
                {
                    TenantId = tenant,
                    Name = name!,
                    DnsTxt = ValuePrefix + RandomToken.Create("", 16),
                    Version = 1,
                    CreatedAt = now
                };
                if (!await DomainStore.Insert(tx, row))
                    return Problem.Duplicate("The tenant has this domain already.");
                await Events.Record(tx, Told(caller, row, "domain.created", now));
                if (!await also(tx, row.Name))
                    return Problem.Stale;
                return verified ? await Verify(tx, caller, row, now) : Answer(row);
            }, stop);

    /// <summary>An operator's word, either way.</summary>
    public Task<AdminResult<Versioned<DomainResource>>> Change(
        ManagementCaller caller, TenantId tenant, string name, JsonObject patch, string? ifMatch, CancellationToken stop) =>
        Settle(
            async tx =>
            {
                if (await DomainStore.Find(tx, tenant, name) is not { } row)
                    return Problem.NotFound;
                if (!ApiAnswer.Matches(ifMatch, Answer(row)))
                    return Problem.Stale;
                var draft = Draft.Change(Show(row), patch);
                draft.ReadOnly("domain", "dns_txt_name", "dns_txt_value", "created_at", "verified_at");
                var verified = draft.Reader.Flag("verified") ?? false;
                if (draft.Fault() is { } fault)
                    return fault;
                if (verified == row.Verified)
                    return Answer(row);
                if (!caller.IsOperator)
                    return Problem.OperatorOnly("verified");
                if (verified)
                    return await Verify(tx, caller, row, time.GetUtcNow());
                await DomainStore.SetVerified(tx, tenant, name, false, time.GetUtcNow());
                await Events.Record(tx, Told(caller, row, "domain.unverified", time.GetUtcNow()));
                return Answer((await DomainStore.Find(tx, tenant, name))!);
            }, stop);

    /// <summary>Looks for our value among the TXT records.</summary>
    public async Task<AdminResult<Versioned<DomainResource>>> Verify(ManagementCaller caller, TenantId tenant, string name,
        CancellationToken stop)
    {
        if (await db.Read(tx => DomainStore.Find(tx, tenant, name), stop) is not { } row)
            return Problem.NotFound;
        var found = await dns.Find(Label + name, stop);
        var fault = found.Match(
            found: f => f.Texts.Contains(row.DnsTxt, StringComparer.Ordinal) ? null : "there are TXT records, but none with this value",
            notFound: _ => "no TXT record",
            failed: f => f.Reason.ToString());
        if (fault is not null)
        {
            return new Problem(422, "domain_not_proven", "The DNS record was not found", "DNS changes can take an hour to be seen.")
            {
                Errors = [new("domain", "publish the TXT record and try again")],
                Problems = [new("dns_txt_value", "NotFound", $"TXT {Label}{name} = {row.DnsTxt}", fault,
                    "Publish the TXT record at the domain's DNS provider.")],
            };
        }

        return await Settle(
            async tx => await DomainStore.Find(tx, tenant, name) is { } now ? await Verify(tx, caller, now, time.GetUtcNow())
                : Problem.NotFound, stop);
    }

    public Task<AdminResult<bool>> Delete(ManagementCaller caller, TenantId tenant, string name, string? ifMatch, CancellationToken stop) =>
        db.Try<bool>(
            async tx =>
            {
                if (await DomainStore.Find(tx, tenant, name) is not { } row)
                    return Problem.NotFound;
                if (!ApiAnswer.Matches(ifMatch, Answer(row)))
                    return Problem.Stale;
                await DomainStore.Delete(tx, tenant, name);
                await Events.Record(tx, Told(caller, row, "domain.deleted", time.GetUtcNow()));
                return true;
            }, stop);

    /// <summary>Lower case, IDNA A-labels; null when it is no domain.</summary>
    private static string? Normal(string typed)
    {
        try
        {
            var name = new IdnMapping { UseStd3AsciiRules = true }.GetAscii(typed.Trim().TrimEnd('.').ToLowerInvariant());
            return Shape().IsMatch(name) ? name : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static async Task<AdminResult<Versioned<DomainResource>>> Verify(Tx tx, ManagementCaller caller, Row row, DateTimeOffset now)
    {
        if (!await DomainStore.SetVerified(tx, row.TenantId, row.Name, true, now))
            return Taken;
        await Events.Record(tx, Told(caller, row, "domain.verified", now));
        return Answer((await DomainStore.Find(tx, row.TenantId, row.Name))!);
    }

    // Of two tenants that prove one domain at once, the unique index refuses the second.
    private async Task<AdminResult<Versioned<DomainResource>>> Settle(Func<Tx, Task<AdminResult<Versioned<DomainResource>>>> write,
        CancellationToken stop)
    {
        try
        {
            return await db.Try(write, stop);
        }
        catch (DbException e) when (e.SqlState == "23505")
        {
            return Taken;
        }
    }

    private static Problem Taken { get; } = Problem.Duplicate("The domain is verified for another tenant.");

    private static NewEvent Told(ManagementCaller caller, Row row, string type, DateTimeOffset now) =>
        caller.Did(type, row.TenantId, "domain", row.Name, now, new() { ["domain"] = row.Name });

    private static Versioned<DomainResource> Answer(Row row) => new(Show(row), row.Version);

    private static DomainResource Show(Row row) => new()
    {
        Domain = row.Name,
        Verified = row.Verified,
        DnsTxtName = Label + row.Name,
        DnsTxtValue = row.DnsTxt,
        CreatedAt = row.CreatedAt.UtcDateTime,
        VerifiedAt = row.VerifiedAt?.UtcDateTime,
    };

    [GeneratedRegex(@"\A(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])\z")]
    private static partial Regex Shape();
}
