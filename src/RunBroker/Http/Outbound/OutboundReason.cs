namespace RunBroker.Http.Outbound;

/// <summary>
/// Why an outbound request brought no answer. Stored and counted: never renamed. This code and a status class are all a tenant's
/// admin may see of a failed fetch (O-164): the body of an answer would make the broker a reader of other people's networks.
/// </summary>
public enum OutboundReason
{
    // The URL or its address is refused; nothing was connected to.
    BadUrl,
    SchemeNotAllowed,
    UserInfoNotAllowed,
    FragmentNotAllowed,
    HostNotAllowed,
    PortNotAllowed,
    AddressNotAllowed,

    // The other side.
    DnsFailed,
    ConnectFailed,
    TlsFailed,
    TimedOut,
    TooLarge,
    Aborted,
    RedirectNotAllowed,
    TooManyRedirects,
    WrongContentType,
    ContentEncoded,

    // Our own protection; nothing was connected to.
    HostBusy,
    HostDown,
}
