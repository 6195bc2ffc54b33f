using RunBroker.Storage.Model;
using RunBroker.TestSignIns;
using RunBroker.Upstream;

namespace RunBroker.SignIns;

/// <summary>The one place where a sign-in that came back from its upstream parts from a test of one.</summary>
internal sealed class LastStep(FinishSignIn finish, DryRun dryRun)
{
    public Task<IResult> With(HttpContext http, SignIn signIn, Connection connection, UpstreamLogin login) =>
        signIn.TestId is null ? finish.With(http, signIn, connection, login) : dryRun.With(http, signIn, connection, login);
}
