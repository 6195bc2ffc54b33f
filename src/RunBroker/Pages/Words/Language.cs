using Microsoft.Net.Http.Headers;

namespace RunBroker.Pages.Words;

public enum Language
{
    English,
    Portuguese,
}

/// <summary>Which language a person reads.</summary>
public static class LanguageChoice
{
    /// <summary>
    /// The first language of <paramref name="uiLocales"/> (in order of preference, OIDCC-3.1.2.1) that we have; else the best of
    /// <paramref name="acceptLanguage"/> (RFC9110-12.5.4); else English. Unknown or malformed values are never an error (O-015).
    /// </summary>
    public static Language Choose(string? uiLocales, string? acceptLanguage)
    {
        foreach (var tag in (uiLocales ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Of(tag) is { } asked)
                return asked;
        }

        if (acceptLanguage is null || !StringWithQualityHeaderValue.TryParseList([acceptLanguage], out var accepted))
            return Language.English;
        return accepted.Where(item => item.Quality != 0)
            .OrderByDescending(item => item.Quality ?? 1)
            .Select(item => Of(item.Value.Value))
            .FirstOrDefault(language => language is not null) ?? Language.English;
    }

    private static Language? Of(string? tag) => tag?.Split('-')[0].ToUpperInvariant() switch
    {
        "EN" => Language.English,
        "PT" => Language.Portuguese,
        _ => null,
    };
}
