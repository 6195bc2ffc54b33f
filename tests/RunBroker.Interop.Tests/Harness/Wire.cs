namespace RunBroker.Interop.Tests.Harness;

/// <summary>Plain sockets to loopback. No redirect is followed, no cookie kept: who does that says so.</summary>
internal static class Wire
{
    /// <summary>Every request on a connection of its own, so that a restarted or alternating server meets each one afresh.</summary>
    public static HttpClient Client()
    {
#pragma warning disable RS0030 // the guarded client belongs to the broker; these tests are the world outside it
        var client = new HttpClient(
            new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero });
#pragma warning restore RS0030
        client.Timeout = TimeSpan.FromSeconds(30);
        return client;
    }
}
