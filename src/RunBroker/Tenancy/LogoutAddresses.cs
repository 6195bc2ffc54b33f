namespace RunBroker.Tenancy;

/// <summary>Of <see cref="AppMetadata"/> what the end of a session needs: a sign-out reads it of each of hundreds of apps.</summary>
internal sealed record LogoutAddresses
{
    public string? BackchannelLogoutUri { get; set; }
    public string? FrontchannelLogoutUri { get; set; }
    public string IdTokenSignedResponseAlg { get; set; } = new AppMetadata().IdTokenSignedResponseAlg;
}
