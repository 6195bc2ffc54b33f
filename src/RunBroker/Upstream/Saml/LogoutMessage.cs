using System.Text;
using RunBroker.Http;
using RunBroker.Protocol.Saml;

namespace RunBroker.Upstream.Saml;

/// <summary>A logout message as it came, by either binding; nothing in it is believed yet.</summary>
/// <param name="Redirect">Null: it was posted, and <paramref name="Xml"/> is it.</param>
/// <param name="RelayState">To be given back unchanged; null when it is longer than the specification lets it be, or has a NUL.</param>
internal sealed record LogoutMessage(bool IsRequest, RedirectMessage? Redirect, ReadOnlyMemory<byte> Xml, string? RelayState)
{
    public static async Task<(LogoutMessage? Message, SamlRefusal? Why)> Read(HttpRequest request, CancellationToken stop)
    {
        if (!HttpMethods.IsPost(request.Method))
        {
            // The query as it was sent: its signature is over those octets (S-111).
            return RedirectBinding.Read(request.QueryString.Value ?? "") switch
            {
                RedirectResult.Read { Message: var read } => (new(read.IsRequest, read, default, Kept(read.RelayState)), null),
                RedirectResult.Refused refused => (null, refused.Why),
                _ => throw new InvalidOperationException("closed set"),
            };
        }

        if (await request.ReadFormParameters(stop, Limits.SamlFormBytes) is not { } sent)
        {
            return (null, new SamlRefusal(
                SamlReason.NotBase64, "S-016", "application/x-www-form-urlencoded, of 1 MB at most", request.ContentType));
        }

        var isRequest = sent[PostedMessage.Response] is null;
        var posted = PostedMessage.Read(sent, isRequest ? PostedMessage.Request : PostedMessage.Response);
        return posted.Why is null ? (new(isRequest, null, posted.Xml, Kept(sent[PostedMessage.RelayState])), null) : (null, posted.Why);
    }

    public (SamlLogoutAsked? Asked, SamlRefusal? Why) Check(SamlTrust trust, string sloUrl, DateTimeOffset now) =>
        (Redirect is { } query
            ? LogoutRequest.FromRedirect(query, trust, sloUrl, now)
            : LogoutRequest.FromPost(Xml, trust, sloUrl, now)) switch
        {
            LogoutRequestResult.Accepted accepted => (accepted.Asked, null),
            LogoutRequestResult.Refused refused => (null, refused.Why),
            _ => throw new InvalidOperationException("closed set"),
        };

    /// <summary>Against our request, whose answer it says it is.</summary>
    public (LogoutResponseResult.Accepted? Said, SamlRefusal? Why) CheckAnswer(SamlTrust trust, string sloUrl, string requestId, DateTimeOffset now) =>
        (Redirect is { } query
            ? LogoutResponse.FromRedirect(query, trust, sloUrl, requestId, now)
            : LogoutResponse.FromPost(Xml, trust, sloUrl, requestId, now)) switch
        {
            LogoutResponseResult.Accepted accepted => (accepted, null),
            LogoutResponseResult.Refused refused => (null, refused.Why),
            _ => throw new InvalidOperationException("closed set"),
        };

    /// <summary>The request that it says it answers: good for looking it up, for nothing else.</summary>
    public (string? InResponseTo, SamlRefusal? Why) Peek() => new PostedMessage(Redirect?.Xml ?? Xml, null).Peek();

    private static string? Kept(string? relayState) =>
        relayState is not null && Encoding.UTF8.GetByteCount(relayState) <= SamlLimits.RelayStateBytes && !relayState.Contains('\0', StringComparison.Ordinal)
            ? relayState : null;
}
