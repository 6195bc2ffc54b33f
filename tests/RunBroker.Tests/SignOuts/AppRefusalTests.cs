using System.Text;
using RunBroker.Logout;

namespace RunBroker.Tests.SignOuts;

/// <summary>What an app says against a logout token, as the receipt repeats it.</summary>
[Spec("OIDCBC-2.8")]
public sealed class AppRefusalTests
{
    [Theory]
    [InlineData("""{"error":"invalid_request","error_description":"signature verification failed"}""", "status 400: invalid_request: signature verification failed")]
    [InlineData("""{"error":"invalid_request"}""", "status 400: invalid_request")]
    [InlineData("""{"error_description":"wrong aud"}""", "status 400: wrong aud")]
    [InlineData("""{"error":"a\nb\u0085c","error_description":" "}""", "status 400: abc")]
    [InlineData("""{"error":7,"error_description":{}}""", "status 400")]
    [InlineData("""{"error":"the.whole.token was wrong"}""", "status 400")]
    [InlineData("""{"error":"a\u0000b"}""", "status 400")]
    [InlineData("""{"error":"\ud800"}""", "status 400")]
    [InlineData("""{"error":"a","error":"b"}""", "status 400")]
    [InlineData("[]", "status 400")]
    [InlineData("<h1>Bad Request</h1>", "status 400")]
    [InlineData("", "status 400")]
    public void Its_error_and_description_are_told_and_nothing_else_that_it_may_send(string body, string told) =>
        Assert.Equal(told, AppRefusal.Words(400, Encoding.UTF8.GetBytes(body), "the.whole.token"));

    [Fact]
    public void A_long_one_is_cut_between_two_characters_and_a_longer_answer_is_not_read()
    {
        Assert.Equal($"status 400: {new string('x', 199)}…", Of(new string('x', 199) + "😀" + new string('y', 100)));
        Assert.Equal($"status 400: {new string('x', 200)}…", Of(new string('x', 201)));
        Assert.Equal($"status 400: {new string('x', 200)}", Of(new string('x', 200)));
        Assert.Equal("status 400", Of(new string('x', 9000)));
    }

    private static string Of(string error) => AppRefusal.Words(400, Encoding.UTF8.GetBytes($$"""{"error":"{{error}}"}"""), "the.whole.token");
}
