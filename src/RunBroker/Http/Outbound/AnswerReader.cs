using System.Net.Http.Headers;

namespace RunBroker.Http.Outbound;

/// <summary>Reads an answer within its limits (O-163). What is over a limit is not cut but given up.</summary>
internal static class AnswerReader
{
    private const int FirstBuffer = 16 * 1024;

    /// <summary>Of a body that nobody needs so much is read, for the connection to be used again.</summary>
    private const int Drained = 4 * 1024;

    public static async Task<OutboundResult> Read(
        HttpResponseMessage response, OutboundLimits limits, int maxBytes, DateTimeOffset now, CancellationToken stop)
    {
        var content = response.Content;
        if (limits.StatusIsAll && response.IsSuccessStatusCode)
        {
            await Drain(content, stop);
            return new OutboundResult.Answered((int)response.StatusCode, null, ReadOnlyMemory<byte>.Empty, Headers(response, now));
        }

        if (content.Headers.ContentEncoding.Any(e => !e.Equals("identity", StringComparison.OrdinalIgnoreCase)))
            return new OutboundResult.Failed(OutboundReason.ContentEncoded);
        // Not what is trusted (the count below is), only a shorter way to the same answer.
        if (content.Headers.ContentLength > maxBytes)
            return new OutboundResult.Failed(OutboundReason.TooLarge);

        await using var stream = await content.ReadAsStreamAsync(stop);
        if (await ReadCounted(stream, maxBytes, stop) is not { } body)
            return new OutboundResult.Failed(OutboundReason.TooLarge);

        var type = content.Headers.TryGetValues("Content-Type", out var sent) ? sent.FirstOrDefault() : null;
        if (response.IsSuccessStatusCode && body.Length > 0 && !Suits(type, limits))
            return new OutboundResult.Failed(OutboundReason.WrongContentType);
        return new OutboundResult.Answered((int)response.StatusCode, type, body, Headers(response, now));
    }

    /// <summary>Null when there is more than <paramref name="max"/>. Never holds more than about twice what really came.</summary>
    internal static async Task<byte[]?> ReadCounted(Stream stream, int max, CancellationToken stop)
    {
        // One byte more than allowed is read, to tell "exactly full" from "too much".
        var buffer = new byte[Math.Min(FirstBuffer, (long)max + 1)];
        var count = 0;
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(count), stop);
            if (read == 0)
                return buffer[..count];
            count += read;
            if (count > max)
                return null;
            if (count == buffer.Length)
                Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, (long)max + 1));
        }
    }

    private static async Task Drain(HttpContent content, CancellationToken stop)
    {
        try
        {
            await using var stream = await content.ReadAsStreamAsync(stop);
            await ReadCounted(stream, Drained, stop);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // The answer came before.
        }
    }

    private static bool Suits(string? type, OutboundLimits limits)
    {
        if (string.IsNullOrWhiteSpace(type) || limits.MediaTypes.IsEmpty)
            return true;
        var media = type.Split(';', 2)[0];
        return limits.MediaTypes.Any(part => media.Contains(part, StringComparison.OrdinalIgnoreCase));
    }

    private static OutboundAnswerHeaders Headers(HttpResponseMessage response, DateTimeOffset now)
    {
        var modified = response.Content.Headers.LastModified;
        var retry = RetryAfter(response.Headers.RetryAfter, now);
        return new(response.Headers.ETag?.ToString(), modified, retry, response.Headers.CacheControl?.MaxAge);
    }

    private static TimeSpan? RetryAfter(RetryConditionHeaderValue? sent, DateTimeOffset now) =>
        (sent?.Delta ?? sent?.Date - now) is { } wait && wait > TimeSpan.Zero ? wait : null;
}
