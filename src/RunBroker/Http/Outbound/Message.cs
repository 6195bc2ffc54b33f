using System.Collections.Frozen;

namespace RunBroker.Http.Outbound;

/// <summary>Builds the message on the wire.</summary>
internal static class Message
{
    // After a redirect only these go on: a target was chosen by somebody else, and any other header may be a credential (O-162).
    private static readonly FrozenSet<string> SafeAfterRedirect =
        new[] { "Accept", "If-None-Match", "If-Modified-Since" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // These decide which host is meant and where a message ends.
    private static readonly FrozenSet<string> NotSettable =
        new[] { "Host", "Content-Length", "Transfer-Encoding", "Connection", "Upgrade", "Expect", "Accept-Encoding" }
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static HttpRequestMessage Build(OutboundRequest request, OutboundUrl url, bool redirected)
    {
        var message = new HttpRequestMessage(redirected ? HttpMethod.Get : request.Method, url.Uri)
        {
            Content = redirected ? null : request.Body.ToContent(),
        };
        message.Headers.TryAddWithoutValidation("User-Agent", "RunBroker");
        foreach (var (name, value) in request.Headers)
        {
            if (redirected && !SafeAfterRedirect.Contains(name))
                continue;
            if (NotSettable.Contains(name) || value.AsSpan().ContainsAny('\r', '\n', '\0')
                || !message.Headers.TryAddWithoutValidation(name, value))
                throw new ArgumentException($"The header {name} cannot be sent.", nameof(request));
        }

        return message;
    }
}
