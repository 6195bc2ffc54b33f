using System.Globalization;

namespace RunBroker.Protocol.Saml;

/// <summary>
/// Instants in UTC as SAMLCore-1.3.3 has them: <c>YYYY-MM-DDThh:mm:ss[.fraction]Z</c> and no other spelling (S-068). What is added to
/// an instant from outside could overflow, so that rules only ever take differences.
/// </summary>
internal static class SamlTime
{
    public const string Form = "YYYY-MM-DDThh:mm:ssZ";

    private const string ToSecond = "yyyy-MM-dd'T'HH:mm:ss";
    private const int TickDigits = 7;

    /// <summary>Null for any other form; digits of a second beyond the seventh are dropped.</summary>
    public static DateTimeOffset? Read(string text)
    {
        if (text.Length <= 19 || text[^1] != 'Z' || text.Any(static c => c is not (>= '0' and <= '9' or '-' or ':' or '.' or 'T' or 'Z')))
            return null;
        var fraction = text.AsSpan(19, text.Length - 20);
        if (!DateTime.TryParseExact(text.AsSpan(0, 19), ToSecond, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var second)
            || (fraction.Length > 0 && !IsFraction(fraction)))
            return null;

        long ticks = 0;
        for (var i = 1; i <= TickDigits; i++)
            ticks = (ticks * 10) + (i < fraction.Length ? fraction[i] - '0' : 0);
        return new DateTimeOffset(second, TimeSpan.Zero).AddTicks(ticks);
    }

    public static string Write(DateTimeOffset at) => at.UtcDateTime.ToString(ToSecond + ".FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>For our own messages: whole seconds, which every provider reads.</summary>
    public static string WriteSecond(DateTimeOffset at) => at.UtcDateTime.ToString(ToSecond + "'Z'", CultureInfo.InvariantCulture);

    private static bool IsFraction(ReadOnlySpan<char> text) => text.Length > 1 && text[0] == '.' && !text[1..].ContainsAnyExceptInRange('0', '9');
}
