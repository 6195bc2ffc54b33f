using RunBroker.Storage.Model;
using RunBroker.TestSignIns;
using RunBroker.Upstream;

namespace RunBroker.SignIns;

/// <summary>The one place where a sign-in that came back from its upstream parts from a test of one.</summary>
internal sealed class LastStep(FinishSignIn finish, DryRun dryRun)
{
    /// <param name="uses">Null: its row was taken before.</param>
    /// <returns>Null: what it uses up was taken before.</returns>
    public async Task<IResult?> With(HttpContext http, SignIn signIn, Connection connection, UpstreamLogin login, UsedUp? uses = null) =>
        signIn.TestId is null ? await finish.With(http, signIn, connection, login, uses) : await dryRun.With(http, signIn, connection, login);
}
