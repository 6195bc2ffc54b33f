using System.Text.Json;

namespace RunBroker.Protocol.Jose;

/// <summary>The members of a protected header that anything is decided by. jku, x5u, x5c and jwk are not among them (O-062).</summary>
public sealed record JoseHeader(string Alg, string? Enc, string? Kid, string? Typ, string? Cty)
{
    /// <summary>Null and the header with its JSON, or why it is refused, whoever sent it and whatever signs it.</summary>
    internal static JoseRefusal? Read(ReadOnlySpan<char> encoded, out JoseHeader header, out JsonElement json)
    {
        header = new("", null, null, null, null);
        json = default;
        if (!Base64Url.TryDecode(encoded, out var bytes))
            return new(JoseReason.BadBase64, "base64url header", null);
        if (StrictJson.ReadObject(bytes, out json) is { } refused)
            return refused;
        if (Objection(json) is { } objection)
            return objection;

        header = new(json.Text("alg") ?? "", json.Text("enc"), json.Text("kid"), json.Text("typ"), json.Text("cty"));
        return header.Kid is { Length: > JoseLimits.KidLength }
            ? new(JoseReason.TooLarge, $"kid of {JoseLimits.KidLength} characters") : null;
    }

    private static JoseRefusal? Objection(JsonElement json)
    {
        if (json.Text("alg") is null)
            return new(JoseReason.NoAlgorithm, "alg as a string");
        // RFC7515-4.1.11: we understand no extension, so whatever is critical is unknown (O-063). b64:false changes what is
        // signed (RFC7797-3) and must be listed in crit; some readers honour it without, so it is refused by itself too.
        if (json.TryGetProperty("crit", out var critical))
            return JoseRefusal.For(JoseReason.UnknownCritical, "no crit", critical.GetRawText());
        if (json.TryGetProperty("b64", out var b64) && b64.ValueKind != JsonValueKind.True)
            return JoseRefusal.For(JoseReason.UnknownCritical, "no b64", b64.GetRawText());
        string[] names = ["enc", "kid", "typ", "cty"];
        return names.All(n => json.IsTextOrMissing(n)) ? null : new(JoseReason.BadJson, "enc, kid, typ and cty as strings");
    }
}
