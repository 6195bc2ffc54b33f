namespace RunBroker.Bench;

/// <summary>The clients that run side by side: those of people who are signed in, and those of people who come for the first time.</summary>
internal sealed class Crew : IDisposable
{
    private readonly Client[] signedIn;
    private readonly Client[] strangers;

    public Crew(int clients, Func<Client> made)
    {
        signedIn = [.. Enumerable.Range(0, clients).Select(_ => made())];
        strangers = [.. Enumerable.Range(0, clients).Select(_ => made())];
    }

    public int Count => signedIn.Length;

    /// <summary>Gives each of the first a session at the upstream.</summary>
    public void SignIn(Func<int, App> app)
    {
        for (var i = 0; i < signedIn.Length; i++)
        {
            var (ask, code) = signedIn[i].SignIn(app(i), i);
            signedIn[i].Exchange(ask, code);
        }
    }

    public Client Of(Scenario scenario, int client) => scenario.Session is null ? strangers[client] : signedIn[client];

    public Client SignedIn(int client) => signedIn[client];

    public Client Stranger(int client) => strangers[client];

    public void Dispose()
    {
        foreach (var client in (IEnumerable<Client>)[.. signedIn, .. strangers])
            client.Dispose();
    }
}
