namespace RunBroker.Webhooks;

/// <summary>What came back from one attempt.</summary>
public abstract record DeliveryAnswer
{
    private DeliveryAnswer() { }

    /// <summary><paramref name="RetryAfter"/>: the header as a pause from now; null when absent, unreadable or past.</summary>
    public sealed record Status(int Code, TimeSpan? RetryAfter = null) : DeliveryAnswer;

    /// <summary>Timeout, refused connection, TLS or name failure; the text is for the delivery log.</summary>
    /// <param name="Why">Plain words.</param>
    /// <param name="RetryAfter">Where there was an answer, which yet was none of those that end a delivery.</param>
    public sealed record Nothing(string Why, TimeSpan? RetryAfter = null) : DeliveryAnswer;

    /// <summary>Our own protection let nobody be asked: the host failed too often just now, or is asked too much.</summary>
    public sealed record NotAsked(string Why) : DeliveryAnswer;
}

/// <summary>What follows from an answer. Closed: each case is one thing to do.</summary>
public abstract record DeliveryVerdict
{
    private DeliveryVerdict() { }

    public sealed record Delivered : DeliveryVerdict;

    /// <param name="When">Not earlier.</param>
    /// <param name="Why">For the delivery log.</param>
    /// <param name="Attempts">Made so far; one that was never begun does not count.</param>
    public sealed record Retry(DateTimeOffset When, string Why, int Attempts) : DeliveryVerdict;

    /// <summary>This delivery is over; the webhook stays on.</summary>
    public sealed record Failed(string Why) : DeliveryVerdict;

    /// <summary>410: the receiver wants no more; the webhook is disabled and says why.</summary>
    public sealed record Disable(string Why) : DeliveryVerdict;

    /// <summary>Attempts spent on an answer that time seldom repairs: a redirect (never followed, O-166) or a 4xx.</summary>
    public const int AttemptsWhenRefused = 3;

    public T Match<T>(Func<T> delivered, Func<Retry, T> retry, Func<Failed, T> failed, Func<Disable, T> disable) => this switch
    {
        Delivered => delivered(),
        Retry r => retry(r),
        Failed f => failed(f),
        Disable d => disable(d),
        _ => throw new InvalidOperationException("unknown case"),
    };

    /// <summary>As <see cref="RetrySchedule.NextAttempt"/> takes them; <paramref name="attempts"/> counts the one just answered.</summary>
    public static DeliveryVerdict Of(DeliveryAnswer answer, int attempts, DateTimeOffset firstAt, DateTimeOffset now, double jitter)
    {
        return answer switch
        {
            DeliveryAnswer.Status { Code: >= 200 and < 300 } => new Delivered(),
            DeliveryAnswer.Status { Code: 410 } => new Disable("the receiver answered 410 Gone"),
            DeliveryAnswer.Status { Code: 408 or 425 or 429 or (>= 500 and < 600) } busy => Again(busy.RetryAfter, $"status {busy.Code}"),
            DeliveryAnswer.Status refused when attempts >= AttemptsWhenRefused => new Failed($"status {refused.Code}"),
            DeliveryAnswer.Status refused => Again(refused.RetryAfter, $"status {refused.Code}"),
            DeliveryAnswer.Nothing nothing => Again(nothing.RetryAfter, nothing.Why),
            DeliveryAnswer.NotAsked notAsked => Later(notAsked.Why),
            _ => throw new InvalidOperationException("unknown case"),
        };

        DeliveryVerdict Again(TimeSpan? retryAfter, string why) =>
            RetrySchedule.NextAttempt(attempts, firstAt, now, retryAfter, jitter) is NextTry.At next
                ? new Retry(next.When, why, attempts)
                : new Failed(why);

        // A whole backlog waits behind one trial request: to count that as an attempt would cost each of them a pause of hours.
        DeliveryVerdict Later(string why) =>
            RetrySchedule.NextTrial(firstAt, now, jitter) is NextTry.At next ? new Retry(next.When, why, attempts - 1) : new Failed(why);
    }
}
