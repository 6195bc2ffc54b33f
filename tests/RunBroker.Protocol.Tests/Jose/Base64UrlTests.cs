using System.Security.Cryptography;
using RunBroker.Protocol.Jose;

namespace RunBroker.Protocol.Tests.Jose;

public sealed class Base64UrlTests
{
    [Theory]
    [InlineData("", ""), InlineData("66", "Zg"), InlineData("666F", "Zm8"), InlineData("666F6F", "Zm9v"), InlineData("FBFFBF", "-_-_")]
    [Spec("RFC4648-10")]
    public void Octets_have_one_spelling(string hex, string text)
    {
        Assert.Equal(text, Base64Url.Encode(Convert.FromHexString(hex)));
        Assert.True(Base64Url.TryDecode(text, out var bytes));
        Assert.Equal(hex, Convert.ToHexString(bytes));
    }

    [Theory]
    [InlineData("Z"), InlineData("Zm9vY"), InlineData("Zg=="), InlineData("Zm8="), InlineData("Zh"), InlineData("Zm9"), InlineData(" Zg")]
    [InlineData("Zg\n")]
    [InlineData("Z g"), InlineData("+/+/"), InlineData("Zm9v.Zm9v"), InlineData("Zé"), InlineData("="), InlineData("Zg\0")]
    [InlineData("Ｚｇ")]
    [Spec("O-064")]
    public void Every_other_spelling_is_refused(string text)
    {
        Assert.False(Base64Url.TryDecode(text, out var bytes));
        Assert.Empty(bytes);
    }

    [Fact, Spec("O-064")]
    public void Of_all_last_characters_only_those_without_stray_bits_decode()
    {
        for (var length = 1; length <= 2; length++)
        {
            var decoded = 0;
            foreach (var last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
            {
                var text = new string('A', length) + last;
                if (!Base64Url.TryDecode(text, out var bytes))
                    continue;
                Assert.Equal(text, Base64Url.Encode(bytes));
                decoded++;
            }

            Assert.Equal(length == 1 ? 4 : 16, decoded);
        }
    }

    [Fact]
    public void Any_octets_come_back()
    {
        for (var length = 0; length < 100; length++)
        {
            var octets = RandomNumberGenerator.GetBytes(length);
            Assert.True(Base64Url.TryDecode(Base64Url.Encode(octets), out var back));
            Assert.Equal(octets, back);
        }
    }
}
