using System.Security.Authentication;

namespace RunBroker.Http.Outbound;

/// <summary>
/// The one guarded way out of the broker (security.md 2.8). A singleton: it holds the connection pool and what is known of
/// hosts. No failure of a network leaves it as an exception.
/// </summary>
public sealed partial class Outbound : IDisposable
{
    private readonly OutboundRules _rules;
    private readonly TimeProvider _time;
    private readonly ILogger<Outbound> _log;
    private readonly HostGate _gate;
    // Not HttpClient: the invoker buffers nothing, follows nothing and has no time-out of its own.
    private readonly HttpMessageInvoker _invoker;

    public Outbound(OutboundRules rules, TimeProvider time, ILogger<Outbound> log)
        : this(rules, time, log, OutboundNetwork.System)
    {
    }

#pragma warning disable CA2000 // the invoker owns and disposes the handler
    internal Outbound(OutboundRules rules, TimeProvider time, ILogger<Outbound> log, OutboundNetwork network)
        : this(rules, time, log, GuardedHandler.Create(rules, network))
#pragma warning restore CA2000
    {
    }

    /// <summary>Tests that keep the whole network in memory bring their own handler; addresses are then not checked, URLs are.</summary>
    internal Outbound(OutboundRules rules, TimeProvider time, ILogger<Outbound> log, HttpMessageHandler handler)
    {
        (_rules, _time, _log) = (rules, time, log);
        _gate = new(time);
        _invoker = new(handler, disposeHandler: true);
    }

    /// <summary>Throws only when <paramref name="stop"/> is cancelled, or for a header that cannot be sent (a bug of the caller).</summary>
    public async Task<OutboundResult> Send(OutboundRequest request, CancellationToken stop)
    {
        var (origin, result) = await OutboundUrl.Check(request.Url, _rules).Match(
            accepted: async a => (a.Url.Origin, await SendChecked(request, a.Url, stop)),
            refused: r => Task.FromResult<(string, OutboundResult)>(("-", new OutboundResult.Refused(r.Reason))));
        if (ReasonOf(result) is { } reason)
            LogUnanswered(request.Purpose, request.Tenant, origin, reason);
        // Keys and documents are read from here on.
        await OneCore.Leave();
        return result;
    }

    public void Dispose() => _invoker.Dispose();

    private async Task<OutboundResult> SendChecked(OutboundRequest request, OutboundUrl url, CancellationToken stop)
    {
        var limits = OutboundLimits.Of(request.Purpose);
        using var clock = new CancellationTokenSource(Smaller(request.Timeout, limits.Timeout), _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, clock.Token);
        return await Follow(request, url, limits, either.Token, stop);
    }

    // One time limit spans all hops: three slow redirects are not four time-outs.
    private async Task<OutboundResult> Follow(
        OutboundRequest request, OutboundUrl url, OutboundLimits limits, CancellationToken either, CancellationToken stop)
    {
        for (var hop = 0; ; hop++)
        {
            var (result, location) = await Ask(request, url, limits, hop > 0, either, stop);
            if (location is null)
                return result;
            if (limits.MaxRedirects == 0)
                return new OutboundResult.Failed(OutboundReason.RedirectNotAllowed);
            if (hop == limits.MaxRedirects)
                return new OutboundResult.Failed(OutboundReason.TooManyRedirects);
            switch (Redirect.Check(url, location, _rules))
            {
                case OutboundUrlOutcome.Accepted next:
                    url = next.Url;
                    break;
                case OutboundUrlOutcome.Refused no:
                    return new OutboundResult.Refused(no.Reason);
            }
        }
    }

    private async Task<(OutboundResult Result, string? Location)> Ask(
        OutboundRequest request, OutboundUrl url, OutboundLimits limits, bool redirected, CancellationToken either, CancellationToken stop)
    {
        var key = new HostKey(request.Tenant, url.Origin);
        if (_gate.Enter(key) is { } no)
            return (new OutboundResult.Failed(no), null);
        // Until there is a result, nothing is known: so it is when the caller cancels.
        var verdict = HostVerdict.Unknown;
        try
        {
            var answer = await Exchange(request, url, limits, redirected, either, stop);
            verdict = VerdictOf(answer.Result);
            return answer;
        }
        finally
        {
            _gate.Leave(key, verdict);
        }
    }

    private async Task<(OutboundResult Result, string? Location)> Exchange(
        OutboundRequest request, OutboundUrl url, OutboundLimits limits, bool redirected, CancellationToken either, CancellationToken stop)
    {
        using var message = Message.Build(request, url, redirected);
        try
        {
            using var response = await _invoker.SendAsync(message, either);
            if (Redirect.LocationOf(response) is { } location)
                return (new OutboundResult.Failed(OutboundReason.RedirectNotAllowed), location);
            var maxBytes = Math.Min(request.MaxBytes ?? limits.MaxBytes, limits.MaxBytes);
            return (await AnswerReader.Read(response, limits, maxBytes, _time.GetUtcNow(), either), null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException or AuthenticationException)
        {
            stop.ThrowIfCancellationRequested();
            return (NetworkFault.Read(e), null);
        }
    }

    private static HostVerdict VerdictOf(OutboundResult result) => ReasonOf(result) switch
    {
        OutboundReason.DnsFailed or OutboundReason.ConnectFailed or OutboundReason.TimedOut => HostVerdict.Unreachable,
        _ => HostVerdict.Reached,
    };

    private static OutboundReason? ReasonOf(OutboundResult result) =>
        result.Match<OutboundReason?>(answered: _ => null, refused: r => r.Reason, failed: f => f.Reason);

    private static TimeSpan Smaller(TimeSpan? asked, TimeSpan limit) => asked is { } a && a < limit ? a : limit;

    [LoggerMessage(Level = LogLevel.Information,
        Message = "outbound_unanswered purpose={Purpose} tenant={Tenant} origin={Origin} reason={Reason}")]
    private partial void LogUnanswered(OutboundPurpose purpose, string? tenant, string origin, OutboundReason reason);
}
