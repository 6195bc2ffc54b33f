using System.Security.Cryptography.X509Certificates;
using RunBroker.TestIdps;

namespace RunBroker.HostileSaml;

/// <summary>The command line: for which service provider the messages are made.</summary>
internal sealed record Command(string Out, SamlParties Parties, string Slo, string? Certificate)
{
    public const string Usage = """
        usage: dotnet run --project tests/RunBroker.HostileSaml -- --out DIR [options]
          --sp ID              entity ID of the service provider that shall refuse them   (https://sp.example/metadata)
          --acs URL            its assertion consumer service                             (https://sp.example/acs)
          --slo URL            its single logout service                                  (https://sp.example/slo)
          --sp-certificate FILE  its encryption certificate, PEM or DER                   (a new one, with its key in DIR)
          --idp ID             entity ID of the provider that they come from              (https://idp.example/entity)
          --request-id ID      of the AuthnRequest that they answer                       (_request)
        """;

    /// <summary>Null: not a command line of this program.</summary>
    public static Command? Read(string[] args)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 >= args.Length || !Names.Contains(args[i]) || !given.TryAdd(args[i], args[i + 1])) return null;
        }
        string Of(string name, string otherwise) => given.GetValueOrDefault(name, otherwise);
        return given.TryGetValue("--out", out var folder)
            ? new(folder,
                new(Of("--idp", "https://idp.example/entity"), Of("--sp", "https://sp.example/metadata"), Of("--acs", "https://sp.example/acs"),
                    Of("--request-id", "_request")),
                Of("--slo", "https://sp.example/slo"), given.GetValueOrDefault("--sp-certificate"))
            : null;
    }

    /// <summary>DER; null: none was given.</summary>
    public ReadOnlyMemory<byte>? SpCertificate()
    {
        if (Certificate is null) return null;
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(Certificate);
        return certificate.RawData;
    }

    private static readonly string[] Names = ["--out", "--sp", "--acs", "--slo", "--sp-certificate", "--idp", "--request-id"];
}
