using RunBroker.Authorize;
using RunBroker.Http;
using RunBroker.Pages;
using RunBroker.Storage.Model;
using RunBroker.Upstream.Oidc;
using RunBroker.Upstream.Saml;

namespace RunBroker.SignIns;

/// <summary>Sends the browser to the chosen connection's upstream.</summary>
internal sealed class GoUpstream(Hosts hosts, StartOidc startOidc, StartSaml startSaml, PendingSignIns pendings, Refusal refusal)
{
    public async Task<IResult> By(HttpContext http, SignIn signIn, Connection connection, CancellationToken stop)
    {
        signIn.Case.Passed("connection", signIn.TestId is not null ? $"{connection.Name} ({connection.Id}): a test sign-in"
            : signIn.ConnectionId == connection.Id
            ? $"{connection.Name} ({connection.Id}): named by the app, or chosen by the person"
            : $"{connection.Name} ({connection.Id}): the tenant's one enabled connection");
        // The provider's documents may have to be fetched.
        Admission.Leave(http);
        var secret = PendingSignIns.SecretOf(http, signIn);
        var state = Handle.For(signIn.Case.Id);
        var host = await hosts.CallbackHost(http, connection.TenantId, stop);
        var start = connection.Protocol == "saml"
            ? await startSaml.Begin(signIn, connection, state.ToString(), host, !Cookies.HoldsSession(http), stop)
            : await startOidc.Begin(signIn, connection, state.ToString(), secret, host, stop);
        if (start.Way is null)
            return await refusal.TellPerson(http, signIn, start.Fault!, connection);
        await pendings.Save(http, signIn, secret, row => row with
        {
            TenantId = connection.TenantId,
            ConnectionId = connection.Id,
            StateHash = state.Hash(),
            Upstream = start.Asked,
        }, stop);
        return start.Way.Match(
            redirect => signIn.AfterForm ? PersonPages.Onward(AskPerson.Frame(http, signIn), new OnwardModel { Url = redirect.Url }) : new SeeOther(redirect.Url),
            post => PersonPages.OnwardPost(AskPerson.Frame(http, signIn), post.Action, post.Fields));
    }
}
