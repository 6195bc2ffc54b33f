using System.Collections.Immutable;
using RunBroker.Storage.Model;

namespace RunBroker.Logout;

/// <summary>
/// What comes next on a browser's way through a sign-out, told by the receipt's legs alone: pure. Apps' frames first, while this page is
/// ours; then each upstream once; then the end. A request that went out before is not sent again, whatever became of it.
/// </summary>
internal abstract record SignOutStage
{
    private SignOutStage()
    {
    }

    public sealed record Frames(ImmutableArray<LogoutLeg> Legs) : SignOutStage;

    public sealed record Upstream(LogoutLeg Leg) : SignOutStage;

    public sealed record End : SignOutStage;

    public static SignOutStage Of(ImmutableArray<LogoutLeg> legs)
    {
        ImmutableArray<LogoutLeg> frames = [.. legs.Where(IsFrame)];
        return !frames.IsEmpty ? new Frames(frames)
            : legs.FirstOrDefault(IsUnasked) is { } leg ? new Upstream(leg)
            : new End();
    }

    public static bool IsFrame(LogoutLeg leg) => leg is { Channel: LogoutChannels.Frontchannel, State: LegStates.Pending };

    private static bool IsUnasked(LogoutLeg leg) =>
        leg is { Channel: LogoutChannels.Saml or LogoutChannels.Oidc, State: LegStates.Pending, RequestId: null };
}
