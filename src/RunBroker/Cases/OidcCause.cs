using RunBroker.Protocol.OidcUpstream;

namespace RunBroker.Cases;

/// <summary>Makes rows of the protocol's reasons: what the provider got wrong is explained there, in English, beside the reason.</summary>
internal static class OidcCause
{
    public static string Code(UpstreamReason reason) => $"upstream.{reason}";

    public static Cause Of(UpstreamReason reason, string title, CauseText portuguese)
    {
        var row = UpstreamReasons.Of(reason);
        return new([Code(reason)], PartyOf(row.Who), new(title, row.Explanation, row.Fix), portuguese)
        {
            Protocol = CauseCatalogue.Oidc,
            Stop = CauseStop.Provider,
            Here = AdminPlace.Connection,
        };
    }

    public static Cause In(this Cause cause, ConsoleTopic console) => cause with { Console = console };

    /// <summary>A fault of the provider's software.</summary>
    public static Cause OfSoftware(this Cause cause) => cause with { Who = CauseParty.Provider };

    private static CauseParty PartyOf(UpstreamParty who) => who switch
    {
        UpstreamParty.Operator => CauseParty.Operator,
        UpstreamParty.AppDeveloper => CauseParty.AppDeveloper,
        UpstreamParty.Person => CauseParty.Person,
        _ => CauseParty.TenantIt,
    };
}
