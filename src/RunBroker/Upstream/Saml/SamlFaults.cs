using RunBroker.Cases;
using RunBroker.Pages.Words;
using RunBroker.Protocol.Saml;

namespace RunBroker.Upstream.Saml;

/// <summary>What a refused message means for its three audiences; who can mend it stands in <see cref="SamlReasons"/>.</summary>
internal static class SamlFaults
{
    public static UpstreamFault Of(SamlRefusal why) => new(
        Page(why.Reason), Code(why.Reason), why.Spec, why.Wanted, why.Got, SamlReasons.Of(why.Reason).AppError ?? "server_error")
    {
        // Providers say this when the person pressed cancel; few have a better word for it.
        TurnedBack = why.Reason == SamlReason.AuthnFailed,
        Protocol = CauseCatalogue.Saml,
    };

    /// <summary>The connection was edited while the sign-in was under way (O-084).</summary>
    public static UpstreamFault OtherProvider(string asked, string now) =>
        new(ErrorReason.ConnectionDisabled, "connection.Changed", "O-084", asked, now, "access_denied");

    /// <summary>As the case file and the statistics name it.</summary>
    public static string Code(SamlReason reason) => $"upstream.{reason}";

    private static ErrorReason Page(SamlReason reason) => reason switch
    {
        SamlReason.AuthnFailed or SamlReason.RequestDenied or SamlReason.SaidNo => ErrorReason.UpstreamRefused,
        SamlReason.RequestRefused => ErrorReason.UpstreamDoesNotKnowUs,
        SamlReason.ConfirmationExpired or SamlReason.NotYetValid or SamlReason.Expired or SamlReason.IssuedInFuture or SamlReason.TooOld => ErrorReason.ClocksApart,
        SamlReason.NotSigned or SamlReason.RequiredSignatureMissing or SamlReason.AlgorithmNotAllowed or SamlReason.NoKeyForAlgorithm or SamlReason.WrongDigest
            or SamlReason.BadSignature => ErrorReason.AnswerNotProved,
        SamlReason.NoAuthnContext or SamlReason.WrongAuthnContext => ErrorReason.SignInTooWeak,
        SamlReason.AuthenticationTooOld or SamlReason.SessionAlreadyOver => ErrorReason.SignInNotFresh,
        _ => ErrorReason.UpstreamAnswerInvalid,
    };
}
