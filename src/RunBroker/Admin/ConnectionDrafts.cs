using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using RunBroker.Protocol.Saml.Metadata;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;
using RunBroker.Upstream.Saml;

namespace RunBroker.Admin;

/// <summary>A draft made ready to be written: all that takes time (keys, a fetch) is done before the transaction.</summary>
/// <param name="Keys">To insert with a new connection.</param>
/// <param name="Metadata">To put in the place of what there is; null: that stays.</param>
/// <param name="DropsMetadata">The connection has none any more.</param>
/// <param name="Problems">Why a fetch brought nothing.</param>
internal sealed record ReadyConnection(
    Connection Row, ImmutableArray<SamlKeyRow> Keys, SamlMetadataRow? Metadata, bool DropsMetadata, ImmutableArray<MetadataProblem> Problems)
{
    public async Task Write(Tx tx)
    {
        foreach (var key in Keys)
            await SamlKeyStore.Insert(tx, key);
        if (DropsMetadata)
            await SamlMetadataStore.Delete(tx, Row.TenantId, Row.Id);
        if (Metadata is not null)
            await SamlMetadataStore.Put(tx, Metadata);
        if (Metadata?.Document is not null)
            await ConnectionStore.Refreshed(tx, Row.TenantId, Row.Id, Row.UpdatedAt);
    }
}

/// <summary>Reads what was sent by the rules of the connection's protocol, and makes it ready.</summary>
internal sealed class ConnectionDrafts(ConnectionKeys secrets, SamlKeys keys, SamlRefresh refresh, TimeProvider time)
{
    /// <summary>Shorter than for a scheduled fetch: somebody waits at a form.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    public AdminResult<ConnectionDraft> New(JsonObject sent) =>
        sent["protocol"]?.GetValueKind() == JsonValueKind.String && (string?)sent["protocol"] == ConnectionState.Saml
            ? SamlImport.Convert(sent).Match(s => SamlDraft.From(Draft.New(s), null, refresh.MayUseHttp, time.GetUtcNow()), why => why)
            : OidcDraft.Read(Draft.New(sent), null);

    /// <param name="current">As it is answered.</param>
    public AdminResult<ConnectionDraft> Changed(ConnectionState before, ConnectionResource current, JsonObject patch) =>
        before.IsSaml
            ? SamlImport.Convert(patch).Match(
                p => SamlDraft.From(Draft.Change(current, p), StoredJson.Saml(before.Row.Settings), refresh.MayUseHttp, time.GetUtcNow()),
                why => why)
            : OidcDraft.Read(Draft.Change(current, patch), StoredJson.Oidc(before.Row.Settings));

    /// <param name="before">Null when it is new.</param>
    public async Task<ReadyConnection> Ready(Connection row, ConnectionState? before, ConnectionDraft draft, CancellationToken stop)
    {
        var protocol = draft is SamlDraft ? ConnectionState.Saml : ConnectionState.Oidc;
        row = row with { Name = draft.Name, Protocol = protocol, Settings = draft.SettingsJson };
        return draft switch
        {
            OidcDraft oidc => new(await Seal(row, before, oidc), [], null, false, []),
            SamlDraft saml => await Ready(row, before, saml, stop),
            _ => throw new InvalidOperationException("The set of protocols is closed."),
        };
    }

    private Task<Connection> Seal(Connection row, ConnectionState? before, OidcDraft draft) =>
        OwnThread.Run(() => secrets.Seal(row, draft, before is null ? null : StoredJson.Oidc(before.Row.Settings).IdTokenEncryptedResponseAlg));

    private async Task<ReadyConnection> Ready(Connection row, ConnectionState? before, SamlDraft draft, CancellationToken stop)
    {
        var ready = new ReadyConnection(row, before is null ? await OwnThread.Run(() => keys.First(row.TenantId, row.Id)) : [], null, false, []);
        var (old, now) = (before is null ? new SamlSettings() : StoredJson.Saml(before.Row.Settings), draft.Settings);
        if (draft.Upload is { } upload)
            return ready with { Metadata = SamlRefresh.Uploaded(row.TenantId, row.Id, upload, draft.Read!, time.GetUtcNow()) };
        if (now is { MetadataUrl: null, MetadataUploaded: false })
            return ready with { DropsMetadata = before?.Metadata is not null };
        // What decides how the document is read has changed: what was fetched, and what waits, is judged anew.
        var asBefore = old.MetadataUrl == now.MetadataUrl && old.IdpEntityId == now.IdpEntityId
            && old.MetadataCertificates.SequenceEqual(now.MetadataCertificates);
        if (now.MetadataUrl is null || (asBefore && before?.Metadata?.Document is not null))
            return ready;
        var fetched = await refresh.First(row.TenantId, row.Id, now, Patience, stop);
        return ready with { Metadata = fetched.Row, Problems = fetched.Problems };
    }
}
