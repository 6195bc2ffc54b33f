using RunBroker.Protocol.Saml;

namespace RunBroker.Protocol.Tests.Saml;

public sealed class SamlTimeTests
{
    [Theory]
    [InlineData("2026-05-01T12:00:00Z", 0)]
    [InlineData("2026-05-01T12:00:00.5Z", 5_000_000)]
    [InlineData("2026-05-01T12:00:00.1234567Z", 1_234_567)]
    [InlineData("2026-05-01T12:00:00.12345678901234567890Z", 1_234_567)]
    [InlineData("2026-05-01T12:00:00.000Z", 0)]
    [Spec("S-068"), Spec("SAMLCore-1.3.3")]
    public void An_instant_in_UTC_is_read_to_its_tick(string text, long ticks) =>
        Assert.Equal(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero).AddTicks(ticks), SamlTime.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("Z")]
    [InlineData("2026-05-01")]
    [InlineData("2026-05-01Z")]
    [InlineData("2026-05-01T12:00Z")]
    [InlineData("2026-05-01T12:00:00")]
    [InlineData("2026-05-01T12:00:00z")]
    [InlineData("2026-05-01t12:00:00Z")]
    [InlineData("2026-05-01 12:00:00Z")]
    [InlineData(" 2026-05-01T12:00:00Z")]
    [InlineData("2026-05-01T12:00:00Z ")]
    [InlineData("2026-05-01T12:00:00+00:00")]
    [InlineData("2026-05-01T12:00:00-05:00")]
    [InlineData("2026-05-01T12:00:00.Z")]
    [InlineData("2026-05-01T12:00:00,5Z")]
    [InlineData("2026-05-01T12:00:00.5.5Z")]
    [InlineData("2026-05-01T12:00:00.-5Z")]
    [InlineData("2026-05-01T24:00:00Z")]
    [InlineData("2026-05-01T12:60:00Z")]
    [InlineData("2026-06-30T23:59:60Z")]
    [InlineData("2026-02-29T12:00:00Z")]
    [InlineData("2026-13-01T12:00:00Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("-2026-05-01T12:00:00Z")]
    [InlineData("12026-05-01T12:00:00Z")]
    [InlineData("2026-5-1T12:00:00Z")]
    [InlineData("\u0662026-05-01T12:00:00Z")]
    [InlineData("1777636800")]
    [Spec("S-068"), Spec("SAMLCore-1.3.3")]
    public void Any_other_form_is_no_time(string text) => Assert.Null(SamlTime.Read(text));

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z")]
    [Spec("S-068")]
    public void The_first_and_the_last_instant_are_read(string text) => Assert.Equal(text, SamlTime.Write(SamlTime.Read(text)!.Value));
}
