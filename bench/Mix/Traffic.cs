using System.Collections.Concurrent;

namespace RunBroker.Bench;

/// <summary>
/// What a broker is asked on an ordinary day. Each client has a member, who stays signed in, goes from app to app and has tokens renewed;
/// besides them, guests come by their provider, and half of them sign out again.
/// </summary>
internal sealed class Traffic : IDisposable
{
    // Of a hundred; what is left signs out.
    private const int Silent = 70;
    private const int Refresh = 15;
    private const int Brokered = 10;

    /// <summary>Shares no factor with a hundred, so that each kind is spread over all numbers.</summary>
    private const int Stride = 37;

    private static readonly App MembersApp = Site.AppOf(UpstreamKind.Oidc, "ES256");

    private readonly Member[] members;
    private readonly ConcurrentQueue<Guest> away = new();
    private readonly ConcurrentQueue<Guest> here = new();

    public Traffic(Bed bed, int clients)
    {
        members = [.. New(clients).Select(static (client, i) => new Member(client, i))];
        // No client ever waits for one: it needs one at a time.
        foreach (var client in New(4 * clients))
            away.Enqueue(new(client));
        for (var i = 0; i < 2 * clients; i++)
            Come(i);

        IEnumerable<Client> New(int count) => Enumerable.Range(0, count).Select(_ => bed.NewClient());
    }

    public void Do(int client, int number)
    {
        var turn = number % 100 * Stride % 100;
        if (turn < Silent)
            members[client].Silent();
        else if (turn < Silent + Refresh)
            members[client].Renew();
        else if (turn < Silent + Refresh + Brokered)
            Come(number);
        else
            Go(number);
    }

    public void Dispose()
    {
        foreach (var client in (IEnumerable<Client>)[.. members.Select(static m => m.Client), .. away.Concat(here).Select(static g => g.Client)])
            client.Dispose();
    }

    /// <summary>Who has been away; when nobody is, who came first, without having signed out.</summary>
    private void Come(int number)
    {
        if (!away.TryDequeue(out var guest) && !here.TryDequeue(out guest))
            throw new InvalidOperationException("there are more guests than clients");
        guest.SignIn(Site.AppOf(number % 2 == 0 ? UpstreamKind.Saml : UpstreamKind.Oidc, "ES256"), number);
        here.Enqueue(guest);
    }

    private void Go(int number)
    {
        // Others have just been faster: then somebody comes first.
        if (here.IsEmpty)
            Come(number);
        if (!here.TryDequeue(out var guest))
            return;
        guest.SignOut();
        away.Enqueue(guest);
    }

    private sealed class Member
    {
        private Ask ask;
        private TokenAnswer tokens;

        public Member(Client client, int number)
        {
            Client = client;
            var (asked, code) = client.SignIn(MembersApp, number);
            (ask, tokens) = (asked, client.Exchange(asked, code));
        }

        public Client Client { get; }

        public void Silent()
        {
            var (asked, code) = Client.Authorize(MembersApp);
            (ask, tokens) = (asked, Client.Exchange(asked, code));
        }

        public void Renew() => tokens = Client.Refresh(ask, tokens);
    }

    private sealed class Guest(Client client)
    {
        private string? idToken;

        public Client Client => client;

        public void SignIn(App app, int number) => idToken = client.Finish(client.SignIn(app, number)).IdToken;

        public void SignOut() => client.SignOut(client.Home!, idToken!);
    }
}
