using System.Globalization;
using RunBroker.Protocol.Saml.Metadata;
using static RunBroker.Protocol.Tests.Saml.Metadata.IdpXml;

namespace RunBroker.Protocol.Tests.Saml.Metadata;

public sealed class MetadataScheduleTests
{
    private static TimeSpan Pause(int failures = 0, string? cache = null, string? validFor = null)
    {
        var fetches = new MetadataFetches
        {
            LastTriedAt = Now,
            FailuresInARow = failures,
            CacheDuration = cache is null ? null : TimeSpan.Parse(cache, CultureInfo.InvariantCulture),
            ValidUntil = validFor is null ? null : Now + TimeSpan.Parse(validFor, CultureInfo.InvariantCulture),
        };
        return MetadataSchedule.NextFetch(fetches, Now.AddMinutes(1)) - Now;
    }

    [Fact]
    [Spec("IIP-MD02")]
    public void What_was_never_fetched_is_fetched_now() => Assert.Equal(Now, MetadataSchedule.NextFetch(new(), Now));

    [Theory]
    [Spec("S-123"), Spec("IIP-MD02")]
    [InlineData(null, "1.00:00:00")]
    [InlineData("06:00:00", "06:00:00")]
    [InlineData("00:00:00", "01:00:00")]
    [InlineData("00:00:01", "01:00:00")]
    [InlineData("365.00:00:00", "1.00:00:00")]
    public void After_a_success_cacheDuration_counts_between_an_hour_and_a_day(string? cache, string pause) =>
        Assert.Equal(TimeSpan.Parse(pause, CultureInfo.InvariantCulture), Pause(cache: cache));

    [Theory]
    [Spec("S-123")]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(3, 20)]
    [InlineData(4, 40)]
    [InlineData(5, 60)]
    [InlineData(6, 60)]
    [InlineData(int.MaxValue, 60)]
    public void After_failures_pauses_grow_up_to_an_hour(int failures, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), Pause(failures, cache: "1.00:00:00"));

    [Theory]
    [Spec("S-123")]
    [InlineData(0, "04:00:00", "03:00:00")]
    [InlineData(0, "00:20:00", "00:15:00")]
    [InlineData(0, "00:00:40", "00:00:40")]
    [InlineData(0, "30.00:00:00", "1.00:00:00")]
    [InlineData(5, "00:20:00", "00:15:00")]
    [InlineData(1, "00:04:00", "00:03:00")]
    public void The_next_fetch_lies_before_the_end_of_what_is_stored(int failures, string validFor, string pause) =>
        Assert.Equal(TimeSpan.Parse(pause, CultureInfo.InvariantCulture), Pause(failures, validFor: validFor));

    [Fact]
    [Spec("S-123")]
    public void Up_to_the_end_it_is_tried_again_and_again_and_afterwards_too()
    {
        var fetches = new MetadataFetches { LastTriedAt = Now, ValidUntil = Now.AddHours(8) };
        var tries = 0;
        for (var now = Now; now < Now.AddHours(12); tries++)
        {
            var next = MetadataSchedule.NextFetch(fetches, now);
            Assert.InRange(next - now, TimeSpan.FromSeconds(30), TimeSpan.FromHours(6));
            Assert.True(now >= fetches.ValidUntil || next <= fetches.ValidUntil, "past the end while it was not over");
            fetches = fetches with { LastTriedAt = next, FailuresInARow = fetches.FailuresInARow + 1 };
            now = next;
        }

        Assert.InRange(tries, 8, 20);
    }

    [Theory]
    [Spec("S-123")]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public void Metadata_vouches_for_its_keys_up_to_its_end(int ticks, bool usable) =>
        Assert.Equal(usable, MetadataSchedule.IsUsable(Now, Now.AddTicks(ticks)));

    [Fact]
    public void Metadata_without_an_end_stays_usable() => Assert.True(MetadataSchedule.IsUsable(null, Now));

    [Fact]
    [Spec("S-036")]
    public void An_unknown_key_makes_us_look_at_most_once_a_minute()
    {
        Assert.True(MetadataSchedule.MayFetchForUnknownKey(new(), Now));
        var fetches = new MetadataFetches { LastTriedAt = Now.AddHours(-2), LastForUnknownKeyAt = Now };
        Assert.False(MetadataSchedule.MayFetchForUnknownKey(fetches, Now.AddSeconds(59)));
        Assert.True(MetadataSchedule.MayFetchForUnknownKey(fetches, Now.AddSeconds(60)));
        Assert.False(MetadataSchedule.MayFetchForUnknownKey(new() { LastTriedAt = Now }, Now.AddSeconds(59)));
        var tried = new MetadataFetches { LastTriedAt = Now, LastForUnknownKeyAt = Now.AddHours(-1) };
        Assert.False(MetadataSchedule.MayFetchForUnknownKey(tried, Now.AddSeconds(1)));
    }
}
