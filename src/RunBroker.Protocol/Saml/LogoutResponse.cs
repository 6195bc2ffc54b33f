using System.Collections.Immutable;

namespace RunBroker.Protocol.Saml;

public enum SamlLogoutStatus { Success, PartialLogout, Failed }

public abstract record LogoutResponseResult
{
    private LogoutResponseResult()
    {
    }

    /// <param name="Says">The status codes as they stand in the message.</param>
    public sealed record Accepted(SamlLogoutStatus Status, string Says) : LogoutResponseResult;

    public sealed record Refused(SamlRefusal Why) : LogoutResponseResult;

    public T Match<T>(Func<Accepted, T> accepted, Func<Refused, T> refused) => this switch
    {
        Accepted a => accepted(a),
        Refused r => refused(r),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>SAMLCore-3.7.2: signed always, and an answer to our request (S-114).</summary>
public static class LogoutResponse
{
    private const string Name = "LogoutResponse";

    private static readonly ImmutableArray<Allowed> Children = [new(SamlNames.Protocol, "Status", Many: true)];

    /// <param name="sloUrl">Our URL at which it came in: Destination must be it.</param>
    /// <param name="requestId">Of our request.</param>
    public static LogoutResponseResult FromPost(ReadOnlyMemory<byte> xml, SamlTrust trust, string sloUrl, string requestId, DateTimeOffset now) =>
        VerifiedLogout.FromPost(xml, Name, Children, trust, now, out var verified) is { } unproven
            ? new LogoutResponseResult.Refused(unproven)
            : Judge(verified, trust, sloUrl, requestId, now);

    public static LogoutResponseResult FromRedirect(RedirectMessage message, SamlTrust trust, string sloUrl, string requestId, DateTimeOffset now) =>
        VerifiedLogout.FromRedirect(message, isRequest: false, Name, Children, trust, now, out var verified) is { } unproven
            ? new LogoutResponseResult.Refused(unproven)
            : Judge(verified, trust, sloUrl, requestId, now);

    /// <summary>
    /// The top-level code tells of the session here alone, so that one that ended while not all apps could be told is a Success with
    /// PartialLogout inside, and an error only where it did not end (SAMLCore-3.7.3.2).
    /// </summary>
    public static byte[] Write(string id, DateTimeOffset now, string spEntityId, string destination, string inResponseTo, SamlLogoutStatus status)
    {
        using var message = MessageWriter.Start(Name, id, now, destination);
        message.Attribute("InResponseTo", inResponseTo);
        message.Issuer(spEntityId);
        message.Protocol("Status");
        message.Protocol("StatusCode");
        message.Attribute("Value", status == SamlLogoutStatus.Failed ? ProviderStatus.Responder : SamlNames.Success);
        if (status == SamlLogoutStatus.PartialLogout)
        {
            message.Protocol("StatusCode");
            message.Attribute("Value", ProviderStatus.PartialLogout);
        }

        return message.Done();
    }

    private static LogoutResponseResult Judge(VerifiedLogout verified, SamlTrust trust, string sloUrl, string requestId, DateTimeOffset now)
    {
        var reading = new Reading();
        var status = ProviderStatus.Read(reading, verified.Root);
        var facts = new LogoutFacts(verified.Head, trust, sloUrl, now) { RequestId = requestId };
        return (LogoutRules.Broken(facts) ?? reading.Why) is { } broken
            ? new LogoutResponseResult.Refused(broken)
            : new LogoutResponseResult.Accepted(Status(status!), status!.Second is { } second ? $"{status.Top} {second}" : status.Top);
    }

    // A provider that puts PartialLogout on the top level means the same; the specification has it inside of Success.
    private static SamlLogoutStatus Status(ProviderStatus status) =>
        status is { IsSuccess: true, Second: ProviderStatus.PartialLogout } or { Top: ProviderStatus.PartialLogout } ? SamlLogoutStatus.PartialLogout
        : status.IsSuccess ? SamlLogoutStatus.Success
        : SamlLogoutStatus.Failed;
}
