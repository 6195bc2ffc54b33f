using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using RunBroker.Protocol;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Xml;
using RunBroker.Upstream.Saml;

namespace RunBroker.Check;

/// <summary>
/// A browser's recording (HAR 1.2): what came to the addresses of connections here, in order; and, of what the browser took to the provider,
/// which requests were ours, so that the answers can be held against them.
/// </summary>
internal static partial class HarReading
{
    /// <summary>A sign-in is a dozen requests. Each message may grow a hundredfold when it is unpacked: a recording made of nothing else must stay small.</summary>
    private const int MostMessages = 100;
    private const int MostEntries = 10_000;

    public static Pasted Of(JsonElement log)
    {
        if (log.ValueKind != JsonValueKind.Object || !log.TryGetProperty("entries", out var entries) || entries.ValueKind != JsonValueKind.Array)
            return new Pasted.Nothing(Unread.HarMalformed);
        var messages = ImmutableArray.CreateBuilder<Recorded>();
        var ids = ImmutableArray.CreateBuilder<string>();
        var states = ImmutableArray.CreateBuilder<string>();
        foreach (var entry in entries.EnumerateArray().Take(MostEntries))
        {
            if (messages.Count + ids.Count == MostMessages)
                break;
            if (Request(entry) is not { } request)
                continue;
            if (OurRequest(request.Url, request.Body) is { } id)
                ids.Add(id);
            else if (Parameters.Parse(Query(request.Url)) is { } sent && sent["response_type"] is not null && sent["state"] is { } state)
                states.Add(state);
            else if (Message(request.Method, request.Url, request.Body) is { } message)
                messages.Add(new(Started(entry), message));
        }

        return messages.Count == 0 ? new Pasted.Nothing(Unread.HarWithoutMessages)
            : new Pasted.Recording(messages.ToImmutable(), ids.ToImmutable(), states.ToImmutable());
    }

    private static Pasted? Message(string method, string url, string body)
    {
        if (Ours().Match(url.Split('?', '#')[0]) is not { Success: true } found)
            return null;
        var host = Uri.TryCreate(url, UriKind.Absolute, out var parsed) ? parsed.Authority : null;
        var raw = method == "POST" ? body : Query(url);
        CheckKind? kind = found.Groups[2].Value switch
        {
            "acs" => CheckKind.SamlResponse,
            "backchannel-logout" => CheckKind.LogoutToken,
            _ => null,
        };
        return PasteReading.OfForm(raw, kind, host) with { Connection = found.Groups[1].Value };
    }

    /// <summary>The ID of a request for a sign-in, that the browser took along.</summary>
    private static string? OurRequest(string url, string body)
    {
        ReadOnlyMemory<byte> xml = default;
        if (Query(url) is { Length: > 0 } query && query.Contains("SAMLRequest=", StringComparison.Ordinal))
            xml = RedirectBinding.Read(query) is RedirectResult.Read { Message: var message } ? message.Xml : default;
        else if (body.Contains("SAMLRequest=", StringComparison.Ordinal))
            xml = PostedMessage.Read(Parameters.Parse(body), PostedMessage.Request).Xml;
        return !xml.IsEmpty && SafeXml.Read(xml, XmlBounds.Message) is XmlResult.Read { Root: { LocalName: "AuthnRequest" } root } ? root["ID"] : null;
    }

    private static (string Method, string Url, string Body)? Request(JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("request", out var request) || request.ValueKind != JsonValueKind.Object
            || Text(request, "url") is not { } url)
            return null;
        return (Text(request, "method") ?? "GET", url, request.TryGetProperty("postData", out var data) && data.ValueKind == JsonValueKind.Object ? Body(data) : "");
    }

    /// <summary>As text; some browsers keep only the fields.</summary>
    private static string Body(JsonElement data)
    {
        if (Text(data, "text") is { Length: > 0 } text)
            return text;
        return data.TryGetProperty("params", out var fields) && fields.ValueKind == JsonValueKind.Array
            ? FormEncoding.Encode(fields.EnumerateArray().Where(f => f.ValueKind == JsonValueKind.Object && Text(f, "name") is not null)
                .Select(f => KeyValuePair.Create(Text(f, "name")!, Text(f, "value") ?? "")))
            : "";
    }

    private static DateTimeOffset? Started(JsonElement entry) =>
        DateTimeOffset.TryParse(Text(entry, "startedDateTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            && at.Year is > 2000 and < 2100 ? at.ToUniversalTime() : null;

    private static string Query(string url) => url.Split('?', 2) is [_, var query] ? query.Split('#')[0] : "";

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex("/federation/(?:saml|oidc)/([A-Za-z0-9_-]{1,64})/(acs|slo|callback|backchannel-logout)$", RegexOptions.NonBacktracking)]
    private static partial Regex Ours();
}
