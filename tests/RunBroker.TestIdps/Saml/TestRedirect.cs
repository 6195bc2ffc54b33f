using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace RunBroker.TestIdps;

/// <summary>SAMLBind-3.4: a message in a query, deflated, and the query signed.</summary>
public static class TestRedirect
{
    /// <returns>Without a leading question mark.</returns>
    public static string Query(string parameter, byte[] xml, string? relayState, TestSamlKey? key, string method = SamlUris.RsaSha256)
    {
        var query = $"{parameter}={Uri.EscapeDataString(Convert.ToBase64String(Deflate(xml)))}";
        if (relayState is not null) query += "&RelayState=" + Uri.EscapeDataString(relayState);
        if (key is null) return query;
        query += "&SigAlg=" + Uri.EscapeDataString(method);
        return query + "&Signature="
            + Uri.EscapeDataString(Convert.ToBase64String(TestXmlSigner.Value(method, key, Encoding.UTF8.GetBytes(query))));
    }

    public static byte[] Deflate(byte[] xml)
    {
        using var result = new MemoryStream();
        using (var deflate = new DeflateStream(result, CompressionLevel.Optimal)) deflate.Write(xml);
        return result.ToArray();
    }

    public static byte[] Inflate(string base64)
    {
        using var source = new DeflateStream(new MemoryStream(Convert.FromBase64String(base64)), CompressionMode.Decompress);
        using var result = new MemoryStream();
        source.CopyTo(result);
        return result.ToArray();
    }

    /// <summary>Whether one of the certificates signed the query, over the octets as they came.</summary>
    public static bool Verify(string rawQuery, IEnumerable<X509Certificate2> certificates)
    {
        var parts = rawQuery.TrimStart('?').Split('&');
        string? Raw(string name) => parts.FirstOrDefault(p => p.StartsWith(name + "=", StringComparison.Ordinal));
        var signed = string.Join('&',
            new[] { Raw("SAMLRequest") ?? Raw("SAMLResponse"), Raw("RelayState"), Raw("SigAlg") }.OfType<string>());
        var fields = Fields.Parse(rawQuery);
        if (fields["SigAlg"] is not { } method || fields["Signature"] is not { } signature) return false;
        return certificates.Any(c => Verify(c, method, Encoding.UTF8.GetBytes(signed), Convert.FromBase64String(signature)));
    }

    private static bool Verify(X509Certificate2 certificate, string method, byte[] data, byte[] signature)
    {
        if (method == SamlUris.RsaSha256 && certificate.GetRSAPublicKey() is { } rsa)
        {
            using (rsa) return rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        if (method != SamlUris.EcdsaSha256 || certificate.GetECDsaPublicKey() is not { } ec) return false;
        using (ec) return ec.VerifyData(data, signature, HashAlgorithmName.SHA256);
    }
}
