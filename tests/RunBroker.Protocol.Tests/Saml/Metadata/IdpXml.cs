using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Metadata;

namespace RunBroker.Protocol.Tests.Saml.Metadata;

/// <summary>One good document to break, and what it is read with.</summary>
internal static class IdpXml
{
    public const string EntityId = "https://idp.example/metadata";
    public const string Times = " validUntil=\"2026-06-01T00:00:00Z\" cacheDuration=\"PT6H\"";

    public static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Lazy<byte[][]> Made = new(() => [.. Enumerable.Range(1, 4).Select(i => Certificate($"CN=idp {i}"))]);

    /// <summary>1 to 3 are in <see cref="Good"/>: for signing, without use, for encryption.</summary>
    public static byte[] Certificate(int number) => Made.Value[number - 1];

    public static string Base64(int number) => Convert.ToBase64String(Certificate(number));

    public static string Key(string? use, string certificate) =>
        $"<md:KeyDescriptor{(use is null ? "" : $" use=\"{use}\"")}><ds:KeyInfo><ds:X509Data>"
        + $"<ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>";

    public static string Good { get; } = $"""
        <md:EntityDescriptor xmlns:md="{SamlNames.Metadata}" xmlns:ds="{SamlNames.XmlDsig}"
            ID="_m1" entityID="{EntityId}"{Times}>
          <md:IDPSSODescriptor WantAuthnRequestsSigned="true" protocolSupportEnumeration="{SamlNames.Protocol}">
            {Key("signing", Base64(1))}
            {Key(null, Base64(2))}
            {Key("encryption", Base64(3))}
            <md:SingleLogoutService Binding="{SamlNames.PostBinding}" Location="https://idp.example/slo"
                ResponseLocation="https://idp.example/slo-answers"/>
            <md:NameIDFormat>{SamlNames.FormatPersistent}</md:NameIDFormat>
            <md:SingleSignOnService Binding="{SamlNames.RedirectBinding}" Location="https://idp.example/sso"/>
            <md:SingleSignOnService Binding="{SamlNames.PostBinding}" Location="https://idp.example/sso-post"/>
          </md:IDPSSODescriptor>
        </md:EntityDescriptor>
        """;

    /// <summary>Another entity of one provider, with an ID made of its name.</summary>
    public static string Entity(string name, string? id = null) =>
        Good.Without(Times).With("\"_m1\"", $"\"{id ?? "_" + name}\"").With(EntityId, $"https://{name}.example/idp");

    public static string Group(string attributes, params ReadOnlySpan<string> inside) =>
        $"""<md:EntitiesDescriptor xmlns:md="{SamlNames.Metadata}" {attributes}>{string.Concat(inside)}</md:EntitiesDescriptor>""";

    public static string Broken(string part, string by) => Good.With(part, by);

    public static string Without(this string text, string part) => text.With(part, "");

    /// <summary>The part replaced, which must be there: else a test would break nothing and pass.</summary>
    public static string With(this string text, string part, string by)
    {
        Assert.Contains(part, text, StringComparison.Ordinal);
        return text.Replace(part, by, StringComparison.Ordinal);
    }

    public static MetadataResult Read(string xml, MetadataAsk? ask = null, DateTimeOffset? now = null) =>
        IdpMetadataDocument.Read(Encoding.UTF8.GetBytes(xml), ask ?? new(), now ?? Now);

    public static IdpMetadata Taken(string xml, MetadataAsk? ask = null, DateTimeOffset? now = null) => Taken(Read(xml, ask, now));

    public static IdpMetadata Taken(MetadataResult result) => result.Match(
        read => read.Metadata, refused => throw new Xunit.Sdk.XunitException(string.Join('\n', refused.Problems)));

    public static MetadataProblem Problem(string xml, MetadataAsk? ask = null, DateTimeOffset? now = null) =>
        Assert.Single(Assert.IsType<MetadataResult.Refused>(Read(xml, ask, now)).Problems);

    public static IEnumerable<string> Codes(IEnumerable<MetadataProblem> problems) => problems.Select(p => p.Code);

    public static byte[] Certificate(string name, DateTimeOffset? until = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = new CertificateRequest(name, key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(Now.AddYears(-5), until ?? Now.AddYears(90));
        return made.RawData;
    }

    public static byte[] WeakCertificate()
    {
        using var key = RSA.Create(1024);
        using var made = new CertificateRequest("CN=weak", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(Now.AddYears(-5), Now.AddYears(90));
        return made.RawData;
    }
}
