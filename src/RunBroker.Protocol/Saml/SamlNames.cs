namespace RunBroker.Protocol.Saml;

/// <summary>Namespaces and identifiers of the SAML 2.0 and XML security specifications.</summary>
public static class SamlNames
{
    public const string Protocol = "urn:oasis:names:tc:SAML:2.0:protocol";
    public const string Assertion = "urn:oasis:names:tc:SAML:2.0:assertion";
    public const string Metadata = "urn:oasis:names:tc:SAML:2.0:metadata";
    public const string XmlDsig = "http://www.w3.org/2000/09/xmldsig#";
    public const string XmlEnc = "http://www.w3.org/2001/04/xmlenc#";
    public const string XmlEnc11 = "http://www.w3.org/2009/xmlenc11#";
    public const string ExcC14n = "http://www.w3.org/2001/10/xml-exc-c14n#";
    public const string XmlNamespace = "http://www.w3.org/XML/1998/namespace";

    public const string RedirectBinding = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
    public const string PostBinding = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";

    public const string Success = "urn:oasis:names:tc:SAML:2.0:status:Success";
    public const string Bearer = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
    public const string FormatEntity = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity";
    public const string FormatPersistent = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
    public const string FormatTransient = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";
    public const string FormatEmail = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
    public const string FormatUnspecified = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";
}
