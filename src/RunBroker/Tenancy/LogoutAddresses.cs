using RunBroker.Storage.Model;

namespace RunBroker.Tenancy;

/// <summary>Of <see cref="AppMetadata"/> what the end of a session needs: a sign-out reads it of each of hundreds of apps.</summary>
internal sealed record LogoutAddresses
{
    public string? BackchannelLogoutUri { get; init; }
    public string? FrontchannelLogoutUri { get; init; }
    public string IdTokenSignedResponseAlg { get; init; } = Default;

    private static string Default { get; } = new AppMetadata().IdTokenSignedResponseAlg;

    public static LogoutAddresses Of(ClientLogout row) => new()
    {
        BackchannelLogoutUri = row.BackchannelLogoutUri,
        FrontchannelLogoutUri = row.FrontchannelLogoutUri,
        IdTokenSignedResponseAlg = row.IdTokenSignedResponseAlg ?? Default,
    };
}
