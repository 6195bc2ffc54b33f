using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using RunBroker.Protocol;
using RunBroker.Protocol.Jose;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Xml;
using RunBroker.Upstream.Saml;

namespace RunBroker.Check;

/// <summary>
/// Finds out what somebody pasted: a message in any of the forms in which people come by one. It only unpacks: whether what comes out is good
/// is for the same code to say that the endpoints ask.
/// </summary>
internal static partial class PasteReading
{
    private const string Json = "{";

    public static Pasted Of(string input, CheckKind? kind)
    {
        var text = input.Trim().TrimStart('\uFEFF');
        if (text.Length == 0)
            return new Pasted.Nothing(Unread.Empty);
        if (text.StartsWith(Json, StringComparison.Ordinal))
            return OfJson(text, kind);
        if (Encoding.UTF8.GetByteCount(text) > Limits.CheckBytes)
            return new Pasted.Nothing(Unread.TooLarge);
        if (text[0] == '<')
            return OfXml(Encoding.UTF8.GetBytes(text), kind, null);
        if (Address().IsMatch(text))
            return OfUrl(text, kind);
        if (Compact().IsMatch(text))
            return OfToken(text, null, kind);
        return Form().IsMatch(text) ? OfForm(text, kind, null) : OfBase64(text, kind);
    }

    /// <summary>As a browser sends it: the octets after the question mark, or of the form.</summary>
    public static Pasted OfForm(string raw, CheckKind? kind, string? host)
    {
        var sent = Parameters.Parse(raw);
        if (sent.All.Any(p => p.Key is PostedMessage.Response or PostedMessage.Request))
            return OfSaml(raw, sent, kind, host);
        if (sent["logout_token"] is { } logout)
            return OfToken(logout, null, kind ?? CheckKind.LogoutToken);
        if (sent["id_token"] is { } token)
            return OfToken(token, sent["access_token"], kind);
        return sent.All.Any(p => p.Key is "code" or "error" or "state") ? new Pasted.Callback(sent) : new Pasted.Nothing(Unread.NotRecognised);
    }

    public static Pasted OfToken(string token, string? accessToken, CheckKind? kind)
    {
        var known = kind is CheckKind.IdToken or CheckKind.LogoutToken ? kind.Value : IsLogoutToken(token) ? CheckKind.LogoutToken : CheckKind.IdToken;
        return new Pasted.Token(known, token, accessToken) { Notes = Jwe.IsCompact(token) ? [ReadNote.Encrypted] : [] };
    }

