using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Xml;
using RunBroker.Storage.Model;

namespace RunBroker.Upstream.Saml;

/// <summary>
/// Has a message judged by what its connection trusts. When no trusted key fits its signature the provider may have changed its
/// certificate since: then its metadata is looked at once, and the message judged again, so that a rollover costs no sign-in (S-036).
/// </summary>
internal sealed class SamlJudge(SamlConnections connections, TimeProvider time)
{
    /// <summary>What the connection trusts now.</summary>
    public Task<(SamlTrust? Trust, SamlUpstream? Upstream, UpstreamFault? Fault)> Trust(Connection row, CancellationToken stop) => connections.Load(row, stop);

    /// <param name="check">The message against the trust, at an instant: what it says, or why it is refused.</param>
    public async Task<(T? Said, SamlUpstream? Upstream, UpstreamFault? Fault)> Judge<T>(
        Connection row, Func<SamlTrust, SamlUpstream, DateTimeOffset, (T? Said, SamlRefusal? Why)> check, CancellationToken stop)
        where T : class
    {
        var (said, upstream, why, fault) = await Once(row, check, stop);
        if (why is { Reason: SamlReason.BadSignature or SamlReason.NoKeyForAlgorithm } && await connections.RefreshOnUnknownKey(row, stop))
            (said, upstream, why, fault) = await Once(row, check, stop);
        return (said, upstream, why is null ? fault : SamlFaults.Of(why));
    }

    public Task<(SamlLogin? Said, SamlUpstream? Upstream, UpstreamFault? Fault)> Response(
        Connection row, XmlResult read, Func<SamlUpstream, SamlExpectation> expected, CancellationToken stop) =>
        Judge<SamlLogin>(row, (trust, upstream, now) => Of(read, trust, expected(upstream), now), stop);

    /// <summary>The judgement alone: nothing is fetched, and nothing remembered.</summary>
    public static (SamlLogin? Said, SamlRefusal? Why) Of(XmlResult read, SamlTrust trust, SamlExpectation expected, DateTimeOffset now) =>
        SamlResponse.Validate(read, trust, expected, now) switch
        {
            SamlResult.Accepted accepted => (accepted.Login, null),
            SamlResult.Refused refused => (null, refused.Why),
            _ => throw new InvalidOperationException("closed set"),
        };

    private async Task<(T? Said, SamlUpstream? Upstream, SamlRefusal? Why, UpstreamFault? Fault)> Once<T>(
        Connection row, Func<SamlTrust, SamlUpstream, DateTimeOffset, (T? Said, SamlRefusal? Why)> check, CancellationToken stop)
        where T : class
    {
        var (trust, upstream, fault) = await connections.Load(row, stop);
        if (trust is null || upstream is null)
            return (null, null, null, fault);
        var (said, why) = check(trust, upstream, time.GetUtcNow());
        return (said, upstream, why, null);
    }
}
