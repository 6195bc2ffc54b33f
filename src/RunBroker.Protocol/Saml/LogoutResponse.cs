namespace RunBroker.Protocol.Saml;

public enum SamlLogoutStatus { Success, PartialLogout, Failed }

public abstract record LogoutResponseResult
{
    private LogoutResponseResult()
    {
    }

    public sealed record Accepted(SamlLogoutStatus Status) : LogoutResponseResult;

    public sealed record Refused(SamlRefusal Why) : LogoutResponseResult;
}

/// <summary>SAMLCore-3.7.2: signed always, and an answer to our request (S-114).</summary>
public static class LogoutResponse
{
    public static LogoutResponseResult FromPost(ReadOnlyMemory<byte> xml, SamlTrust trust, string sloUrl, string requestId, DateTimeOffset now) =>
        throw new NotSupportedException();

    public static LogoutResponseResult FromRedirect(RedirectMessage message, SamlTrust trust, string sloUrl, string requestId, DateTimeOffset now) =>
        throw new NotSupportedException();

    public static byte[] Write(string id, DateTimeOffset now, string spEntityId, string destination, string inResponseTo, SamlLogoutStatus status) =>
        throw new NotSupportedException();
}
