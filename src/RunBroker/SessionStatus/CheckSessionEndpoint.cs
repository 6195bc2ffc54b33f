using System.Security.Cryptography;
using System.Text;
using RunBroker.Tokens;

namespace RunBroker.SessionStatus;

/// <summary>
/// The frame that an app's page asks whether the session changed (OIDCSession-3.2): one script (Pages/Assets/checksession.js) and nothing
/// else. The one page of ours that anybody may frame; it shows nothing, sends nothing, and what it answers is worth something only to the
/// app whose session_state was asked about (O-105).
/// </summary>
internal sealed class CheckSessionPage
{
    public CheckSessionPage()
    {
        using var stream = typeof(CheckSessionPage).Assembly.GetManifestResourceStream("checksession.js")
            ?? throw new InvalidOperationException("checksession.js is not embedded");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var script = reader.ReadToEnd().Replace("\r\n", "\n", StringComparison.Ordinal);
        Body = Encoding.UTF8.GetBytes(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Session check</title>" + $"<script>{script}</script></html>");
        Policy = $"default-src 'none'; script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors *";
        ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Body))[..16]}\"";
    }

    public byte[] Body { get; }

    public string Policy { get; }

    public string ETag { get; }
}

internal static class CheckSessionEndpoint
{
    public static IResult Handle(HttpContext http, CheckSessionPage page)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = page.Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        // A page that isolates itself (COEP) may frame it, too.
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        return new ReadyBytes(page.Body, page.ETag, "text/html; charset=utf-8");
    }
}
