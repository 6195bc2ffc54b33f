using System.Text.Json;
using System.Text.Json.Nodes;

namespace RunBroker.Http.Json;

/// <summary>Why a body was not read. Names are answered to admins and never renamed.</summary>
public enum JsonFault
{
    TooLarge,
    TooDeep,
    NotJson,
    NotAnObject,
    DuplicateMember,
    NotText,
}

/// <summary>A body as an object, or the one reason it is none.</summary>
public abstract record JsonRead
{
    private JsonRead() { }

    public sealed record Accepted(JsonObject Value) : JsonRead;

    public sealed record Refused(JsonFault Fault, string Says) : JsonRead;

    public T Match<T>(Func<Accepted, T> accepted, Func<Refused, T> refused) => this switch
    {
        Accepted a => accepted(a),
        Refused r => refused(r),
        _ => throw new InvalidOperationException("unknown case"),
    };
}

/// <summary>
/// Reads one JSON object as strictly as RFC 8259 allows. A member sent twice is refused (RFC8259-4): whoever checks the first
/// and whoever uses the last would read different documents.
/// </summary>
public static class StrictJson
{
    /// <summary>Bytes of a management request; SAML metadata in <c>metadata_xml</c> is the largest honest one.</summary>
    public const int MostBytes = 1024 * 1024;

    /// <summary>Levels of nesting; our own resources have five.</summary>
    public const int MostDepth = 16;

    public static JsonRead ReadObject(ReadOnlyMemory<byte> body, int mostBytes = MostBytes, int mostDepth = MostDepth)
    {
        if (body.Length > mostBytes)
            return Refuse(JsonFault.TooLarge, $"the body has more than {mostBytes} bytes");

        var options = new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = mostDepth };
        try
        {
            using var document = JsonDocument.Parse(body, options);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return Refuse(JsonFault.NotAnObject, "the body must be a JSON object");
            return HoldsOnlyText(root)
                ? new JsonRead.Accepted(JsonObject.Create(root.Clone())!)
                : Refuse(JsonFault.NotText, "a string holds U+0000 or half a character");
        }
        catch (JsonException)
        {
            return WhyNot(body, options);
        }
        catch (InvalidOperationException)
        {
            // The parser's own search for duplicates unescapes member names, and throws this at half a surrogate pair.
            return Refuse(JsonFault.NotText, "a member name holds half a character");
        }
    }

    // The parser says all of these with one exception type and a text; the reason is found by asking again, less strictly.
    private static JsonRead.Refused WhyNot(ReadOnlyMemory<byte> body, JsonDocumentOptions options) =>
        Parses(body, options with { AllowDuplicateProperties = true })
            ? Refuse(JsonFault.DuplicateMember, "a member was sent twice (RFC 8259 section 4)")
            : Parses(body, options with { AllowDuplicateProperties = true, MaxDepth = 1000 })
                ? Refuse(JsonFault.TooDeep, $"the body is nested deeper than {options.MaxDepth} levels")
                : Refuse(JsonFault.NotJson, "the body is not JSON");

    private static bool Parses(ReadOnlyMemory<byte> body, JsonDocumentOptions options)
    {
        try
        {
            using var document = JsonDocument.Parse(body, options);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>
    /// False for what the JSON grammar lets through and the rest of the broker does not: half a surrogate pair and broken UTF-8
    /// (reading such a string later throws: a 500 at will) and U+0000 (PostgreSQL refuses it in text: another).
    /// </summary>
    private static bool HoldsOnlyText(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                return IsText(element.GetString);
            case JsonValueKind.Array:
                return element.EnumerateArray().All(HoldsOnlyText);
            case JsonValueKind.Object:
                return element.EnumerateObject().All(m => IsText(() => m.Name) && HoldsOnlyText(m.Value));
            default:
                return true;
        }
    }

    private static bool IsText(Func<string?> read)
    {
        try
        {
            return read()?.Contains('\0', StringComparison.Ordinal) == false;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static JsonRead.Refused Refuse(JsonFault fault, string says) => new(fault, says);
}
