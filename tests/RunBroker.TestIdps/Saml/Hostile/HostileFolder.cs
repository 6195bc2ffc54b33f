using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RunBroker.TestIdps;

/// <summary>The catalogue as files, for any service provider.</summary>
public static class HostileFolder
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // the file is for people; no page holds it
    };

    public static async Task Write(HostileGround ground, string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "unbroken"));
        foreach (var message in HostileMessages.All)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, FileOf(message)), message.Make(ground));
            await File.WriteAllBytesAsync(Path.Combine(folder, "unbroken", FileOf(message)), message.Unbroken(ground));
        }

        await Text("index.json", JsonSerializer.Serialize(new
        {
            idp_entity_id = ground.Parties.IdpEntityId,
            sp_entity_id = ground.Parties.SpEntityId,
            acs_url = ground.Parties.AcsUrl,
            slo_url = ground.SloUrl,
            request_id = ground.Parties.RequestId,
            logout_request_id = HostileGround.LogoutRequestId,
            written_at = ground.Now,
            messages = HostileMessages.All.Select(m => new
            {
                m.Name,
                m.Attack,
                m.Reason,
                m.How,
                m.Kind,
                File = FileOf(m),
                Setting = m.Setting == HostileSetting.Usual ? null : m.Setting,
            }),
        }, Json));
        await Text("idp-metadata.xml", Metadata(ground));
        await Text("idp.crt", ground.Idp.Certificate.ExportCertificatePem());
        await Text("idp-ec.crt", ground.IdpEc.Certificate.ExportCertificatePem());
        await Text("idp.key", PemEncoding.WriteString("PRIVATE KEY", ground.Idp.Rsa.ExportPkcs8PrivateKey()));
        await Text("sp.crt", PemEncoding.WriteString("CERTIFICATE", ground.SpCertificate.Span));
        // Of no use where the receiver encrypts with its own.
        if (ground.SpCertificate.Span.SequenceEqual(ground.Sp.Der.Span))
            await Text("sp.key", PemEncoding.WriteString("PRIVATE KEY", ground.Sp.Rsa.ExportPkcs8PrivateKey()));

        Task Text(string name, string text) => File.WriteAllTextAsync(Path.Combine(folder, name), text, new UTF8Encoding(false));
    }

    public static string FileOf(HostileMessage message) =>
        message.Name + (message.Kind is HostileKind.PostField or HostileKind.LogoutQuery ? ".txt" : ".xml");

    private static string Metadata(HostileGround ground)
    {
        var keys = string.Concat(new[] { ground.Idp, ground.IdpEc }.Select(k =>
            $"<md:KeyDescriptor use=\"signing\"><ds:KeyInfo xmlns:ds=\"{SamlUris.Dsig}\"><ds:X509Data>"
            + $"<ds:X509Certificate>{k.Base64}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"));
        return $"<md:EntityDescriptor xmlns:md=\"{SamlUris.Metadata}\" entityID=\"{ground.Parties.IdpEntityId}\">"
            + $"<md:IDPSSODescriptor protocolSupportEnumeration=\"{SamlUris.Protocol}\">{keys}"
            + $"<md:SingleLogoutService Binding=\"{SamlUris.Redirect}\" Location=\"https://idp.example/slo\"/>"
            + $"<md:SingleSignOnService Binding=\"{SamlUris.Redirect}\" Location=\"https://idp.example/sso\"/>"
            + "</md:IDPSSODescriptor></md:EntityDescriptor>";
    }
}
