using System.Text.Json.Nodes;
using RunBroker.Http.Json;

namespace RunBroker.Logout;

/// <summary>
/// Why an app did not take a logout token, in its own words (OIDCBC-2.8): they tell its developers what to mend. They are anybody's text, so they
/// are kept short, without control characters, and not at all where they repeat the token.
/// </summary>
internal static class AppRefusal
{
    private const int MostBytes = 8 * 1024;
    private const int Longest = 200;

    public static string Words(int status, ReadOnlyMemory<byte> body, string token)
    {
        var said = StrictJson.ReadObject(body, MostBytes) is JsonRead.Accepted { Value: var answer }
            ? string.Join(": ", ((string?[])[Text(answer, "error"), Text(answer, "error_description")]).Where(t => t is not null)) : "";
        return said.Length == 0 || said.Contains(token, StringComparison.Ordinal) ? $"status {status}" : $"status {status}: {Shortened(said)}";
    }

    private static string? Text(JsonObject answer, string member) =>
        answer[member] is JsonValue value && value.TryGetValue<string>(out var text) && !string.IsNullOrWhiteSpace(text)
            ? string.Concat(text.Where(c => !char.IsControl(c))) : null;

    // Not in the middle of a character: half of one is no text.
    private static string Shortened(string said) =>
        said.Length <= Longest ? said : said[..(char.IsHighSurrogate(said[Longest - 1]) ? Longest - 1 : Longest)] + "…";
}
