using Microsoft.Data.Sqlite;
using RunBroker.Storage;

namespace RunBroker.Tests.Storage;

public sealed class SqliteStatementTests : IDisposable
{
    private readonly KeptConnection database = new(new SqliteConnection("Data Source=:memory:"));

    public SqliteStatementTests()
    {
        database.Open();
        database.Execute("create table t (id integer primary key, text text, octets blob, number real)", []);
    }

    public void Dispose() => database.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("Ação 🙂")]
    public void A_text_comes_back_as_it_was(string text) => Assert.Equal(text, Back(text));

    [Theory]
    [InlineData(511), InlineData(512), InlineData(513), InlineData(100_000)]
    public void So_does_a_long_one(int length)
    {
        var text = string.Concat(Enumerable.Repeat("é", length));
        Assert.Equal(text, Back(text));
    }

    [Fact]
    public void Values_of_every_kind_come_back()
    {
        database.Execute("insert into t values (@0, @1, @2, @3)", [7L, null, Array.Empty<byte>(), 1.5]);
        database.Execute("insert into t values (@0, @1, @2, @3)", [8, true, new byte[] { 0, 1, 0 }, null]);
        var rows = database.Many("select id, text, octets, number from t order by id", row => (row.GetInt64(0), row.Text(1), row.Octets(2), row.IsDBNull(3)), []);
        Assert.Equal((7L, null, false), (rows[0].Item1, rows[0].Item2, rows[0].Item4));
        Assert.Empty(rows[0].Item3!);
        Assert.Equal((8L, "1", true), (rows[1].Item1, rows[1].Item2, rows[1].Item4));
        Assert.Equal([0, 1, 0], rows[1].Item3);
    }

    [Fact]
    public void Parameters_are_found_by_their_names_wherever_they_stand_and_however_often()
    {
        database.Execute("insert into t (text, id) values (@1 || @1, @0)", [3L, "ab"]);
        Assert.Equal("abab", database.One("select text from t where id = @0", row => row.GetString(0), [3L]));
    }

    [Fact]
    public void What_is_null_is_no_text_and_no_number()
    {
        database.Execute("insert into t (id) values (@0)", [1L]);
        Assert.Throws<InvalidCastException>(() => database.One("select text from t", row => row.GetString(0), []));
        Assert.Throws<InvalidCastException>(() => database.One("select text from t", row => row.GetInt64(0), []));
        Assert.Null(database.One("select text from t", row => row.Text(0), []));
    }

    [Fact]
    public void Too_few_and_too_many_values_are_refused()
    {
        Assert.Throws<InvalidOperationException>(() => database.Execute("insert into t (id, text) values (@0, @1)", [1L]));
        database.Execute("insert into t (id, text) values (@0, @1)", [1L, "a"]);
        Assert.Throws<ArgumentException>(() => database.Execute("insert into t (id, text) values (@0, @1)", [2L]));
    }

    [Fact]
    public void A_nul_is_refused_as_the_other_database_does()
    {
        Assert.Throws<SqliteException>(() => Back("a\0b"));
        Assert.Throws<SqliteException>(() => Back(new string('a', 600) + "\0"));
    }

    [Fact]
    public void A_fault_says_what_it_is_and_the_statement_is_good_for_the_next_time()
    {
        const string Insert = "insert into t (id) values (@0) returning id";
        Assert.Equal(1, database.One(Insert, row => row.GetInt64(0), [1L]));
        var fault = Assert.Throws<SqliteException>(() => database.One(Insert, row => row.GetInt64(0), [1L]));
        Assert.Equal(19, fault.SqliteErrorCode);
        Assert.Equal(2, database.One(Insert, row => row.GetInt64(0), [2L]));
        Assert.Equal(2, database.One("select count(*) from t", row => row.GetInt64(0), []));
    }

    [Fact]
    public void Two_statements_in_one_text_are_refused() =>
        Assert.Throws<InvalidOperationException>(() => database.Execute("delete from t; delete from t", []));

    private string? Back(string text)
    {
        database.Execute("insert into t (text) values (@0)", [text]);
        return database.One("select text from t where text = @0", row => row.GetString(0), [text]);
    }
}
