using RunBroker.Cases;
using RunBroker.Http;
using RunBroker.Pages.Words;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Admin;

/// <summary>
/// Test sign-ins of a connection, before anyone depends on it: a link that begins one in any browser, and what came of each.
/// </summary>
internal sealed class ConnectionTest(Db db, TestReports reports, Settings settings, TimeProvider time)
{
    /// <param name="returnTo">
    /// A path of ours for the button below the result, in which <c>{test}</c> is the test's id; anything else is left out.
    /// </param>
    public Task<AdminResult<ConnectionTestResource>> Start(
        ManagementCaller caller, Tenant tenant, string connection, string? returnTo, CancellationToken stop) =>
        Start(caller, tenant, connection, returnTo, draft: false, stop);

    /// <param name="draft">The draft's settings are tested, in place of those that are live.</param>
    public Task<AdminResult<ConnectionTestResource>> Start(
        ManagementCaller caller, Tenant tenant, string connection, string? returnTo, bool draft, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var link = Handle.New("tst_", now);
        return db.Try<ConnectionTestResource>(
            async tx =>
            {
                if (await ConnectionStore.Find(tx, tenant.Id, connection) is not { } row)
                    return Problem.NotFound;
                if (!Plans.AllowSso(tenant))
                    return Problem.Plan;
                if (row.ArchivedAt is not null)
                    return Problem.Conflict("archived", "The connection is archived: restore it first.");
                var version = draft ? await ConnectionVersionStore.InState(tx, tenant.Id, connection, ConnectionVersionRow.Draft) : null;
                if (draft && version is null)
                    return Problem.Conflict("no_draft", "The connection has no draft.");
                var test = new ConnectionTestRow
                {
                    Id = link.Id,
                    SecretHash = link.Hash(),
                    TenantId = tenant.Id,
                    ConnectionId = row.Id,
                    Draft = version?.Number,
                    Actor = caller.Actor,
                    ReturnTo = OurPath(returnTo)?.Replace("{test}", link.Id, StringComparison.Ordinal),
                    State = ConnectionTestRow.Waiting,
                    CreatedAt = now,
                    ExpiresAt = now + Limits.TestLink,
                };
                await ConnectionTestStore.Insert(tx, test);
                return TestReports.Brief(test, row, now) with { Url = settings.Url(Routes.OpenTest(link.ToString())) };
            }, stop);
    }

    public Task<AdminResult<ConnectionTestResource>> Get(
        TenantId tenant, string connection, string id, Language language, CancellationToken stop) =>
        db.Read<AdminResult<ConnectionTestResource>>(
            async tx => await ConnectionStore.Find(tx, tenant, connection) is { } row
                && await ConnectionTestStore.Find(tx, tenant, connection, id) is { } test
                ? await reports.Whole(tx, test, row, language, Personal.Masked) : Problem.NotFound, stop);

    /// <summary>With the tester's personal data in it; who saw it, and when, stays in the audit log.</summary>
    public Task<AdminResult<ConnectionTestResource>> Reveal(
        ManagementCaller caller, TenantId tenant, string connection, string id, Language language, CancellationToken stop) =>
        db.Try<ConnectionTestResource>(
            async tx =>
            {
                if (await ConnectionStore.Find(tx, tenant, connection) is not { } row
                    || await ConnectionTestStore.Find(tx, tenant, connection, id) is not { } test)
                    return Problem.NotFound;
                if (test.SignInId is { } signIn && await SignInStore.FindCase(tx, tenant, signIn) is { } file)
                    await SignInAdmin.NoteReveal(tx, caller, file, time.GetUtcNow());
                return await reports.Whole(tx, test, row, language, Personal.Revealed);
            }, stop);

    /// <summary>Newest first, without their reports.</summary>
    public Task<AdminResult<Page<ConnectionTestResource>>> List(TenantId tenant, string connection, PageAsk page, CancellationToken stop) =>
        db.Read<AdminResult<Page<ConnectionTestResource>>>(
            async tx =>
            {
                if (await ConnectionStore.Find(tx, tenant, connection) is not { } row)
                    return Problem.NotFound;
                var tests = await ConnectionTestStore.Of(tx, tenant, connection, page.After, page.Take);
                return page.Cut(tests, t => t.Id, t => TestReports.Brief(t, row, time.GetUtcNow()));
            }, stop);

    /// <summary>For the browser that made the test, whoever sits before it: its own data, unmasked.</summary>
    /// <param name="opened">What its cookie holds.</param>
    public Task<(ConnectionTestResource Test, Tenant Tenant, Connection Connection)?> ForTester(Handle? opened, Language language, CancellationToken stop) =>
        db.Read<(ConnectionTestResource, Tenant, Connection)?>(
            async tx => opened is not null && await ConnectionTestStore.FindByUrl(tx, opened.Id) is { } test && opened.Matches(test.BrowserHash)
                && await TenantStore.Find(tx, test.TenantId) is { } tenant && await ConnectionStore.Find(tx, tenant.Id, test.ConnectionId) is { } row
                ? (await reports.Whole(tx, test, row, language, Personal.Revealed), tenant, row) : null, stop);

    /// <summary>A place of ours: whoever makes a link does not choose another site for whoever opens it.</summary>
    public static string? OurPath(string? to) =>
        to is ['/', not '/', ..] and { Length: < 1000 } && !to.Any(c => char.IsControl(c) || c == '\\') && !to.Contains("//", StringComparison.Ordinal)
            ? to : null;
}
