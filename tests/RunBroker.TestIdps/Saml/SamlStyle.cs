namespace RunBroker.TestIdps;

/// <summary>What a provider's XML looks like, where the specification leaves it open. "" as a prefix means the default namespace.</summary>
public sealed record SamlStyle(string Protocol, string Assertion, string Signature)
{
    public bool Declaration { get; init; }
    /// <summary>Attribute values say that they are strings.</summary>
    public bool Types { get; init; }
    /// <summary>PrefixList of the signatures' exclusive canonicalization.</summary>
    public string? InclusivePrefixes { get; init; }
    public string NameFormat { get; init; } = SamlUris.UriNames;
    /// <summary>Line breaks and blanks between elements.</summary>
    public bool Indented { get; init; }
    public bool WrappedBase64 { get; init; }

    public static SamlStyle Plain { get; } = new("samlp", "saml", "ds");
    public static SamlStyle Okta { get; } = new("saml2p", "saml2", "ds")
    {
        Declaration = true,
        Types = true,
        InclusivePrefixes = "xs",
        NameFormat = SamlUris.UnspecifiedNames,
        WrappedBase64 = true,
    };
    public static SamlStyle Entra { get; } = new("samlp", "", "") { NameFormat = "" };
    public static SamlStyle Adfs { get; } = new("samlp", "", "ds") { NameFormat = "" };
    public static SamlStyle Google { get; } = new("saml2p", "saml2", "ds")
    {
        Declaration = true,
        Types = true,
        NameFormat = SamlUris.BasicNames,
        WrappedBase64 = true
    };
    public static SamlStyle SimpleSamlPhp { get; } = new("samlp", "saml", "ds") { Types = true, NameFormat = SamlUris.BasicNames };
    public static SamlStyle Keycloak { get; } = new("samlp", "saml", "dsig") { Types = true, NameFormat = SamlUris.BasicNames };
    public static SamlStyle Shibboleth { get; } = new("saml2p", "saml2", "ds") { Declaration = true, Indented = true };

    /// <summary>How this style signs; the rest of the plan is as given.</summary>
    public SignaturePlan Of(SignaturePlan plan) =>
        plan with { Prefix = Signature, InclusivePrefixes = InclusivePrefixes ?? plan.InclusivePrefixes, WrappedBase64 = WrappedBase64 };
}
