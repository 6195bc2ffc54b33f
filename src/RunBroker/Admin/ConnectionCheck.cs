using System.Collections.Immutable;
using RunBroker.Protocol.Saml.Metadata;
using RunBroker.Storage;
using RunBroker.Tenancy;
using RunBroker.Upstream.Oidc;
using RunBroker.Upstream.Saml;

namespace RunBroker.Admin;

/// <summary>What stands between a connection and its first sign-in.</summary>
internal sealed class ConnectionCheck(OidcCheck oidc, OidcClient client, SamlRefresh refresh, Db db, ConnectionView view)
{
    /// <summary>Asks the provider now, and judges all that is known.</summary>
    /// <param name="actor">Who is behind it, for the audit log: what a fetch brings may be taken over.</param>
    public async Task<JudgedConnection> All(ConnectionState state, string actor, CancellationToken stop)
    {
        if (!state.IsSaml)
        {
            var (problems, warnings) = await oidc.All(state.Row, stop);
            await client.Renew(state.Row, stop);
            return new(state, problems, warnings);
        }

        var fetched = await refresh.InTurn(state.Row, actor, ConnectionDrafts.Patience, stop);
        var now = await db.Read(tx => ConnectionState.Find(tx, state.Row.TenantId, state.Row.Id), stop);
        return With(view.Judge(now ?? state), fetched.Problems);
    }

    /// <summary>What has just been saved; <paramref name="problems"/> is what its fetch came to.</summary>
    public async Task<JudgedConnection> Saved(ConnectionState state, ImmutableArray<MetadataProblem> problems, CancellationToken stop)
    {
        if (state.IsSaml)
            return With(view.Judge(state), problems);
        var (wrong, warnings) = await oidc.All(state.Row, stop);
        return new(state, wrong, warnings);
    }

    /// <summary>What would keep people from signing in through a connection that is in use and works now. Empty: nothing new.</summary>
    public async Task<ImmutableArray<ConnectionProblem>> WouldBreak(ConnectionState before, ReadyConnection ready, CancellationToken stop)
    {
        if (!before.Row.Enabled)
            return [];
        if (before.IsSaml)
        {
            var after = before with { Row = ready.Row, Metadata = ready.DropsMetadata ? null : ready.Metadata ?? before.Metadata };
            return view.Judge(before).Problems.IsEmpty ? With(view.Judge(after), ready.Problems).Problems : [];
        }

        // Only another provider is asked: one that is away for a moment must not keep an admin from changing a role rule.
        return StoredJson.Oidc(before.Row.Settings).IssuerUrl == StoredJson.Oidc(ready.Row.Settings).IssuerUrl
            ? OidcCheck.Missing(before.Row).IsEmpty ? OidcCheck.Missing(ready.Row) : []
            : (await oidc.All(ready.Row, stop)).Problems;
    }

    // What this fetch says is said once, and better than what is noted of it.
    private static JudgedConnection With(JudgedConnection judged, ImmutableArray<MetadataProblem> fetch) => fetch.IsEmpty ? judged : judged with
    {
        Problems = [.. fetch.Select(SamlCheck.Of), .. judged.Problems.Where(p => p.Code != SamlCheck.NotFetchedYet)],
        Warnings = judged.Warnings.RemoveAll(w => w.Code == SamlCheck.RefreshFailed),
    };
}
