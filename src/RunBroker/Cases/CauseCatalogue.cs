using System.Collections.Frozen;
using System.Collections.Immutable;

namespace RunBroker.Cases;

/// <summary>The catalogue: every code that a case can end with has one row (a test sees to it).</summary>
internal static class CauseCatalogue
{
    public const string Oidc = "oidc";
    public const string Saml = "saml";

    public static ImmutableArray<Cause> All { get; } =
    [
        .. RequestCauses.All,
        .. BrokerCauses.All,
        .. ConnectionCauses.All,
        .. PersonCauses.All,
        .. NetworkCauses.All,
        .. DiscoveryCauses.All,
        .. OidcAnswerCauses.All,
        .. OidcTokenCauses.All,
        .. OidcOrderCauses.All,
        .. SamlMessageCauses.All,
        .. SamlSignatureCauses.All,
        .. SamlAssertionCauses.All,
        .. MetadataCauses.All,
    ];

    private static readonly FrozenDictionary<(string Code, string? Protocol), Cause> ByCode =
        All.SelectMany(c => c.Codes, (cause, code) => KeyValuePair.Create((code, cause.Protocol), cause)).ToFrozenDictionary();

    /// <param name="protocol">Of the case's connection; null when there was none.</param>
    /// <returns>Null only for a code of another version of this software.</returns>
    public static Cause? Of(string code, string? protocol) =>
        ByCode.GetValueOrDefault((code, protocol)) ?? ByCode.GetValueOrDefault((code, null))
        // The connection is no longer known: the row of either protocol says nearly the same.
        ?? ByCode.GetValueOrDefault((code, Oidc)) ?? ByCode.GetValueOrDefault((code, Saml));
}
