using RunBroker.Protocol.Saml;

namespace RunBroker.Cases;

/// <summary>As <see cref="OidcCause"/>, of SAML's reasons.</summary>
internal static class SamlCause
{
    public const string Attack = "Nenhum provedor envia isso por si só. Relate como possível ataque, com este arquivo do caso.";
    public const string Clock =
        "Acerte o relógio da máquina do provedor por NTP. Uma diferença pequena pode ser permitida na tolerância de relógio da conexão.";
    public const string Software = "Procure uma atualização do provedor: é uma falha do software dele.";
    public const string Restart = "Comece o login de novo pelo app, em uma só aba.";

    public static string Code(SamlReason reason) => $"upstream.{reason}";

    public static Cause Of(SamlReason reason, string title, CauseText portuguese)
    {
        var row = SamlReasons.Of(reason);
        return new([Code(reason)], PartyOf(row.Who), new(title, row.Explanation, row.Fix), portuguese)
        {
            Protocol = CauseCatalogue.Saml,
            Stop = CauseStop.Provider,
            Here = AdminPlace.Connection,
        };
    }

    private static CauseParty PartyOf(SamlParty who) => who switch
    {
        SamlParty.Operator => CauseParty.Operator,
        SamlParty.AppDeveloper => CauseParty.AppDeveloper,
        SamlParty.Person => CauseParty.Person,
        _ => CauseParty.TenantIt,
    };
}
