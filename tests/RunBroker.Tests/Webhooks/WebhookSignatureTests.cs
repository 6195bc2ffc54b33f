using System.Text;
using RunBroker.Webhooks;

namespace RunBroker.Tests.Webhooks;

[Spec("O-166")]
public sealed class WebhookSignatureTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1614265330);
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"test": 2432232314}""");

    /// <summary>The example of the Standard Webhooks libraries.</summary>
    [Fact]
    public void The_published_example_signs_the_same() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        WebhookSignature.Of(Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", Body));

    [Fact]
    public void During_rotation_both_secrets_sign_newest_first()
    {
        var (old, young) = (WebhookSecret.Generate(), WebhookSecret.Generate());
        var both = WebhookSignature.Sign("evt_1", Body, [young, old], Now);
        Assert.Equal(("evt_1", "1614265330"), (both.Id, both.Timestamp));
        Assert.Equal(
            string.Join(' ', new[] { young, old }.Select(s => WebhookSignature.Sign("evt_1", Body, [s], Now).Signature)), both.Signature);
        Assert.Equal(2, both.Signature.Split(' ').Distinct().Count());
    }

    [Fact]
    public void Id_time_body_and_secret_each_change_the_signature()
    {
        var secret = WebhookSecret.Generate();
        string[] all =
        [
            WebhookSignature.Sign("evt_1", Body, [secret], Now).Signature,
            WebhookSignature.Sign("evt_2", Body, [secret], Now).Signature,
            WebhookSignature.Sign("evt_1", Body, [secret], Now.AddSeconds(1)).Signature,
            WebhookSignature.Sign("evt_1", [.. Body, (byte)' '], [secret], Now).Signature,
            WebhookSignature.Sign("evt_1", Body, [WebhookSecret.Generate()], Now).Signature,
        ];
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData("evt.1")]
    public void An_id_that_could_trade_characters_with_the_time_is_a_bug(string id) =>
        Assert.Throws<ArgumentException>(() => WebhookSignature.Sign(id, Body, [WebhookSecret.Generate()], Now));

    [Fact]
    public void No_secret_or_three_is_a_bug()
    {
        Assert.Throws<ArgumentException>(() => WebhookSignature.Sign("e", Body, [], Now));
        var three = Enumerable.Range(0, 3).Select(_ => WebhookSecret.Generate());
        Assert.Throws<ArgumentException>(() => WebhookSignature.Sign("e", Body, [.. three], Now));
    }

    [Theory]
    [InlineData(31, false)]
    [InlineData(32, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    [InlineData(66, false)]
    [InlineData(600, false)]
    public void A_secret_has_at_least_256_bits_and_at_most_512(int bytes, bool good)
    {
        var text = "whsec_" + Convert.ToBase64String(new byte[bytes]);
        Assert.Equal(good ? text : null, WebhookSecret.Read(text)?.Reveal());
        Assert.Null(WebhookSecret.Read(text[6..]));
    }

    [Fact]
    public void A_secret_that_is_no_base64_is_none() => Assert.Null(WebhookSecret.Read("whsec_" + new string('!', 44)));

    [Fact]
    public void A_secret_never_prints_itself()
    {
        var secret = WebhookSecret.Generate();
        Assert.Equal(secret.Reveal(), WebhookSecret.Read(secret.Reveal())!.Reveal());
        Assert.DoesNotContain(secret.Reveal()[6..], $"{secret}", StringComparison.Ordinal);
    }
}
