using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RunBroker.Http.Outbound;

/// <summary>The one socket handler of the broker, with everything off that acts by itself (O-160, O-162, O-163).</summary>
internal static class GuardedHandler
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    public static SocketsHttpHandler Create(OutboundRules rules, OutboundNetwork network) => new()
    {
        // A proxy from the environment would resolve and connect in our place, past every check.
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        // A gzip bomb is a few kilobytes on the wire: nothing is asked for, and what comes encoded is refused.
        AutomaticDecompression = DecompressionMethods.None,
        PreAuthenticate = false,
        // No trace ids of ours to strangers.
        ActivityHeadersPropagator = null,
        MaxResponseHeadersLength = 32,
        MaxResponseDrainSize = 0,
        // Long enough to reuse TLS sessions in a busy hour, short enough to follow a name that moves.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        ConnectTimeout = TimeSpan.FromSeconds(10),
        // No MaxConnectionsPerServer: the pool is shared by all tenants of a host, so its limit would let one starve the others.
        // HostGate counts per tenant instead.
        SslOptions = new()
        {
            CertificateChainPolicy = new X509ChainPolicy
            {
                // Fetching intermediates or revocation lists from URLs that a stranger's certificate names would be a request
                // past this class, to any address.
                DisableCertificateDownloads = true,
                RevocationMode = X509RevocationMode.NoCheck,
                ApplicationPolicy = { new Oid(ServerAuthentication) },
            },
        },
        ConnectCallback = (context, stop) => network.Open(
            context.DnsEndPoint, context.InitialRequestMessage.RequestUri?.Scheme == Uri.UriSchemeHttp, rules, stop),
    };
}