    private static Pasted OfJson(string text, CheckKind? kind)
    {
        if (Encoding.UTF8.GetByteCount(text) > Limits.CheckArchiveBytes)
            return new Pasted.Nothing(Unread.TooLarge);
        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 64 });
            if (json.RootElement.TryGetProperty("log", out var log))
                return HarReading.Of(log);
            return Member(json.RootElement, "logout_token") is { } logout ? OfToken(logout, null, CheckKind.LogoutToken)
                : Member(json.RootElement, "id_token") is { } token ? OfToken(token, Member(json.RootElement, "access_token"), kind)
                : new Pasted.Nothing(Unread.NotRecognised);
        }
        // Half a surrogate pair is JSON and no text.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new Pasted.Nothing(kind is null or CheckKind.Har ? Unread.HarMalformed : Unread.NotRecognised);
        }
    }

    private static Pasted OfUrl(string text, CheckKind? kind)
    {
        var (path, query) = text.Split('?', 2) is [var before, var after] ? (before, after.Split('#')[0]) : (text, "");
        var host = Uri.TryCreate(path, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" ? parsed!.Authority : null;
        Pasted read = query.Length == 0 && text.Contains('#', StringComparison.Ordinal) ? new Pasted.Nothing(Unread.InFragment) : OfForm(query, kind, host);
        return read with { Connection = ConnectionIn(path) };
    }

    /// <summary>The connection that one of our addresses is of.</summary>
    public static string? ConnectionIn(string path) => Federation().Match(path) is { Success: true } found ? found.Groups[1].Value : null;

    private static Pasted OfSaml(string raw, Parameters sent, CheckKind? kind, string? host)
    {
        var isAnswer = sent.All.Any(p => p.Key == PostedMessage.Response);
        var field = isAnswer ? PostedMessage.Response : PostedMessage.Request;
        // A plus that was copied without its escape came out as a blank.
        var value = (sent[field] ?? "").Replace(' ', '+');
        if (sent.All.Any(p => p.Key is "SigAlg" or "Signature") || (!StartsAsXml(PostBinding.Decode(value)) && Unpacked($"{field}={Uri.EscapeDataString(value)}") is not null))
            return OfQuery(raw, kind);
        var repaired = Parameters.From(sent.All.Select(p => KeyValuePair.Create<string, string?>(p.Key, p.Key == field ? p.Value.Replace(' ', '+') : p.Value)));
        var posted = PostedMessage.Read(repaired, field);
        return posted.Why is null ? OfXml(posted.Xml, kind, host)
            : kind is CheckKind.LogoutRequest or CheckKind.LogoutResponse || !isAnswer
                ? new Pasted.Logout(isAnswer ? CheckKind.LogoutResponse : CheckKind.LogoutRequest, null, posted.Why) : new Pasted.Answer(posted, host);
    }

    private static Pasted OfQuery(string raw, CheckKind? kind) => RedirectBinding.Read(raw) switch
    {
        RedirectResult.Read { Message: var message } => Redirected(message, kind),
        RedirectResult.Refused { Why: var why } => kind == CheckKind.SamlResponse ? new Pasted.Answer(new(default, why), null)
            : new Pasted.Logout(kind is { } known && known.IsSaml() ? known : raw.Contains(PostedMessage.Request, StringComparison.Ordinal)
                ? CheckKind.LogoutRequest : CheckKind.LogoutResponse, null, why),
        _ => throw new InvalidOperationException("closed set"),
    };

    private static Pasted Redirected(RedirectMessage message, CheckKind? kind)
    {
        var found = KindOf(message.Xml, kind);
        ImmutableArray<ReadNote> bare = message.SignatureMethod is null ? [ReadNote.QueryMissing] : [];
        return found switch
        {
            CheckKind.SamlResponse => new Pasted.Answer(new(message.Xml, null), null) { Notes = [ReadNote.AnswerDeflated] },
            CheckKind.LogoutRequest or CheckKind.LogoutResponse =>
                new Pasted.Logout(found.Value, new(message.IsRequest, message, default, null), null) { Notes = bare },
            _ => Unknown(message.Xml),
        };
    }

    private static Pasted OfBase64(string text, CheckKind? kind)
    {
        var value = text.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(text) : text;
        value = string.Concat(value.Where(c => !char.IsWhiteSpace(c)));
        if (value.Length == 0 || !Base64().IsMatch(value))
            return new Pasted.Nothing(Unread.NotRecognised);
        var decoded = PostBinding.Decode(value);
        if (StartsAsXml(decoded))
            return OfXml(((DecodedMessage.Decoded)decoded).Xml, kind, null);
        foreach (var field in (ReadOnlySpan<string>)[PostedMessage.Response, PostedMessage.Request])
        {
            if (Unpacked($"{field}={Uri.EscapeDataString(value)}") is { } message
                && Redirected(message, kind) is var read && (field == PostedMessage.Request || read is not Pasted.Logout { Kind: CheckKind.LogoutRequest }))
                return read;
        }

        return kind == CheckKind.SamlResponse ? new Pasted.Answer(new(decoded is DecodedMessage.Decoded d ? d.Xml : default,
            decoded is DecodedMessage.Refused r ? r.Why : null), null) : new Pasted.Nothing(Unread.NotRecognised);
    }

    private static Pasted OfXml(ReadOnlyMemory<byte> xml, CheckKind? kind, string? host) => KindOf(xml, kind) switch
    {
        CheckKind.SamlResponse => new Pasted.Answer(new(xml, null), host),
        CheckKind.LogoutRequest => new Pasted.Logout(CheckKind.LogoutRequest, new(true, null, xml, null), null),
        CheckKind.LogoutResponse => new Pasted.Logout(CheckKind.LogoutResponse, new(false, null, xml, null), null),
        _ => Unknown(xml),
    };

    /// <summary>By its outermost element. What cannot be read is taken for an answer, so that the judge says what is wrong with it.</summary>
    private static CheckKind? KindOf(ReadOnlyMemory<byte> xml, CheckKind? kind) => kind is { } wanted && wanted.IsSaml() ? wanted : RootOf(xml) switch
    {
        null or "Response" => CheckKind.SamlResponse,
        "LogoutRequest" => CheckKind.LogoutRequest,
        "LogoutResponse" => CheckKind.LogoutResponse,
        _ => null,
    };

    private static Pasted.Nothing Unknown(ReadOnlyMemory<byte> xml) => new(RootOf(xml) == "AuthnRequest" ? Unread.OurOwnRequest : Unread.NotRecognised);

    private static string? RootOf(ReadOnlyMemory<byte> xml) => SafeXml.Read(xml, XmlBounds.Message) is XmlResult.Read { Root: var root } ? root.LocalName : null;

    private static RedirectMessage? Unpacked(string query) => RedirectBinding.Read(query) is RedirectResult.Read { Message: var message } ? message : null;

    private static bool StartsAsXml(DecodedMessage decoded) => decoded is DecodedMessage.Decoded { Xml: { IsEmpty: false } xml }
        && Encoding.UTF8.GetString(xml.Span[..Math.Min(xml.Length, 64)]).TrimStart('\uFEFF', ' ', '\t', '\r', '\n').StartsWith('<');

    private static bool IsLogoutToken(string token)
    {
        var parts = token.Split('.');
        return (Part(parts[0]) is { } header && header.Text("typ") == "logout+jwt") || (parts.Length == 3 && Part(parts[1])?.Has("events") == true);
    }

    /// <summary>Believed no further than to know what it is.</summary>
    public static JwtClaims? Part(string part) => Base64Url.TryDecode(part, out var octets) ? JwtClaims.Parse(octets) : null;

    private static string? Member(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex("^(?:https?://[^\\s]*|/[^\\s]*\\?[^\\s]*)$", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Address();

    [GeneratedRegex("^[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]*){2}(?:(?:\\.[A-Za-z0-9_-]*){2})?$", RegexOptions.NonBacktracking)]
    private static partial Regex Compact();

    [GeneratedRegex("^[A-Za-z_]{1,40}=", RegexOptions.NonBacktracking)]
    private static partial Regex Form();

    [GeneratedRegex("^[A-Za-z0-9+/]+={0,2}$", RegexOptions.NonBacktracking)]
    private static partial Regex Base64();

    [GeneratedRegex("/federation/(?:saml|oidc)/([A-Za-z0-9_-]{1,64})(?:/|$)", RegexOptions.NonBacktracking)]
    private static partial Regex Federation();
}
