using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Operations;
using RunBroker.Protocol.Saml.Metadata;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;
using RunBroker.Webhooks;

namespace RunBroker.Upstream.Saml;

/// <param name="Row">As it is stored now; null when there is nothing to fetch.</param>
/// <param name="Problems">Why the fetch brought nothing.</param>
internal sealed record Refreshed(SamlMetadataRow? Row, ImmutableArray<MetadataProblem> Problems);

/// <summary>Fetches a connection's metadata and stores what it came to: by schedule, for an unknown key, or because an admin asked.</summary>
internal sealed partial class SamlRefresh(Db db, MetadataClient client, TimeProvider time, ILogger<SamlRefresh> log)
{
    private readonly Turns turns = new(Limits.MetadataApart, Limits.MetadataTurn);

    public bool MayUseHttp(Uri url) => client.MayUseHttp(url);

    /// <summary>As <see cref="Run"/>, for whom a moment does not matter: people who sign in are not to wait for what is read of a thousand.</summary>
    public async Task<Refreshed> InTurn(Connection row, string actor, TimeSpan? patience, CancellationToken stop)
    {
        await turns.Next(stop);
        // Settings that were changed meanwhile are what the document is held to.
        return await db.Read(tx => ConnectionStore.Find(tx, row.TenantId, row.Id), stop) is { } now ? await Run(now, actor, patience, stop) : new(null, []);
    }

    /// <summary>Of a connection that is saved.</summary>
    /// <param name="actor">Who is behind it, for the audit log.</param>
    public async Task<Refreshed> Run(Connection row, string actor, TimeSpan? patience, CancellationToken stop)
    {
        if (await db.Read(tx => SamlMetadataStore.Find(tx, row.TenantId, row.Id), stop) is not { Address: not null } stored)
            return new(null, []);
        var settings = StoredJson.Saml(row.Settings);
        var answer = await client.Get(stored, settings, patience, stop);
        var now = time.GetUtcNow();
        var step = MetadataStep.Decide(stored, Known(stored, settings), answer, now);
        var problems = answer is MetadataAnswer.Failed failed ? failed.Problems : [];
        if (problems is [var why, ..])
            LogFailed(row.Id, row.TenantId, why.Code, step.Row.Failures);
        // Past the point of no return: what the provider said counts, even if nobody waits for it any more.
        await db.Write(tx => Store(tx, row, step, actor, now), CancellationToken.None);
        return new(step.Row, problems);
    }

    /// <summary>Before a connection is saved with this address, so that a change of address leaves no moment without keys.</summary>
    public async Task<Refreshed> First(TenantId tenant, string connection, SamlSettings settings, TimeSpan patience, CancellationToken stop)
    {
        var row = Blank(tenant, connection) with { Source = SamlMetadataRow.Url, Address = settings.MetadataUrl };
        var answer = await client.Get(row, settings, patience, stop);
        var step = MetadataStep.Decide(row, null, answer, time.GetUtcNow());
        return new(step.Row, answer is MetadataAnswer.Failed failed ? failed.Problems : []);
    }

    public static SamlMetadataRow Uploaded(TenantId tenant, string connection, byte[] document, IdpMetadata read, DateTimeOffset now) =>
        MetadataStep.Taken(Blank(tenant, connection) with { FetchedAt = now }, document, read);

    private static SamlMetadataRow Blank(TenantId tenant, string connection) =>
        new() { TenantId = tenant, ConnectionId = connection, Source = SamlMetadataRow.Upload, Version = 1 };

    /// <summary>Judged as of when it was taken: metadata whose time has run out still says what must not change unseen.</summary>
    private IdpMetadata? Known(SamlMetadataRow stored, SamlSettings settings) =>
        stored is { Document: { } document, FetchedAt: { } at } ? SamlFacts.Read(document, settings, MayUseHttp, BeforeEnd(stored, at)).Idp : null;

    private static DateTimeOffset BeforeEnd(SamlMetadataRow stored, DateTimeOffset at) =>
        stored.ValidUntil is { } end && end <= at ? end.AddTicks(-1) : at;

    private static async Task Store(Tx tx, Connection row, MetadataStep step, string actor, DateTimeOffset now)
    {
        var written = step.WritesDocuments ? await SamlMetadataStore.Update(tx, step.Row) : await SamlMetadataStore.Note(tx, step.Row);
        // An admin has replaced address or document meanwhile, or another node was first: this answer is to yesterday's question.
        if (!written)
            return;
        if (step.TrustChanged)
            await ConnectionStore.TrustChanged(tx, row.TenantId, row.Id);
        if (step.Row.Failures == 0)
            await ConnectionStore.Refreshed(tx, row.TenantId, row.Id, now);
        if (step.News is { } news)
            await Events.Record(tx, Told(row, news, actor, now));
    }

    private static NewEvent Told(Connection row, MetadataNews news, string actor, DateTimeOffset now)
    {
        var data = new JsonObject { ["id"] = row.Id, ["name"] = row.Name, ["protocol"] = row.Protocol, ["enabled"] = row.Enabled };
        var type = news switch
        {
            MetadataNews.Changed changed => Add(WebhookEvents.ConnectionUpdated, "metadata_changes", Texts(changed.Differences)),
            MetadataNews.Waits waits => Add(WebhookEvents.ConnectionMetadataPending, "reasons", Texts(waits.Doubts)),
            MetadataNews.Fails fails => Add(WebhookEvents.ConnectionMetadataFailing, "problem",
                new JsonObject { ["code"] = fails.Problem.Code, ["wanted"] = fails.Problem.Wanted, ["got"] = fails.Problem.Got }),
            _ => throw new InvalidOperationException("The set of news is closed."),
        };
        return new(type, row.TenantId, actor, "connection", row.Id, data, null, now);

        string Add(string name, string member, JsonNode what)
        {
            data[member] = what;
            return name;
        }

        JsonArray Texts(ImmutableArray<string> says) => [.. says.Select(s => JsonValue.Create(s))];
    }

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "metadata_fetch_failed connection={Connection} tenant={Tenant} code={Code} in_a_row={InARow}")]
    private partial void LogFailed(string connection, TenantId tenant, string code, int inARow);
}
