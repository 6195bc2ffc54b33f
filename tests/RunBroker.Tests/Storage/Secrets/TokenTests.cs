using RunBroker.Storage.Secrets;

namespace RunBroker.Tests.Storage.Secrets;

public sealed class TokenTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 14, 0, 0, TimeSpan.Zero);

    [Fact]
    [Spec("P-003")]
    public void A_hash_is_sha256_in_base64url_and_only_its_token_matches()
    {
        Assert.Equal("ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0", TokenHash.Of("abc"));
        Assert.True(TokenHash.Matches("abc", "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0"));
        Assert.False(TokenHash.Matches("abd", "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0"));
        Assert.False(TokenHash.Matches("abc", ""));
        Assert.False(TokenHash.Matches("abc", "ungWv48Bz"));
    }

    [Fact]
    [Spec("P-002")]
    public void A_random_token_has_its_prefix_and_256_bits_by_default_and_never_fewer_than_128()
    {
        Assert.Matches("^rb_key_[A-Za-z0-9_-]{43}$", RandomToken.Create("rb_key_"));
        Assert.Matches("^[A-Za-z0-9_-]{22}$", RandomToken.Create("", 16));
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomToken.Create("", 15));
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => RandomToken.Create("")).Distinct().Count());
    }

    [Fact]
    public void Ids_are_a_prefix_and_26_characters_that_sort_by_time()
    {
        var ids = Enumerable.Range(0, 1000).Select(i => Ids.New("con_", Now.AddMilliseconds(i))).ToArray();
        Assert.All(ids, id => Assert.Matches("^con_[0-7][0-9a-hjkmnp-tv-z]{25}$", id));
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => Ids.New("con_", Now)).Distinct().Count());
    }

    [Theory]
    [InlineData("00", "00"), InlineData("FF", "7Z"), InlineData("0000000001", "00000001"), InlineData("FFFFFFFFFF", "ZZZZZZZZ"), InlineData("F800000000", "Z0000000")]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"), InlineData("00000000000000000000000000000020", "00000000000000000000000010")]
    public void Octets_are_written_as_one_number_in_base32(string hex, string expected) =>
        Assert.Equal(expected, Crockford.Encode(Convert.FromHexString(hex)));

    [Fact]
    public void A_case_id_can_be_read_out()
    {
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.Matches("^SI-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$", CaseId.New()));
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => CaseId.New()).Distinct().Count());
    }

    [Theory]
    [InlineData("SI-7K4M-2Q9D", "SI-7K4M-2Q9D"), InlineData(" si7k4m2q9d ", "SI-7K4M-2Q9D"), InlineData("si-OiLm-2q9d", "SI-011M-2Q9D")]
    [InlineData("SI-7K4M-2Q9", null), InlineData("SI-7K4M-2Q9U", null), InlineData("XX-7K4M-2Q9D", null), InlineData("", null), InlineData("SI-7K4M-2Q9é", null)]
    public void A_case_id_is_read_as_people_type_it(string typed, string? expected) => Assert.Equal(expected, CaseId.Read(typed));
}
