using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Http;

public sealed class SurfaceNotFoundTests
{
    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/nothing/here", "text/html")]
    [InlineData("/api/v1/nothing", null)]
    [InlineData("/connect/nothing", null)]
    public async Task An_unknown_address_is_a_page_for_people_and_a_bare_404_for_programs(string path, string? type)
    {
        await using var broker = await TestBroker.Start();
        var answer = await RawHttp.Send(broker.Url, "GET", path);

        Assert.Equal(404, answer.Status);
        Assert.Equal(type, answer["Content-Type"]?.Split(';')[0]);
        Assert.DoesNotContain("nothing", answer.Body, StringComparison.Ordinal);
    }
}
