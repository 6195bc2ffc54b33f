using System.Net;
using System.Net.Sockets;

namespace RunBroker.Demo;

/// <summary>
/// Where everything is, as <c>http://localhost:port</c>: the one spelling of the host everywhere, since an issuer and a redirect URI
/// are compared letter by letter.
/// </summary>
internal sealed record Places(string Guide, string Broker, string FieldService, string Reports, string FleetMap, string AcmeIdp, string GlobexIdp,
    string InitechIdp, string ServiceDesk)
{
    public const int Count = 9;

    /// <summary>Ports in a row from the first; one that is taken is replaced by any free one.</summary>
    public static Places From(int portBase)
    {
        var at = Enumerable.Range(portBase, Count).Select(wanted => $"http://localhost:{(IsFree(wanted) ? wanted : AnyFree())}").ToArray();
        return new(at[0], at[1], at[2], at[3], at[4], at[5], at[6], at[7], at[8]);
    }

    private static bool IsFree(int port) => IsFree(IPAddress.Loopback, port) && IsFree(IPAddress.IPv6Loopback, port);

    // A browser may take either address for localhost, so somebody else on one of them is somebody else in the demo.
    private static bool IsFree(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return true;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported;
        }
    }

    private static int AnyFree()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
