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
}

/// <summary>SAMLCore-3.7.1, SAMLProf-4.4: signed always (S-110).</summary>
public static class LogoutRequest
{
    /// <param name="sloUrl">Our URL at which it came in: Destination must be it.</param>
    public static LogoutRequestResult FromPost(ReadOnlyMemory<byte> xml, SamlTrust trust, string sloUrl, DateTimeOffset now) => throw new NotSupportedException();

    public static LogoutRequestResult FromRedirect(RedirectMessage message, SamlTrust trust, string sloUrl, DateTimeOffset now) => throw new NotSupportedException();

    /// <param name="sessionIndex">As the assertion had it (AU-28).</param>
    public static byte[] Write(string id, DateTimeOffset now, string spEntityId, string destination, SamlNameId nameId, string? sessionIndex) =>
        throw new NotSupportedException();
}
