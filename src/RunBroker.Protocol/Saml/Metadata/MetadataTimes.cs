using System.Collections.Immutable;
using System.Globalization;
using System.Xml;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Saml.Metadata;

/// <summary>
/// validUntil and cacheDuration of a role, its entity and the groups around it: what ends first and what is shortest counts
/// (SAMLMeta-2.3.1, S-123).
/// </summary>
internal sealed record MetadataTimes(
    DateTimeOffset? ValidUntil, TimeSpan? CacheDuration, ImmutableArray<MetadataProblem> Problems, ImmutableArray<MetadataProblem> Warnings)
{
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    public static MetadataTimes Of(IEnumerable<Element> elements, MetadataAsk ask, DateTimeOffset now)
    {
        DateTimeOffset? until = null;
        TimeSpan? cache = null;
        var problems = ImmutableArray.CreateBuilder<MetadataProblem>();
        var warnings = ImmutableArray.CreateBuilder<MetadataProblem>();
        foreach (var element in elements)
        {
            if (element["validUntil"] is { } end)
            {
                if (Instant(end) is not { } instant)
                    problems.Add(Row(MetadataFault.BadValidUntil, "a time such as 2030-01-31T12:00:00Z", end));
                else if (until is null || instant < until)
                    until = instant;
            }

            if (element["cacheDuration"] is { } lasts)
            {
                if (Duration(lasts) is not { } duration)
                    warnings.Add(Row(MetadataFault.BadCacheDuration, "a duration such as PT6H", lasts));
                else if (cache is null || duration < cache)
                    cache = duration;
            }
        }

        if (problems.Count == 0 && Fault(until) is { } fault)
            problems.Add(fault);
        return new(until, cache, problems.ToImmutable(), warnings.ToImmutable());

        MetadataProblem? Fault(DateTimeOffset? end) => end switch
        {
            // The end is over itself.
            { } past when past <= now => Row(MetadataFault.Expired, $"validUntil after {Text(now)}", Text(past)),
            null when ask.LongestValidity is not null => Row(MetadataFault.ValidUntilMissing, "validUntil", null),
            { } far when ask.LongestValidity is { } longest && far - now > longest => Row(MetadataFault.ValidTooLong,
                string.Create(CultureInfo.InvariantCulture, $"validUntil at most {longest.TotalDays:0.#} days ahead"), Text(far)),
            _ => null,
        };

        MetadataProblem Row(MetadataFault fault, string wanted, string? got) => MetadataProblem.Of(ask.Field, fault, wanted, got);
    }

    /// <summary>xs:dateTime; without a zone it is UTC, as all times of SAML (SAMLCore-1.3.3).</summary>
    internal static DateTimeOffset? Instant(string text)
    {
        var trimmed = text.AsSpan().Trim(" \t\r\n");
        Span<char> cut = stackalloc char[40];
        if (trimmed.Length > cut.Length)
            return null;

        // Some write nanoseconds, which is more than fits.
        var dot = trimmed.IndexOf('.');
        var digits = dot < 0 ? 0 : trimmed[(dot + 1)..].IndexOfAnyExceptInRange('0', '9');
        if (digits < 0)
            digits = trimmed.Length - dot - 1;
        var keep = Math.Min(digits, 7);
        var head = dot < 0 ? trimmed.Length : dot + 1 + keep;
        trimmed[..head].CopyTo(cut);
        var tail = trimmed[(head + digits - keep)..];
        tail.CopyTo(cut[head..]);
        return DateTimeOffset.TryParseExact(cut[..(head + tail.Length)], Forms, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant) ? instant : null;
    }

    /// <summary>xs:duration, cut to <see cref="MetadataLimits.CacheDuration"/>; null for a negative one.</summary>
    internal static TimeSpan? Duration(string text)
    {
        if (text.Length > 64)
            return null;
        try
        {
            var duration = XmlConvert.ToTimeSpan(text);
            return duration < TimeSpan.Zero ? null : duration < MetadataLimits.CacheDuration ? duration : MetadataLimits.CacheDuration;
        }
        catch (OverflowException)
        {
            return text.TrimStart().StartsWith('-') ? null : MetadataLimits.CacheDuration;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    internal static string Text(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
