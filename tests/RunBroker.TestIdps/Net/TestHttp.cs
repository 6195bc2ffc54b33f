namespace RunBroker.TestIdps;

/// <summary>Makes the clients of the test side. They talk to loopback only and must not follow, decode or remember anything by themselves.</summary>
internal static class TestHttp
{
    public static HttpClient Client(HttpMessageHandler? handler = null) =>
#pragma warning disable RS0030 // Outbound belongs to the product; the test side must not share its behaviour
        new(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
#pragma warning restore RS0030
}
