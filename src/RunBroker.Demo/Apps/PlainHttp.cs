namespace RunBroker.Demo.Apps;

/// <summary>The HTTP client of the demo's own programs, which are other parties than the broker: nothing is followed, decoded or remembered.</summary>
internal static class PlainHttp
{
#pragma warning disable RS0030, CA2000 // Outbound is the broker's; the client disposes its handler
    public static HttpClient Client() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
#pragma warning restore RS0030, CA2000
}
