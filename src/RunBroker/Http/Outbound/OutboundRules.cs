using System.Collections.Immutable;
using System.Net;

namespace RunBroker.Http.Outbound;

/// <summary>What the operator lets the broker reach (O-160, O-161). Never set by a tenant's admin.</summary>
/// <param name="AllowPrivateNetwork">Loopback and private addresses are reachable, on any port; plain http then to loopback only.</param>
/// <param name="AllowPlainHttpAnywhere">Development: http as well as https. Ports and addresses stay checked.</param>
/// <param name="Ports">Ports that public addresses may be reached on.</param>
public sealed record OutboundRules(bool AllowPrivateNetwork, bool AllowPlainHttpAnywhere, ImmutableArray<int> Ports)
{
    /// <summary>https to public addresses on 443 and 8443, nothing else.</summary>
    public static OutboundRules Strict { get; } = new(false, false, [443, 8443]);

    /// <summary>
    /// Null if this address may be connected to. Asked for every address a name resolves to, at the moment of connecting: the
    /// check of the URL alone would fall to a name that resolves differently the second time (rebinding).
    /// </summary>
    public OutboundReason? Refuses(IPAddress address, int port, bool plainHttp)
    {
        var kind = AddressBlock.KindOf(address);
        var reachable = kind is AddressKind.Public || (AllowPrivateNetwork && (kind is AddressKind.Loopback or AddressKind.Private));
        if (!reachable)
            return OutboundReason.AddressNotAllowed;
        if (kind is AddressKind.Public && !Ports.Contains(port))
            return OutboundReason.PortNotAllowed;
        return plainHttp && !AllowPlainHttpAnywhere && kind is not AddressKind.Loopback ? OutboundReason.SchemeNotAllowed : null;
    }
}
