using System.Security.Authentication;

namespace RunBroker.Http.Outbound;

/// <summary>Turns what the network threw into a reason.</summary>
internal static class NetworkFault
{
    public static OutboundResult Read(Exception fault)
    {
        for (var e = fault; e is not null; e = e.InnerException)
        {
            // The rules speak through the connect callback; what they refuse was never connected to.
            if (e is OutboundStopException stop)
            {
                return stop.Reason is OutboundReason.DnsFailed or OutboundReason.ConnectFailed
                    ? new OutboundResult.Failed(stop.Reason)
                    : new OutboundResult.Refused(stop.Reason);
            }

            if (ReasonOf(e) is { } reason)
                return new OutboundResult.Failed(reason);
        }

        return new OutboundResult.Failed(OutboundReason.Aborted);
    }

    private static OutboundReason? ReasonOf(Exception e) => e switch
    {
        OperationCanceledException or TimeoutException => OutboundReason.TimedOut,
        AuthenticationException => OutboundReason.TlsFailed,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => OutboundReason.TlsFailed,
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => OutboundReason.TooLarge,
        HttpIOException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => OutboundReason.TooLarge,
        _ => null,
    };
}
