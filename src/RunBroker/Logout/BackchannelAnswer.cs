using System.Collections.Frozen;
using System.Text.Json;
using RunBroker.Http.Outbound;
using RunBroker.Webhooks;

namespace RunBroker.Logout;

/// <summary>What an app's answer to a logout token means (OIDCBC-2.8). Success is any 2xx; all else is tried again.</summary>
internal static class BackchannelAnswer
{
    /// <summary>
    /// Of an answer only a registered error code is shown, never text of the app's own: else the broker would read other people's networks
    /// to an admin (security.md O-164).
    /// </summary>
    private static readonly FrozenSet<string> Codes = FrozenSet.Create(StringComparer.Ordinal,
        "invalid_request", "invalid_token", "invalid_client", "unauthorized_client", "access_denied", "server_error",
        "temporarily_unavailable");

    public static DeliveryAnswer Of(OutboundResult.Answered answer) => answer.Status switch
    {
        >= 200 and < 300 or 408 or 425 or 429 or (>= 500 and < 600) => new DeliveryAnswer.Status(answer.Status, answer.Headers.RetryAfter),
        400 when Error(answer.Body) is { } code => new DeliveryAnswer.Nothing($"status 400: {code}", answer.Headers.RetryAfter),
        _ => new DeliveryAnswer.Nothing($"status {answer.Status}", answer.Headers.RetryAfter),
    };

    private static string? Error(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("error", out var error)
                && error.ValueKind == JsonValueKind.String && Codes.TryGetValue(error.GetString()!, out var known) ? known : null;
        }
        // Any app may answer anything; a text that is no UTF-8, or half a surrogate pair, is found only when it is read.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
