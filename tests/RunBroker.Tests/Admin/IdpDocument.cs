using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using RunBroker.TestIdps;

namespace RunBroker.Tests.Admin;

/// <summary>A provider's metadata, one part of which can be changed.</summary>
internal sealed record IdpDocument
{
    public string EntityId { get; init; } = "https://idp.example/saml";
    public string SsoUrl { get; init; } = "https://idp.example/sso";
    public string? SloUrl { get; init; } = "https://idp.example/slo";
    public ImmutableArray<byte[]> Certificates { get; init; } = [];
    public bool WantsSigned { get; init; }
    public string? NameIdFormat { get; init; }
    public DateTimeOffset? ValidUntil { get; init; }
    public string? CacheDuration { get; init; }

    public byte[] Octets => Encoding.UTF8.GetBytes(Text);

    public string Text => $"""
        <?xml version="1.0"?>
        <md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{EntityId}"{Attribute("validUntil", ValidUntil?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"))}{Attribute("cacheDuration", CacheDuration)}>
          <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol" WantAuthnRequestsSigned="{(WantsSigned ? "true" : "false")}">
            {string.Concat(Certificates.Select(c => $"""<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>{Convert.ToBase64String(c)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"""))}
            {(SloUrl is null ? "" : $"""<md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{SloUrl}" ResponseLocation="{SloUrl}/done"/>""")}
            {(NameIdFormat is null ? "" : $"<md:NameIDFormat>{NameIdFormat}</md:NameIDFormat>")}
            <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{SsoUrl}"/>
            <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="{SsoUrl}/post"/>
          </md:IDPSSODescriptor>
        </md:EntityDescriptor>
        """;

    private static string Attribute(string name, string? value) => value is null ? "" : $" {name}=\"{value}\"";
}

/// <summary>Certificates of providers. Made once each: an RSA key takes its time.</summary>
internal static class IdpCertificates
{
    public static DateTimeOffset Now { get; } = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static byte[] First { get; } = Make(Now.AddYears(3));
    public static byte[] Second { get; } = Make(Now.AddYears(4));

    public static byte[] Make(DateTimeOffset until, int bits = 2048)
    {
        using var rsa = RSA.Create(bits);
        var request = new CertificateRequest("CN=idp.example", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(Now.AddYears(-2), until);
        return made.RawData;
    }

    public static string Sha256(byte[] der) => Convert.ToHexString(SHA256.HashData(der));

    public static string Pem(byte[] der) => PemEncoding.WriteString("CERTIFICATE", der);
}

/// <summary>A server with one metadata document, that knows conditional requests.</summary>
internal sealed class MetadataPlace : IAsyncDisposable
{
    private readonly LoopbackHost host;

    private MetadataPlace(LoopbackHost host) => this.host = host;

    public string Url => $"http://127.0.0.1:{host.Port}/metadata";
    public IdpDocument Document { get; set; } = new() { Certificates = [IdpCertificates.First] };
    /// <summary>Instead of the document.</summary>
    public int? Status { get; set; }
    /// <summary>Waited for before each answer.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;
    public ImmutableArray<RecordedRequest> Requests => host.Requests;
    public int Unmodified { get; private set; }

    public void Forget() => host.Forget();

    public static async Task<MetadataPlace> Start(TimeProvider clock)
    {
        MetadataPlace? place = null;
        var host = await LoopbackHost.Start(0, clock, app => app.MapGet("/metadata", (Delegate)((HttpContext http) => place!.Answer(http))));
        return place = new(host);
    }

    public async ValueTask DisposeAsync() => await host.DisposeAsync();

    private async Task<IResult> Answer(HttpContext http)
    {
        await Gate;
        if (Status is { } status)
            return Results.StatusCode(status);
        var octets = Document.Octets;
        var etag = $"\"{IdpCertificates.Sha256(octets)[..16]}\"";
        http.Response.Headers.ETag = etag;
        if (http.Request.Headers.IfNoneMatch == etag)
        {
            Unmodified++;
            return Results.StatusCode(304);
        }

        return Results.Bytes(octets, "application/samlmetadata+xml");
    }
}
