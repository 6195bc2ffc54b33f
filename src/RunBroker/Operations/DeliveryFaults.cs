using RunBroker.Http.Outbound;
using RunBroker.Webhooks;

namespace RunBroker.Operations;

/// <summary>
/// A delivery that got no answer, in plain words for the admin who reads its log; the reason's name leads, to be searched for.
/// </summary>
internal static class DeliveryFaults
{
    public static DeliveryAnswer Of(OutboundReason reason) => reason is OutboundReason.HostDown or OutboundReason.HostBusy
        ? new DeliveryAnswer.NotAsked(Say(reason)) : new DeliveryAnswer.Nothing(Say(reason));

    private static string Say(OutboundReason reason) => $"{reason}: {Words(reason)}";

    private static string Words(OutboundReason reason) => reason switch
    {
        OutboundReason.TimedOut => "no whole answer came in time",
        OutboundReason.ConnectFailed => "no connection: nothing listens there, or a firewall is in between",
        OutboundReason.DnsFailed => "there is no such host name",
        OutboundReason.TlsFailed => "TLS failed: the certificate is not valid for this name, or not trusted",
        OutboundReason.Aborted => "the connection broke before the answer",
        OutboundReason.RedirectNotAllowed or OutboundReason.TooManyRedirects => "it answered with a redirect, which is not followed",
        OutboundReason.TooLarge or OutboundReason.ContentEncoded or OutboundReason.WrongContentType => "its answer is not one that is read",
        OutboundReason.HostDown => "not asked just now, since several requests to this host failed in a row",
        OutboundReason.HostBusy => "not asked just now, since too many requests to this host are under way",
        _ => "the broker may not send anything to this address",
    };
}
