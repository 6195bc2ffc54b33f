using RunBroker.TestIdps;

namespace RunBroker.Protocol.Tests.Saml.Drafts;

/// <summary>Made once for a class of tests.</summary>
public sealed class DraftKeys
{
    public TestSamlKey Signing { get; } = TestSamlKey.OfRsa();
    public TestSamlKey Recipient { get; } = TestSamlKey.OfRsa("sp.example");

    public static IReadOnlyDictionary<string, SamlStyle> Styles { get; } = new Dictionary<string, SamlStyle>(StringComparer.Ordinal)
    {
        ["plain"] = SamlStyle.Plain,
        ["okta"] = SamlStyle.Okta,
        ["entra"] = SamlStyle.Entra,
        ["adfs"] = SamlStyle.Adfs,
        ["google"] = SamlStyle.Google,
        ["simplesamlphp"] = SamlStyle.SimpleSamlPhp,
        ["keycloak"] = SamlStyle.Keycloak,
        ["shibboleth"] = SamlStyle.Shibboleth,
    };
}
