using System.Collections.Immutable;

namespace RunBroker.Protocol.Saml;

/// <summary>A logout that the provider asks for, checked.</summary>
public sealed record SamlLogoutAsked
{
    internal SamlLogoutAsked()
    {
    }

    public required string Id { get; init; }
    public required string Issuer { get; init; }
    public required SamlNameId NameId { get; init; }
    /// <summary>Empty: all sessions of that person.</summary>
    public ImmutableArray<string> SessionIndexes { get; init; } = [];
    /// <summary>Until then the ID has to be remembered against replay (S-112).</summary>
    public required DateTimeOffset ReplayUntil { get; init; }
}

public abstract record LogoutRequestResult
{
    private LogoutRequestResult()
    {
    }

    public sealed record Accepted(SamlLogoutAsked Asked) : LogoutRequestResult;

    public sealed record Refused(SamlRefusal Why) : LogoutRequestResult;

    public T Match<T>(Func<Accepted, T> accepted, Func<Refused, T> refused) => this switch
    {
        Accepted a => accepted(a),
        Refused r => refused(r),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>SAMLCore-3.7.1, SAMLProf-4.4: signed always (S-110).</summary>
public static class LogoutRequest
{
    private const string Name = "LogoutRequest";

    private static readonly ImmutableArray<Allowed> Children =
    [
        new(SamlNames.Assertion, "BaseID", Many: true), new(SamlNames.Assertion, "NameID", Many: true),
        new(SamlNames.Assertion, "EncryptedID", Many: true), new(SamlNames.Protocol, "SessionIndex", Many: true),
    ];

    /// <param name="sloUrl">Our URL at which it came in: Destination must be it.</param>
    public static LogoutRequestResult FromPost(ReadOnlyMemory<byte> xml, SamlTrust trust, string sloUrl, DateTimeOffset now) =>
        VerifiedLogout.FromPost(xml, Name, Children, trust, now, out var verified) is { } unproven
            ? new LogoutRequestResult.Refused(unproven)
            : Judge(verified, trust, sloUrl, now);

    public static LogoutRequestResult FromRedirect(RedirectMessage message, SamlTrust trust, string sloUrl, DateTimeOffset now) =>
        VerifiedLogout.FromRedirect(message, isRequest: true, Name, Children, trust, now, out var verified) is { } unproven
            ? new LogoutRequestResult.Refused(unproven)
            : Judge(verified, trust, sloUrl, now);

    /// <param name="nameId">As the assertion had it, octet for octet (SDP-SP31).</param>
    /// <param name="sessionIndex">As the assertion had it (AU-28).</param>
    public static byte[] Write(string id, DateTimeOffset now, string spEntityId, string destination, SamlNameId nameId, string? sessionIndex)
    {
        using var message = MessageWriter.Start(Name, id, now, destination);
        message.Issuer(spEntityId);
        message.Assertion("NameID");
        message.Attribute("Format", nameId.Format);
        message.Attribute("NameQualifier", nameId.NameQualifier);
        message.Attribute("SPNameQualifier", nameId.SpNameQualifier);
        message.Attribute("SPProvidedID", nameId.SpProvidedId);
        message.Text(nameId.Value);
        message.End();
        if (sessionIndex is not null)
        {
            message.Protocol("SessionIndex");
            message.Text(sessionIndex);
            message.End();
        }

        return message.Done();
    }

    private static LogoutRequestResult Judge(VerifiedLogout verified, SamlTrust trust, string sloUrl, DateTimeOffset now)
    {
        var (head, root) = verified;
        var reading = new Reading();
        var facts = new LogoutFacts(head, trust, sloUrl, now) { NotOnOrAfter = reading.Time(root, "NotOnOrAfter") };
        if ((reading.Why ?? LogoutRules.Broken(facts)) is { } broken)
            return new LogoutRequestResult.Refused(broken);

        var nameId = NameIds.Read(reading, root, trust);
        var indexes = root.Named(SamlNames.Protocol, "SessionIndex").Select(reading.Text).OfType<string>().ToImmutableArray();
        if (Nobody(reading.Why, nameId, indexes) is { } nobody)
            return new LogoutRequestResult.Refused(nobody);
        return new LogoutRequestResult.Accepted(new()
        {
            Id = head.Id,
            Issuer = trust.IdpEntityId,
            NameId = nameId!,
            SessionIndexes = indexes,
            // After that its age refuses it, whatever skew the connection allows by then.
            ReplayUntil = head.IssueInstant + SamlLimits.MaxAge + SamlLimits.MaxSkew,
        });
    }

    private static SamlRefusal? Nobody(SamlRefusal? why, SamlNameId? nameId, ImmutableArray<string> indexes)
    {
        if (why is not null)
            return why.Reason is SamlReason.NotOneSubject or SamlReason.BadNameId ? why with { Reason = SamlReason.LogoutNamesNobody } : why;
        if (nameId is null)
            return new(SamlReason.LogoutNamesNobody, "SAMLCore-3.7.1", "a NameID");
        // A name that is there and says nothing must not widen "this session" to "all sessions of this person".
        return indexes.Any(string.IsNullOrWhiteSpace) ? new(SamlReason.LogoutNamesNobody, "SAMLCore-3.7.1", "a SessionIndex, or none", "") : null;
    }
}
