using RunBroker.Pages.Words;

namespace RunBroker.Upstream;

/// <summary>Why a sign-in could not go on, for its three audiences: the person's page, the app's OAuth error, the admin's reason.</summary>
/// <param name="Code">Stable, stored and counted, such as <c>upstream.WrongAudience</c>.</param>
/// <param name="OAuthError">What the app is told when the person presses the way back.</param>
internal sealed record UpstreamFault(ErrorReason Page, string Code, string Spec, string? Wanted, string? Got, string OAuthError)
{
    /// <summary>The person cancelled, as far as the upstream says: they go back to the app at once (contract section 4, "Failures").</summary>
    public bool TurnedBack { get; init; }

    /// <summary>Of codes that both protocols have: whose it is.</summary>
    public string? Protocol { get; init; }
}
