namespace RunBroker.Http.Outbound;

/// <summary>What an admin can do about a request that got no answer: who has to act, and where.</summary>
internal static class OutboundFixes
{
    public static string For(OutboundReason reason) => reason switch
    {
        OutboundReason.PortNotAllowed => "The broker may not reach this port. Its operator allows more of them by RunBroker:OutboundPorts.",
        OutboundReason.HostNotAllowed or OutboundReason.AddressNotAllowed =>
            "The broker may not reach this address: it is not a public one. Its operator allows private ones by RunBroker:AllowPrivateNetworkUpstreams.",
        OutboundReason.BadUrl or OutboundReason.SchemeNotAllowed or OutboundReason.UserInfoNotAllowed or OutboundReason.FragmentNotAllowed =>
            "Give an https address without a name, a password or a # in it.",
        OutboundReason.DnsFailed => "There is no such host name: check the address.",
        OutboundReason.TlsFailed => "The host's certificate is not valid for this name: its operator has to put that right.",
        OutboundReason.TooLarge or OutboundReason.WrongContentType or OutboundReason.ContentEncoded =>
            "Something else than was asked for lies at this address: check it.",
        OutboundReason.RedirectNotAllowed or OutboundReason.TooManyRedirects => "The address leads on to another: give that one.",
        _ => "The provider did not answer: check the address and its firewall, and try again.",
    };
}
