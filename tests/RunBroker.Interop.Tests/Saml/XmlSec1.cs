using System.Diagnostics;
using RunBroker.TestIdps;

namespace RunBroker.Interop.Tests.Saml;

/// <summary>Debian's xmlsec1, the implementation that most SAML software outside of .NET and Java verifies with.</summary>
internal sealed class XmlSec1 : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("xmlsec1-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Null: the signature verifies with this certificate; else what the program said. Keys inside the message are not looked at.</summary>
    /// <param name="signature">Which of the document's signatures, from 1.</param>
    public async Task<string?> Verify(byte[] xml, int signature, TestSamlKey signer)
    {
        var certificate = Write("signer.pem", System.Text.Encoding.ASCII.GetBytes(signer.Certificate.ExportCertificatePem()));
        return await Run([
            "--verify", "--enabled-key-data", "key-name", "--pubkey-cert-pem", certificate,
            .. Ids(SamlUris.Protocol, "Response", "AuthnRequest", "LogoutRequest", "LogoutResponse"), .. Ids(SamlUris.Assertion, "Assertion"),
            "--node-xpath", $"(//*[local-name()='Signature' and namespace-uri()='{SamlUris.Dsig}'])[{signature}]", Write("message.xml", xml),
        ]);
    }

    /// <summary>The document with its EncryptedData replaced by what was in it; null and what the program said when it cannot.</summary>
    public async Task<(byte[]? Xml, string? Why)> Decrypt(byte[] xml, TestSamlKey recipient)
    {
        var key = Write("recipient.pem", System.Text.Encoding.ASCII.GetBytes(recipient.Rsa.ExportPkcs8PrivateKeyPem()));
        var output = Path.Combine(folder, "decrypted.xml");
        var why = await Run([
            "--decrypt", "--privkey-pem", key, "--output", output, "--id-attr:Id", $"{SamlUris.Enc}:EncryptedKey",
            "--node-xpath", "//*[local-name()='EncryptedData']", Write("message.xml", xml),
        ]);
        return why is null ? (await File.ReadAllBytesAsync(output), null) : (null, why);
    }

    private static IEnumerable<string> Ids(string uri, params string[] names) => names.SelectMany(n => new[] { "--id-attr:ID", $"{uri}:{n}" });

    private string Write(string name, byte[] octets)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, octets);
        return path;
    }

    private static async Task<string?> Run(IEnumerable<string> arguments)
    {
        using var program = Process.Start(new ProcessStartInfo("xmlsec1", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException("xmlsec1 does not start.");
        var said = await Task.WhenAll(program.StandardOutput.ReadToEndAsync(), program.StandardError.ReadToEndAsync());
        await program.WaitForExitAsync();
        return program.ExitCode == 0 ? null : string.Concat(said);
    }
}
