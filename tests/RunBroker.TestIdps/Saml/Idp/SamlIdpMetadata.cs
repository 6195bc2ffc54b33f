using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace RunBroker.TestIdps;

/// <summary>SAMLMeta-2.4.3, with a validator for conditional requests.</summary>
internal static class SamlIdpMetadata
{
    public static async Task Handle(TestSamlIdp idp, HttpContext http)
    {
        var body = Encoding.UTF8.GetBytes(Document(idp));
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(body))[..16]}\"";
        http.Response.Headers.ETag = tag;
        if (idp.MetadataStatus is { } status)
        {
            http.Response.StatusCode = status;
            return;
        }
        if (http.Request.Headers.IfNoneMatch == tag)
        {
            http.Response.StatusCode = 304;
            return;
        }
        http.Response.ContentType = "application/samlmetadata+xml";
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    public static string Document(TestSamlIdp idp)
    {
        var until = idp.MetadataValidFor is { } span ? $" validUntil=\"{ResponseWriter.Time(idp.Now + span)}\"" : "";
        var cache = idp.MetadataCacheDuration is { } duration ? $" cacheDuration=\"{duration}\"" : "";
        var keys = string.Concat(idp.Keys.Published.Select(Key));
        var document = TestXml.Parse($"""
            <md:EntityDescriptor xmlns:md="{SamlUris.Metadata}" ID="_md" entityID="{Text(idp.EntityId)}"{until}{cache}>
              <md:IDPSSODescriptor WantAuthnRequestsSigned="{(idp.Options.WantsSignedRequests ? "true" : "false")}" protocolSupportEnumeration="{SamlUris.Protocol}">{keys}
                <md:SingleLogoutService Binding="{SamlUris.Redirect}" Location="{Text(idp.SloUrl)}"/>
                <md:SingleLogoutService Binding="{SamlUris.Post}" Location="{Text(idp.SloUrl)}"/>
                <md:NameIDFormat>{idp.Options.NameIdFormat}</md:NameIDFormat>
                <md:SingleSignOnService Binding="{SamlUris.Redirect}" Location="{Text(idp.SsoUrl)}"/>
                <md:SingleSignOnService Binding="{SamlUris.Post}" Location="{Text(idp.SsoUrl)}"/>
              </md:IDPSSODescriptor>
            </md:EntityDescriptor>
            """);
        idp.EditMetadata?.Invoke(document);
        if (idp.MetadataSigner is { } signer) TestXmlSigner.Sign(TestXml.Root(document), signer, idp.MetadataSignature);
        return document.OuterXml;
    }

    private static string Key(TestSamlKey key) => $"""

                <md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="{SamlUris.Dsig}"><ds:X509Data><ds:X509Certificate>{key.Base64}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
        """;

    private static string Text(string value) => System.Security.SecurityElement.Escape(value);
}
