namespace RunBroker.Http.Outbound;

public abstract record OutboundResult
{
    private OutboundResult() { }

    /// <summary>Any status but a redirect. The body is untrusted, and at most the limit long.</summary>
    public sealed record Answered(int Status, string? ContentType, ReadOnlyMemory<byte> Body, OutboundAnswerHeaders Headers)
        : OutboundResult
    {
        public bool Ok => Status is >= 200 and <= 299;
    }

    /// <summary>The rules refuse the URL, its address, or a redirect's target: nothing was sent there.</summary>
    public sealed record Refused(OutboundReason Reason) : OutboundResult;

    /// <summary>The network or the other side failed, or the host failed so often just now that it was not asked.</summary>
    public sealed record Failed(OutboundReason Reason) : OutboundResult;

    public T Match<T>(Func<Answered, T> answered, Func<Refused, T> refused, Func<Failed, T> failed) => this switch
    {
        Answered a => answered(a),
        Refused r => refused(r),
        Failed f => failed(f),
        _ => throw new InvalidOperationException("The set of outcomes is closed."),
    };
}

/// <summary>The headers of an answer that a caller may act on.</summary>
/// <param name="ETag">As sent, with its quotes and W/.</param>
/// <param name="LastModified">Null when absent or no date.</param>
/// <param name="RetryAfter">From now; a date is already turned into a duration. Null when absent or past.</param>
/// <param name="MaxAge">Of Cache-Control. Null when absent.</param>
public sealed record OutboundAnswerHeaders(string? ETag, DateTimeOffset? LastModified, TimeSpan? RetryAfter, TimeSpan? MaxAge);
