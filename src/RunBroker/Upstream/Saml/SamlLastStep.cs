using RunBroker.Authorize;
using RunBroker.Http;
using RunBroker.Protocol.Saml;
using RunBroker.SignIns;
using RunBroker.Storage.Model;

namespace RunBroker.Upstream.Saml;

/// <summary>
/// What follows a checked answer. It came by a POST from another site, to which browsers keep SameSite=Lax cookies back: the sessions that this
/// browser holds are not known here. A browser that holds none has its session now; any other is asked once more (<see cref="HandOver"/>).
/// </summary>
internal sealed class SamlLastStep(HandOver handOver, LastStep last, Refusal refusal)
{
    /// <returns>Null: another answer was taken meanwhile.</returns>
    public async Task<IResult?> With(
        HttpContext http, SignIn signIn, StoredSignIn found, Connection row, SamlLogin login, SamlUpstream upstream, PendingSaml asked)
    {
        var pending = signIn.Pending!;
        if (signIn.TestId is null && asked.Alone && !found.SignedOut && !Cookies.HoldsSession(http))
        {
            var person = SamlPerson.Of(login, upstream.SpEntityId, asked.RequestedAt);
            var page = await last.With(http, signIn, row, FinishSamlEndpoint.Login(person, row, upstream.Settings), new UsedUp(pending) { Answer = Replays.Of(row.Id, login) });
            if (page is not null)
                Cookies.DeleteSignIn(http, pending.Id);
            return page;
        }

        switch (await handOver.Park(signIn, row, login, upstream, asked))
        {
            case Parked.Done:
                return new SeeOther(Routes.SignInFinish(pending.Id));
            case Parked.TakenBefore:
                return null;
            default:
                Cookies.DeleteSignIn(http, pending.Id);
                return await refusal.TellPerson(http, signIn, Replays.Of(row.Id, login).Before, row);
        }
    }
}
