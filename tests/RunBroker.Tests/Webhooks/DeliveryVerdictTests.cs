using RunBroker.Webhooks;

namespace RunBroker.Tests.Webhooks;

[Spec("O-166")]
public sealed class DeliveryVerdictTests
{
    private static readonly DateTimeOffset First = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(200, 1, "delivered")]
    [InlineData(204, 11, "delivered")]
    [InlineData(299, 1, "delivered")]
    [InlineData(410, 1, "disable")]
    [InlineData(408, 3, "retry")]
    [InlineData(425, 3, "retry")]
    [InlineData(429, 3, "retry")]
    [InlineData(500, 10, "retry")]
    [InlineData(599, 3, "retry")]
    [InlineData(500, 11, "failed")]
    [InlineData(404, 2, "retry")]
    [InlineData(404, 3, "failed")]
    [InlineData(302, 2, "retry")]
    [InlineData(302, 3, "failed")]
    [InlineData(101, 3, "failed")]
    public void An_answer_means_this(int code, int attempts, string verdict) =>
        Assert.Equal(verdict, Kind(Of(new DeliveryAnswer.Status(code), attempts)));

    [Fact]
    public void No_answer_is_tried_again_and_its_reason_kept()
    {
        var retry = Assert.IsType<DeliveryVerdict.Retry>(Of(new DeliveryAnswer.Nothing("timeout"), 4));
        Assert.Equal("timeout", retry.Why);
        Assert.Equal("failed", Kind(Of(new DeliveryAnswer.Nothing("timeout"), 11)));
    }

    [Fact]
    [Spec("RFC9110-10.2.3")]
    public void Retry_After_is_never_undercut_and_never_shortens_the_pause()
    {
        Assert.Equal(First.AddHours(1), At(1, First, TimeSpan.FromHours(1)));
        Assert.Equal(First.AddHours(1), At(6, First, TimeSpan.FromSeconds(1)));
        Assert.Equal(First.AddHours(7), At(1, First, TimeSpan.FromHours(24)));
        Assert.Equal(First.AddHours(7), At(1, First, TimeSpan.MaxValue));
        Assert.Equal(First.AddHours(7).AddMinutes(42), ((NextTry.At)RetrySchedule.NextAttempt(1, First, First, TimeSpan.MaxValue, 1)).When);
        Assert.Null(At(4, First.AddHours(17), TimeSpan.MaxValue));
        Assert.Equal(First.AddSeconds(5), At(1, First, TimeSpan.FromSeconds(-5)));
    }

    [Fact]
    public void One_that_was_not_asked_loses_no_attempt_and_looks_again_ever_less_often_until_the_day_is_over()
    {
        var (now, last, looks) = (First, TimeSpan.Zero, 0);
        while (Of(new DeliveryAnswer.NotAsked("HostDown"), 3, now) is DeliveryVerdict.Retry { Attempts: 2, Why: "HostDown" } next)
        {
            Assert.InRange(next.When - now, last, TimeSpan.FromMinutes(10));
            (last, now, looks) = (next.When - now, next.When, looks + 1);
        }

        Assert.Equal(TimeSpan.FromMinutes(10), last);
        Assert.InRange(looks, 100, 200);
        Assert.Equal(new DeliveryVerdict.Failed("HostDown"), Of(new DeliveryAnswer.NotAsked("HostDown"), 3, now));
        Assert.Equal(new DeliveryVerdict.Retry(First.AddSeconds(5), "x", 0), Of(new DeliveryAnswer.NotAsked("x"), 1, First));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void Pauses_grow_and_end_within_a_day(double jitter)
    {
        var (now, last, attempts) = (First, TimeSpan.Zero, 1);
        while (RetrySchedule.NextAttempt(attempts, First, now, null, jitter) is NextTry.At next)
        {
            Assert.True(next.When - now > last);
            (last, now) = (next.When - now, next.When);
            attempts++;
        }

        Assert.Equal(RetrySchedule.Pauses.Length + 1, attempts);
        Assert.InRange(now - First, TimeSpan.FromHours(20), RetrySchedule.Window);
    }

    [Fact]
    public void Nothing_is_tried_past_the_window_and_jitter_stays_a_tenth()
    {
        Assert.Null(At(2, First.AddHours(24).AddSeconds(-30), null));
        Assert.NotNull(At(2, First.AddHours(24).AddSeconds(-31), null));
        Assert.IsType<NextTry.At>(RetrySchedule.NextAttempt(1, First, First, null, 50));
        Assert.Equal(
            new NextTry.At(First.AddSeconds(5.5)), RetrySchedule.NextAttempt(1, First, First, null, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RetrySchedule.NextAttempt(0, First, First, null, 0));
    }

    [Theory]
    [InlineData(5, 5, true)]
    [InlineData(5, 4, false)]
    [InlineData(4.9, 50, false)]
    public void A_webhook_is_given_up_after_days_and_several_lost_deliveries(double days, int failed, bool over)
    {
        Assert.Equal(over, EndpointHealth.IsGivenUp(First, failed, First.AddDays(days)));
        Assert.False(EndpointHealth.IsGivenUp(null, failed, First.AddDays(days)));
    }

    private static DateTimeOffset? At(int attempts, DateTimeOffset now, TimeSpan? retryAfter) =>
        (RetrySchedule.NextAttempt(attempts, First, now, retryAfter, 0) as NextTry.At)?.When;

    private static DeliveryVerdict Of(DeliveryAnswer answer, int attempts, DateTimeOffset? now = null) =>
        DeliveryVerdict.Of(answer, attempts, First, now ?? First, 0);

    private static string Kind(DeliveryVerdict verdict) => verdict.Match(() => "delivered", _ => "retry", _ => "failed", _ => "disable");
}
