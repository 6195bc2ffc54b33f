using System.Text;

namespace RunBroker.Bench;

/// <summary>An answer; its body lies in the connection's buffer until the next request.</summary>
internal sealed record HttpAnswer(int Status, string? Location, string? ETag, string? RetryAfter, IReadOnlyList<string> SetCookies, ReadOnlyMemory<byte> Body)
{
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>Who is told to come again knows it by an exception of its own.</summary>
    public HttpAnswer OrLater() => Status == 503 && RetryAfter is not null ? throw new RefusedForNow() : this;

    /// <summary>Anything but what was expected is a fault of the run.</summary>
    public HttpAnswer Expect(int status, string what)
    {
        if (Status != status)
            throw new BenchFault($"{what}: {Status} in place of {status}, {Location} {Text[..Math.Min(Text.Length, 300)]}");
        return this;
    }
}
