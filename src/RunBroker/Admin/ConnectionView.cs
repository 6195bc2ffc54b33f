using System.Collections.Immutable;
using RunBroker.Admin.Api;
using RunBroker.Upstream.Saml;

namespace RunBroker.Admin;

/// <summary>A connection and what is to be said of it.</summary>
/// <param name="Problems">With one of them it cannot be enabled.</param>
/// <param name="Warnings">What will work less well, or is weaker than it should be.</param>
internal sealed record JudgedConnection(
    ConnectionState State, ImmutableArray<ConnectionProblem> Problems, ImmutableArray<ConnectionProblem> Warnings);

/// <summary>Connections as they are answered.</summary>
internal sealed class ConnectionView(Settings settings, SamlRefresh refresh, TimeProvider time)
{
    /// <summary>Without asking the provider.</summary>
    public JudgedConnection Judge(ConnectionState state)
    {
        if (!state.IsSaml)
            return new(state, OidcCheck.Missing(state.Row), []);
        var (problems, warnings) = SamlCheck.Judge(SamlView.Of(state, refresh.MayUseHttp, time.GetUtcNow()));
        return new(state, problems, warnings);
    }

    public ConnectionResource Show(ConnectionState state) => Show(Judge(state));

    public Versioned<ConnectionResource> Answer(ConnectionState state) => Answer(Judge(state));

    public Versioned<ConnectionResource> Answer(JudgedConnection judged) => new(Show(judged), judged.State.Row.Version);

    private ConnectionResource Show(JudgedConnection judged)
    {
        ImmutableArray<ConnectionProblem> warnings = [.. judged.Problems.Select(p => p with { Blocks = true }), .. judged.Warnings];
        return judged.State.IsSaml
            ? ConnectionResource.ShowSaml(SamlView.Of(judged.State, refresh.MayUseHttp, time.GetUtcNow()), settings, warnings)
            : ConnectionResource.Show(judged.State.Row, judged.State.Hosts, settings, warnings);
    }
}
