using System.Text;
using RunBroker.Storage.Secrets;

namespace RunBroker.Tests.Storage.Secrets;

[Spec("P-001"), Spec("P-005")]
public sealed class SecretBoxTests
{
    private static readonly string Old = MasterKey.NewLine();
    private static readonly string New = MasterKey.NewLine();
    private static readonly SecretPlace Place = new("ten_a", "connection", "con_1", "client_secret");

    [Theory]
    [InlineData(""), InlineData("s"), InlineData("a secret with ü")]
    public void What_is_sealed_opens_in_its_place(string secret)
    {
        var plain = Encoding.UTF8.GetBytes(secret);
        Assert.Equal(plain, Box(Old).Open(Box(Old).Seal(plain, Place), Place));
    }

    public static TheoryData<string?, string, string, string> OtherPlaces => new()
    {
        { "ten_b", "connection", "con_1", "client_secret" }, { null, "connection", "con_1", "client_secret" }, { "", "connection", "con_1", "client_secret" },
        { "ten_a", "webhook", "con_1", "client_secret" }, { "ten_a", "connection", "con_2", "client_secret" }, { "ten_a", "connection", "con_1", "private_key" },
        { "ten_a", "connectionc", "on_1", "client_secret" }, { "ten_a|connection", "con_1", "client_secret", "" }, { "ten_a", "connection|con_1", "", "client_secret" },
    };

    [Theory, MemberData(nameof(OtherPlaces))]
    public void Moved_to_another_place_it_does_not_open(string? tenant, string table, string id, string column) =>
        Assert.Null(Box(Old).Open(Box(Old).Seal("s"u8, Place), new(tenant, table, id, column)));

    [Fact]
    public void The_installations_own_place_is_not_that_of_a_tenant_without_a_name()
    {
        var own = Place with { Tenant = null };
        var record = Box(Old).Seal("s"u8, own);
        Assert.NotNull(Box(Old).Open(record, own));
        Assert.Null(Box(Old).Open(record, Place with { Tenant = "" }));
    }

    [Fact]
    public void One_changed_or_missing_octet_anywhere_closes_it()
    {
        var record = Box(Old).Seal("secret"u8, Place);
        for (var i = 0; i < record.Length; i++)
        {
            var changed = record.ToArray();
            changed[i] ^= 1;
            Assert.Null(Box(Old).Open(changed, Place));
            Assert.Null(Box(Old).Open(record.AsSpan(0, i), Place));
        }

        Assert.Null(Box(Old).Open((byte[])[.. record, 0], Place));
    }

    [Fact]
    public void The_same_secret_is_never_sealed_alike_and_not_seen_in_the_record()
    {
        var secret = "a-secret-that-is-long-enough"u8.ToArray();
        var (first, second) = (Box(Old).Seal(secret, Place), Box(Old).Seal(secret, Place));
        Assert.NotEqual(first, second);
        Assert.Equal(-1, first.AsSpan().IndexOf(secret.AsSpan(0, 6)));
    }

    [Fact]
    public void During_a_rotation_both_keys_open_and_new_records_use_the_new_one()
    {
        var record = Box(Old).Seal("s"u8, Place);
        var rotating = Box($"{New}\n{Old}");
        var plain = rotating.Open(record, Place);
        Assert.Equal("s"u8.ToArray(), plain);
        Assert.True(rotating.IsOutdated(record));

        var anew = rotating.Seal(plain, Place);
        Assert.False(rotating.IsOutdated(anew));
        Assert.NotNull(Box(New).Open(anew, Place));
        Assert.Null(Box(New).Open(record, Place));
        Assert.Null(Box(Old).Open(anew, Place));
    }

    [Fact]
    public void Another_key_under_the_same_id_does_not_open_it()
    {
        var stolenId = $"{Old.Split(' ')[0]} {New.Split(' ')[1]}";
        Assert.Null(Box(stolenId).Open(Box(Old).Seal("s"u8, Place), Place));
    }

    private static SecretBox Box(string file) => new(Assert.IsType<MasterKeyFile.Loaded>(MasterKey.Parse(file, false)).Key);
}
