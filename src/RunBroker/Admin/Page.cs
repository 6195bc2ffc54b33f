using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace RunBroker.Admin;

/// <summary>A list's answer; <paramref name="NextCursor"/> is null on the last page.</summary>
internal sealed record Page<T>(ImmutableArray<T> Items, string? NextCursor);

/// <summary>Which page of a list: at most <paramref name="Limit"/> items after the one whose key is <paramref name="After"/>.</summary>
/// <param name="After">Null for the first page.</param>
internal sealed record PageAsk(int Limit, string? After)
{
    /// <summary>As <see cref="After"/> for the stores that begin at "".</summary>
    public string AfterOrStart => After ?? "";

    /// <summary>One more than is shown: so the last page is known for the last.</summary>
    public int Take => Limit + 1;

    public static AdminResult<PageAsk> Read(string? limit, string? cursor)
    {
        var size = Limits.PageDefault;
        if (limit is not null
            && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out size) || size is < 1 or > Limits.PageMax))
            return Problem.Invalid("limit", $"must be a whole number from 1 to {Limits.PageMax}");
        return cursor is null ? new PageAsk(size, null)
            : Decode(cursor) is { } after ? new PageAsk(size, after)
            : Problem.Invalid("cursor", "is not a cursor of this list");
    }

    public Page<TOut> Cut<TRow, TOut>(ImmutableArray<TRow> rows, Func<TRow, string> key, Func<TRow, TOut> show) =>
        new([.. rows.Take(Limit).Select(show)], rows.Length > Limit
            ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key(rows[Limit - 1]))) : null);

    // Opaque to callers; a forged one can only start the list elsewhere, within what the caller may see anyway.
    private static string? Decode(string cursor)
    {
        if (cursor.Length is 0 or > 400 || !Base64Url.IsValid(cursor))
            return null;
        var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        return text.Length > 0 && !text.Any(char.IsControl) ? text : null;
    }
}
