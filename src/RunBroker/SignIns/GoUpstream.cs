using RunBroker.Authorize;
using RunBroker.Http;
using RunBroker.Pages;
using RunBroker.Storage.Model;
using RunBroker.Upstream.Oidc;

namespace RunBroker.SignIns;

/// <summary>Sends the browser to the chosen connection's upstream.</summary>
internal sealed class GoUpstream(Hosts hosts, StartOidc startOidc, PendingSignIns pendings, Refusal refusal)
{
    public async Task<IResult> By(HttpContext http, SignIn signIn, Connection connection, CancellationToken stop)
    {
        var secret = PendingSignIns.SecretOf(http, signIn);
        var state = Handle.For(signIn.Case.Id);
        var host = await hosts.CallbackHost(http, connection.TenantId, stop);
        var (url, asked, fault) = await startOidc.Begin(signIn, connection, state.ToString(), secret, host, stop);
        if (url is null)
            return await refusal.TellPerson(http, signIn, fault!, connection);
        await pendings.Save(http, signIn, secret, row => row with
        {
            TenantId = connection.TenantId,
            ConnectionId = connection.Id,
            StateHash = state.Hash(),
            Upstream = StartOidc.Write(asked!),
        }, stop);
        return signIn.AfterForm ? PersonPages.Onward(AskPerson.Frame(http, signIn), new OnwardModel { Url = url }) : new SeeOther(url);
    }
}
