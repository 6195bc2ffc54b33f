using RunBroker.Protocol.Saml.Metadata;
using static RunBroker.Protocol.Tests.Saml.Metadata.IdpXml;

namespace RunBroker.Protocol.Tests.Saml.Metadata;

public sealed class MetadataTimesTests
{
    [Theory]
    [Spec("S-123")]
    [InlineData("2026-06-01T00:00:00Z", "2026-06-01T00:00:00Z")]
    [InlineData(" 2026-06-01T02:00:00+02:00 ", "2026-06-01T00:00:00Z")]
    [InlineData("2026-06-01T00:00:00", "2026-06-01T00:00:00Z")]
    [InlineData("2026-06-01T00:00:00.000Z", "2026-06-01T00:00:00Z")]
    [InlineData("2026-06-01T00:00:00.123456789Z", "2026-06-01T00:00:00.1234567Z")]
    [InlineData("2026-06-01T00:00:00.123456789-01:00", "2026-06-01T01:00:00.1234567Z")]
    public void A_time_is_read_in_each_form_of_XML_and_without_zone_as_UTC(string text, string means) =>
        Assert.Equal(DateTimeOffset.Parse(means, System.Globalization.CultureInfo.InvariantCulture), MetadataTimes.Instant(text));

    [Theory]
    [Spec("S-123")]
    [InlineData("")]
    [InlineData("2026-06-01")]
    [InlineData("01.06.2026")]
    [InlineData("2026-06-01 00:00:00Z")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("2026-06-01T00:00:00Zulu")]
    [InlineData("2026-06-01T00:00:00.Z2026")]
    [InlineData("99999-06-01T00:00:00Z")]
    [InlineData("2026-06-01T00:00:00.1234567890123456789012345678901234567890Z")]
    public void What_is_no_time_refuses_the_document(string text)
    {
        Assert.Null(MetadataTimes.Instant(text));
        Assert.Equal(nameof(MetadataFault.BadValidUntil), Problem(Broken("2026-06-01T00:00:00Z", text)).Code);
    }

    [Theory]
    [Spec("S-123")]
    [InlineData("PT6H", "06:00:00")]
    [InlineData("PT1440M", "1.00:00:00")]
    [InlineData("P7D", "7.00:00:00")]
    [InlineData("PT3600.5S", "01:00:00.5")]
    [InlineData("P1DT12H", "1.12:00:00")]
    [InlineData("P1Y1D", "365.00:00:00")]
    [InlineData("P30000Y", "365.00:00:00")]
    [InlineData("PT0S", "00:00:00")]
    public void A_duration_is_read_and_bounded(string text, string means) =>
        Assert.Equal(TimeSpan.Parse(means, System.Globalization.CultureInfo.InvariantCulture), MetadataTimes.Duration(text));

    [Theory]
    [Spec("S-123")]
    [InlineData("")]
    [InlineData("6h")]
    [InlineData("P")]
    [InlineData("-PT6H")]
    [InlineData("-P30000Y")]
    [InlineData("P99999999999999999999Y")]
    [InlineData("21600")]
    public void What_is_no_duration_is_left_aside_with_a_warning(string text)
    {
        var metadata = Taken(Broken("PT6H", text));
        Assert.Null(metadata.CacheDuration);
        Assert.Equal(nameof(MetadataFault.BadCacheDuration), Assert.Single(metadata.Warnings).Code);
    }

    [Fact]
    [Spec("S-123"), Spec("IIP-MD04")]
    public void A_document_ends_at_its_end_and_not_later()
    {
        var end = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(end, Taken(Good, now: end.AddTicks(-1)).ValidUntil);
        var problem = Problem(Good, now: end);
        Assert.Equal((nameof(MetadataFault.Expired), "2026-06-01T00:00:00Z"), (problem.Code, problem.Got));
    }

    [Fact]
    [Spec("S-123")]
    public void Of_the_ends_of_role_entity_and_groups_the_earliest_counts_and_of_the_durations_the_shortest()
    {
        static string Nested(string outer, string inner, string entity, string role) => Group(outer, Group(inner,
            Good.With(Times, " " + entity)
                .With("<md:IDPSSODescriptor ", "<md:IDPSSODescriptor " + role + " ")));
        const string Far = "validUntil=\"2026-09-01T00:00:00Z\" cacheDuration=\"P2D\"";
        const string Near = "validUntil=\"2026-05-02T00:00:00Z\" cacheDuration=\"PT2H\"";
        string[] each = [Nested(Near, Far, Far, Far), Nested(Far, Near, Far, Far), Nested(Far, Far, Near, Far), Nested("", Far, Far, Near)];

        foreach (var xml in each)
        {
            var metadata = Taken(xml);
            Assert.Equal((new(2026, 5, 2, 0, 0, 0, TimeSpan.Zero), TimeSpan.FromHours(2)), (metadata.ValidUntil, metadata.CacheDuration));
            Assert.Equal(nameof(MetadataFault.Expired), Problem(xml, now: new(2026, 5, 2, 0, 0, 0, TimeSpan.Zero)).Code);
        }

        var open = Taken(Nested("", "", "", ""));
        Assert.Equal((null, null), (open.ValidUntil, open.CacheDuration));
    }

    [Fact]
    [Spec("IIP-MD04")]
    public void A_connection_can_demand_an_end_that_is_not_too_far()
    {
        var ask = new MetadataAsk { LongestValidity = TimeSpan.FromDays(31) };
        Assert.NotNull(Taken(Good, ask).ValidUntil);
        Assert.Equal(nameof(MetadataFault.ValidTooLong), Problem(Good, ask, Now.AddDays(-2)).Code);
        Assert.Equal(nameof(MetadataFault.ValidUntilMissing), Problem(Broken(" validUntil=\"2026-06-01T00:00:00Z\"", ""), ask).Code);
    }
}
